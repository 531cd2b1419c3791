// Who still needs which decoded picture.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "core/frame_desc.h"
#include "core/frame_lease.h"
#include "core/result.h"

namespace zc {

// Keeps a picture's memory alive. Destroyed once, on any thread, with no lock of ours held.
// Its destructor never takes the GIL.
class PictureOwner {
 public:
  PictureOwner() = default;
  PictureOwner(const PictureOwner&) = delete;
  PictureOwner& operator=(const PictureOwner&) = delete;
  virtual ~PictureOwner() = default;
};

// Thread-safe. Outlives every lease that it gave.
class FrameRegistry final : public ClaimCounter {
 public:
  FrameRegistry() = default;
  FrameRegistry(const FrameRegistry&) = delete;
  FrameRegistry& operator=(const FrameRegistry&) = delete;

  // The one of this process: frames outlive sources and sessions.
  static FrameRegistry& of_process();

  // The returned lease is the first claim.
  FrameLease add(const FrameDesc& desc, std::unique_ptr<PictureOwner> owner);
  Result<FrameDesc> desc(FrameHandle handle) const;
  std::size_t size() const;  // pictures alive

  void add_claim(FrameHandle handle) noexcept override;
  void drop_claim(FrameHandle handle) noexcept override;

 private:
  struct Slot {
    std::uint32_t generation = 1;
    std::uint32_t claims = 0;  // 0: free
    FrameDesc desc;
    std::unique_ptr<PictureOwner> owner;
  };
  bool current(FrameHandle handle) const;

  mutable std::mutex slots_mutex_;  // guards everything below
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace zc
