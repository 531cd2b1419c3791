#include "interop/frame_registry.h"

#include "core/live_count.h"
#include "core/process.h"

namespace zc {

FrameRegistry& FrameRegistry::of_process() {
  static FrameRegistry registry;
  return registry;
}

bool FrameRegistry::current(FrameHandle handle) const {
  return handle.index < slots_.size() && slots_[handle.index].claims > 0 &&
         slots_[handle.index].generation == handle.generation;
}

FrameLease FrameRegistry::add(const FrameDesc& desc, std::unique_ptr<PictureOwner> owner) {
  const std::scoped_lock lock(slots_mutex_);
  if (free_.empty()) {
    slots_.emplace_back();
    free_.reserve(slots_.capacity());  // drop_claim() must not allocate
    free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.claims = 1;
  slot.desc = desc;
  slot.owner = std::move(owner);
  live_count(Live::lease).fetch_add(1, std::memory_order_relaxed);
  return FrameLease::adopt(*this, {index, slot.generation});
}

Result<FrameDesc> FrameRegistry::desc(FrameHandle handle) const {
  const std::scoped_lock lock(slots_mutex_);
  if (!current(handle))
    return Error{ErrorCode::stale_handle,
                 "Frame handle " + std::to_string(handle.index) + "." + std::to_string(handle.generation) +
                     " is stale: its picture was released; hold a lease while using it."};
  return slots_[handle.index].desc;
}

std::size_t FrameRegistry::size() const {
  const std::scoped_lock lock(slots_mutex_);
  return slots_.size() - free_.size();
}

void FrameRegistry::add_claim(FrameHandle handle) noexcept {
  const std::scoped_lock lock(slots_mutex_);
  if (!current(handle)) return;
  ++slots_[handle.index].claims;
  live_count(Live::lease).fetch_add(1, std::memory_order_relaxed);
}

void FrameRegistry::drop_claim(FrameHandle handle) noexcept {
  if (in_forked_child()) return;       // the lock may have been held by a thread of the parent
  std::unique_ptr<PictureOwner> last;  // destroyed after the lock
  const std::scoped_lock lock(slots_mutex_);
  if (!current(handle)) return;
  live_count(Live::lease).fetch_sub(1, std::memory_order_relaxed);
  Slot& slot = slots_[handle.index];
  if (--slot.claims > 0) return;
  last = std::move(slot.owner);
  if (++slot.generation == 0) slot.generation = 1;  // 0 means no frame
  free_.push_back(handle.index);
}

}  // namespace zc
