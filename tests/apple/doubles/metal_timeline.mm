// The device's own thread: schedules and completes committed command buffers, in the order of their commits.
#include <chrono>
#include <deque>
#include <thread>

#include "metal_double.h"
#import "metal_objects.h"
#include "strict.h"

namespace zc::doubles {
namespace {

constexpr auto longest_delay = std::chrono::milliseconds(15);

thread_local bool is_completion_thread = false;

struct Timeline {
  std::mutex mutex;  // guards everything below
  std::condition_variable changed;
  bool running = false;
  std::deque<ZCCommandBuffer*> committed;  // retained
  std::deque<ZCCommandBuffer*> scheduled;  // retained
  std::uint64_t commits = 0;
  std::uint64_t completed = 0;
  std::chrono::steady_clock::time_point last_commit;
  bool hurried = false;
  bool held = false;
  int steps = 0;  // allowed while held
  int delay = 0;
};

Timeline& timeline() {
  static auto* const only = new Timeline;  // its thread outlives everything
  return *only;
}

bool due(Timeline& line) {
  if (line.scheduled.empty()) return false;
  if (line.held) return line.steps > 0;
  if (line.delay == 0 || line.hurried) return true;
  const auto waiting = static_cast<int>(line.scheduled.size()) + static_cast<int>(line.committed.size());
  return waiting > line.delay || std::chrono::steady_clock::now() - line.last_commit >= longest_delay;
}

void run(Timeline& line) {
  is_completion_thread = true;
  std::unique_lock lock(line.mutex);
  while (true) {
    if (!line.committed.empty()) {
      ZCCommandBuffer* const next = line.committed.front();
      line.committed.pop_front();
      lock.unlock();
      @autoreleasepool {
        [next schedule];
      }
      lock.lock();
      line.scheduled.push_back(next);
    } else if (due(line)) {
      ZCCommandBuffer* const next = line.scheduled.front();
      line.scheduled.pop_front();
      if (line.held) --line.steps;
      lock.unlock();
      @autoreleasepool {
        [next complete];
        [next release];
      }
      lock.lock();
      ++line.completed;
      if (line.scheduled.empty()) line.hurried = false;
      line.changed.notify_all();
    } else if (!line.scheduled.empty() && !line.held) {
      line.changed.wait_until(lock, line.last_commit + longest_delay);
    } else {
      line.changed.wait(lock);
    }
  }
}

void reset_timeline() {
  resume_completions();
  set_completion_delay(0);
}

}  // namespace

void enqueue(ZCCommandBuffer* buffer) {
  Timeline& line = timeline();
  const std::scoped_lock lock(line.mutex);
  if (!line.running) {
    line.running = true;
    on_reset(reset_timeline);
    std::thread([&line] { run(line); }).detach();
  }
  line.committed.push_back([buffer retain]);
  line.last_commit = std::chrono::steady_clock::now();
  ++line.commits;
  line.changed.notify_all();
}

bool on_completion_thread() { return is_completion_thread; }

void hurry() {
  Timeline& line = timeline();
  const std::scoped_lock lock(line.mutex);
  if (!line.scheduled.empty() || !line.committed.empty()) line.hurried = true;
  line.changed.notify_all();
}

void hold_completions() {
  Timeline& line = timeline();
  const std::scoped_lock lock(line.mutex);
  line.held = true;
  line.steps = 0;
}

void resume_completions() {
  Timeline& line = timeline();
  const std::scoped_lock lock(line.mutex);
  line.held = false;
  line.changed.notify_all();
}

int step_completions(int count) {
  Timeline& line = timeline();
  std::unique_lock lock(line.mutex);
  if (!line.held) broken("step() is for completions that are held.");
  const std::uint64_t before = line.completed;
  // What is being scheduled is in neither queue.
  const std::uint64_t wanted = std::min(line.commits, before + static_cast<std::uint64_t>(count));
  line.steps = static_cast<int>(wanted - before);
  line.changed.notify_all();
  line.changed.wait(lock, [&] { return line.completed >= wanted; });
  return static_cast<int>(line.completed - before);
}

void set_completion_delay(int command_buffers) {
  Timeline& line = timeline();
  const std::scoped_lock lock(line.mutex);
  line.delay = command_buffers;
  line.changed.notify_all();
}

}  // namespace zc::doubles
