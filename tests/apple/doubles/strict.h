// What every framework double shares: a rule that is broken ends the process with a sentence, every object
// is counted, faults happen on demand, and the main thread is known. Plain C++, any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace zc::doubles {

// Prints "framework double: <sentence>" on standard error and aborts.
[[noreturn]] void broken(const char* format, ...) __attribute__((format(printf, 1, 2)));
// Also prints it there: a test runner may have taken standard error for itself.
void also_report_to(int file);

// Living objects of one class; the same counter for the same name, for good.
std::atomic<long>& counter(const std::string& class_name);
// Classes with objects alive.
std::map<std::string, long> live();

// A member of a C++ class that is no Objective-C or CoreFoundation object, to count its objects.
class Counted {
 public:
  explicit Counted(const char* class_name) : counter_(counter(class_name)) { ++counter_; }
  ~Counted() { --counter_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<long>& counter_;
};

// Faults. A double asks `armed` at the named place each time that it passes; the value says how to fail
// (a CVReturn, an OSStatus…).
void arm_fault(const std::string& name, int after, int times, long value);
std::optional<long> armed(const char* name);

// The thread that AppKit and the main run loop belong to: the one that loaded the module, unless told.
void set_main_thread();  // the calling one
bool on_main_thread();
// Breaks with "<what> must be on the main thread".
void require_main_thread(const char* what);

// For ZC_AVAILABLE: 13, 14, …
void set_macos_major(int major);

// Called by reset(), which also disarms every fault, pretends the oldest supported macOS again and makes
// the calling thread the main one.
void on_reset(void (*hook)());
void reset();

// Memory of a dead object: filled with a pattern, kept for a while, and the name of its class with it, so
// that a later use is recognised. `keep_bytes` at its start are left as they are. Takes memory of malloc.
void bury(void* memory, std::size_t size, std::size_t keep_bytes, const char* class_name);
// The class of what was buried there, or null.
const char* buried_class(const void* memory);

}  // namespace zc::doubles
