// Host addresses of a picture's planes, for as long as this lives.
#pragma once

#include <utility>

#include "core/frame_desc.h"

namespace zc {

// Of host planes: as they are. Of a system's buffer: locked for reading. The caller holds a lease on the
// picture meanwhile. One thread.
class MappedPlanes {
 public:
  static Result<MappedPlanes> of(const FrameDesc& desc) {
    if (desc.memory == FrameMemory::host_planes) return MappedPlanes(desc.planes, nullptr, nullptr);
    if (!desc.host_access || !desc.native)
      return Error{ErrorCode::not_device_resident,
                   "The frame has no host planes to copy from; decode it again."};
    auto planes = desc.host_access->lock(desc.native);
    if (!planes) return planes.error();
    return MappedPlanes(planes.value(), desc.host_access, desc.native);
  }
  MappedPlanes(MappedPlanes&& other) noexcept
      : planes_(other.planes_), access_(std::exchange(other.access_, nullptr)), native_(other.native_) {}
  MappedPlanes& operator=(MappedPlanes&&) = delete;
  ~MappedPlanes() {
    if (access_) access_->unlock(native_);
  }

  const HostPlane& operator[](std::size_t plane) const { return planes_[plane]; }
  const HostPlanes& planes() const { return planes_; }

 private:
  MappedPlanes(const HostPlanes& planes, const HostAccess* access, void* native)
      : planes_(planes), access_(access), native_(native) {}

  HostPlanes planes_;
  const HostAccess* access_;  // null: nothing to unlock
  void* native_;
};

}  // namespace zc
