// One decoded picture as the app holds it: immutable metadata and one claim. No pixels of its own.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "core/live_count.h"
#include "interop/frame_registry.h"

namespace zc {

// Thread-safe. Outlives its source and session.
class GpuFrame {
 public:
  GpuFrame(const FrameDesc& desc, std::unique_ptr<PictureOwner> owner)
      : desc_(desc), lease_(FrameRegistry::of_process().add(desc, std::move(owner))) {}

  const FrameDesc& desc() const { return desc_; }
  // A further claim on the picture.
  Result<FrameLease> lease() const {
    const std::scoped_lock lock(lease_mutex_);
    if (!lease_)
      return Error{ErrorCode::closed, "The frame is closed; keep it open until its layer has taken it."};
    return lease_.duplicate();
  }
  bool closed() const {
    const std::scoped_lock lock(lease_mutex_);
    return !lease_;
  }
  void close() {
    FrameLease last;  // released after the lock
    const std::scoped_lock lock(lease_mutex_);
    last = std::move(lease_);
    open_.reset();
  }

 private:
  FrameDesc desc_;
  mutable std::mutex lease_mutex_;  // guards what follows
  FrameLease lease_;
  std::optional<Counted<Live::frame>> open_{std::in_place};
};

}  // namespace zc
