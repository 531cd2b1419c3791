// The lock of a target's serial executor, which knows whose it is: a window's system may call back from
// within what the executor does.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

namespace zc {

class ExecutorMutex {
 public:
  void lock() {
    mutex_.lock();
    holder_ = std::this_thread::get_id();
  }
  bool try_lock_for(std::chrono::milliseconds wait) {
    if (!mutex_.try_lock_for(wait)) return false;
    holder_ = std::this_thread::get_id();
    return true;
  }
  void unlock() {
    holder_ = std::thread::id();
    mutex_.unlock();
  }
  bool held_here() const { return holder_ == std::this_thread::get_id(); }

 private:
  std::timed_mutex mutex_;
  std::atomic<std::thread::id> holder_{};
};

}  // namespace zc
