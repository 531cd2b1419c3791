#include "strict.h"

#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "device/metal/availability.h"

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) (static_cast<void>(address), static_cast<void>(size))
#endif

namespace zc::doubles {
namespace {

constexpr int oldest_macos = 13;
constexpr unsigned char dead_byte = 0xd5;
constexpr std::size_t most_buried_bytes = 32u << 20;

struct Fault {
  int after = 0;
  int times = 0;
  long value = 0;
};

struct Grave {
  void* memory = nullptr;
  std::size_t size = 0;
};

// Never destroyed: objects die until the very end of the process.
struct State {
  std::mutex mutex;  // guards all below but the atomics
  std::unordered_map<std::string, std::unique_ptr<std::atomic<long>>> counters;
  std::map<std::string, Fault, std::less<>> faults;
  std::vector<void (*)()> reset_hooks;
  std::atomic<std::thread::id> main_thread{std::this_thread::get_id()};
  std::atomic<int> macos_major{oldest_macos};
  std::atomic<int> report_file{-1};
};
State& state() {
  static auto* const made = new State;
  return *made;
}

struct Cemetery {
  std::mutex mutex;  // guards all below
  std::deque<Grave> graves;
  std::unordered_map<const void*, const char*> classes;
  std::size_t bytes = 0;
};
Cemetery& cemetery() {
  static auto* const made = new Cemetery;
  return *made;
}

}  // namespace

void broken(const char* format, ...) {
  char text[1024];
  const int start = std::snprintf(text, sizeof text, "framework double: ");
  va_list arguments;
  va_start(arguments, format);
  const std::size_t room = sizeof text - static_cast<std::size_t>(start) - 1;
  std::vsnprintf(text + start, room, format, arguments);
  va_end(arguments);
  const std::size_t length = std::strlen(text);
  text[length] = '\n';
  for (const int file : {STDERR_FILENO, state().report_file.load()})
    if (file >= 0 && write(file, text, length + 1) < 0) break;
  std::abort();
}

void also_report_to(int file) { state().report_file = file; }

std::atomic<long>& counter(const std::string& class_name) {
  State& s = state();
  const std::scoped_lock lock(s.mutex);
  auto& found = s.counters[class_name];
  if (!found) found = std::make_unique<std::atomic<long>>(0);
  return *found;
}

std::map<std::string, long> live() {
  State& s = state();
  const std::scoped_lock lock(s.mutex);
  std::map<std::string, long> out;
  for (const auto& [name, count] : s.counters)
    if (const long n = count->load()) out[name] = n;
  return out;
}

void arm_fault(const std::string& name, int after, int times, long value) {
  State& s = state();
  const std::scoped_lock lock(s.mutex);
  s.faults[name] = {after, times, value};
}

std::optional<long> armed(const char* name) {
  State& s = state();
  const std::scoped_lock lock(s.mutex);
  const auto found = s.faults.find(name);
  if (found == s.faults.end()) return std::nullopt;
  Fault& fault = found->second;
  if (fault.after > 0) {
    --fault.after;
    return std::nullopt;
  }
  if (fault.times <= 0) return std::nullopt;
  --fault.times;
  return fault.value;
}

void set_main_thread() { state().main_thread = std::this_thread::get_id(); }

bool on_main_thread() { return state().main_thread.load() == std::this_thread::get_id(); }

void require_main_thread(const char* what) {
  if (!on_main_thread()) broken("%s must be on the main thread, and is on another.", what);
}

void set_macos_major(int major) { state().macos_major = major; }

void on_reset(void (*hook)()) {
  State& s = state();
  const std::scoped_lock lock(s.mutex);
  s.reset_hooks.push_back(hook);
}

void reset() {
  State& s = state();
  std::vector<void (*)()> hooks;
  {
    const std::scoped_lock lock(s.mutex);
    s.faults.clear();
    hooks = s.reset_hooks;
  }
  s.macos_major = oldest_macos;
  set_main_thread();
  for (const auto hook : hooks) hook();
}

void bury(void* memory, std::size_t size, std::size_t keep_bytes, const char* class_name) {
  std::memset(static_cast<char*>(memory) + keep_bytes, dead_byte, size - keep_bytes);
  ASAN_POISON_MEMORY_REGION(static_cast<char*>(memory) + keep_bytes, size - keep_bytes);
  Cemetery& c = cemetery();
  std::vector<Grave> emptied;
  {
    const std::scoped_lock lock(c.mutex);
    c.graves.push_back({memory, size});
    c.classes[memory] = class_name;
    c.bytes += size;
    while (c.bytes > most_buried_bytes) {
      const Grave oldest = c.graves.front();
      c.graves.pop_front();
      c.classes.erase(oldest.memory);
      c.bytes -= oldest.size;
      emptied.push_back(oldest);
    }
  }
  for (const Grave& grave : emptied) {
    ASAN_UNPOISON_MEMORY_REGION(grave.memory, grave.size);
    std::free(grave.memory);
  }
}

const char* buried_class(const void* memory) {
  Cemetery& c = cemetery();
  const std::scoped_lock lock(c.mutex);
  const auto found = c.classes.find(memory);
  return found == c.classes.end() ? nullptr : found->second;
}

}  // namespace zc::doubles

namespace zc::metal {

int pretended_macos_major() noexcept { return doubles::state().macos_major; }

}  // namespace zc::metal
