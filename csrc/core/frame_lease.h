// A move-only claim on a decoded picture. It lies in core/ because the seam's import_frame() takes
// one, and a device sees device.h and core/ alone; the registry behind it lies in interop/.
#pragma once

#include <cstdint>
#include <utility>

namespace zc {

// Index and generation of a registry slot. A stale handle is an error value, never a touch of memory.
struct FrameHandle {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  // 0: no frame
  explicit operator bool() const { return generation != 0; }
  friend bool operator==(const FrameHandle&, const FrameHandle&) = default;
};

// Implemented by the registry. Any thread; never takes the GIL.
class ClaimCounter {
 public:
  virtual void add_claim(FrameHandle handle) noexcept = 0;
  virtual void drop_claim(FrameHandle handle) noexcept = 0;

 protected:
  ~ClaimCounter() = default;
};

// Each lease is one claim; the picture lives until the last claim on it is dropped.
class FrameLease {
 public:
  FrameLease() = default;
  // Takes over a claim that the counter has already counted. The counter outlives every lease.
  static FrameLease adopt(ClaimCounter& counter, FrameHandle handle) { return {&counter, handle}; }

  FrameLease(FrameLease&& other) noexcept
      : counter_(std::exchange(other.counter_, nullptr)), handle_(std::exchange(other.handle_, {})) {}
  FrameLease& operator=(FrameLease&& other) noexcept {
    if (this != &other) {
      release();
      counter_ = std::exchange(other.counter_, nullptr);
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  FrameLease(const FrameLease&) = delete;
  FrameLease& operator=(const FrameLease&) = delete;
  ~FrameLease() { release(); }

  FrameLease duplicate() const {
    if (counter_) counter_->add_claim(handle_);
    return {counter_, handle_};
  }
  void release() noexcept {
    if (auto* counter = std::exchange(counter_, nullptr)) counter->drop_claim(std::exchange(handle_, {}));
  }
  FrameHandle handle() const { return handle_; }
  explicit operator bool() const { return counter_ != nullptr; }

 private:
  FrameLease(ClaimCounter* counter, FrameHandle handle) : counter_(counter), handle_(handle) {}

  ClaimCounter* counter_ = nullptr;  // not owned
  FrameHandle handle_;
};

}  // namespace zc
