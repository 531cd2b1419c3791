// The lock of a target's serial executor, which knows whose it is: a window's system may call back from
// within what the executor does.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace zc {

// Not std::timed_mutex, whose waiting ThreadSanitizer does not follow.
class ExecutorMutex {
 public:
  void lock() {
    std::unique_lock lock(state_mutex_);
    freed_.wait(lock, [this] { return !held_; });
    take();
  }
  bool try_lock_for(std::chrono::milliseconds wait) {
    std::unique_lock lock(state_mutex_);
    if (!freed_.wait_for(lock, wait, [this] { return !held_; })) return false;
    take();
    return true;
  }
  void unlock() {
    const std::scoped_lock lock(state_mutex_);
    held_ = false;
    holder_ = std::thread::id();
    freed_.notify_one();
  }
  bool held_here() const { return holder_ == std::this_thread::get_id(); }

 private:
  void take() {
    held_ = true;
    holder_ = std::this_thread::get_id();
  }

  std::mutex state_mutex_;  // guards held_
  std::condition_variable freed_;
  bool held_ = false;
  std::atomic<std::thread::id> holder_{};
};

}  // namespace zc
