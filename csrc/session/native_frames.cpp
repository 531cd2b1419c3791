#include "session/native_frames.h"

#include <utility>

namespace zc {
namespace {

Error no_object(const char* what) {
  return {ErrorCode::unsupported, std::string("The frame lies in host planes and has no ") + what +
                                      "; frames of a hardware decoder on macOS have one."};
}

Error closed_error() { return {ErrorCode::closed, "The handle is closed; take a new one from its frame."}; }

}  // namespace

Result<std::shared_ptr<GpuFrame>> frame_of_native(NativeKind kind, void* object, PictureNotes notes) {
  auto adopted = kind == NativeKind::pixel_buffer ? adopt_pixel_buffer(object) : adopt_iosurface(object);
  if (!adopted) return adopted.error();
  FrameDesc& desc = adopted.value().desc;
  notes.sample_aspect_ratio = desc.sample_aspect_ratio;
  if (notes.color.range != Range::unspecified) desc.color.range = notes.color.range;
  return make_frame(std::move(adopted).value(), notes);
}

Result<void*> NativeHandle::pointer() const {
  const std::scoped_lock lock(claim_mutex_);
  if (!pointer_) return closed_error();
  return pointer_;
}

bool NativeHandle::closed() const {
  const std::scoped_lock lock(claim_mutex_);
  return !pointer_;
}

void NativeHandle::close() {
  FrameLease lease;  // both are released after the lock, the texture first
  std::shared_ptr<NativePicture> owner;
  const std::scoped_lock lock(claim_mutex_);
  pointer_ = nullptr;
  owner = std::move(owner_);
  lease = std::move(lease_);
}

Result<std::unique_ptr<NativeHandle>> native_of(const GpuFrame& frame, NativeKind kind) {
  auto lease = frame.lease();
  if (!lease) return lease.error();
  const bool buffer = kind == NativeKind::pixel_buffer;
  void* const object = buffer ? pixel_buffer_of(frame.desc()) : iosurface_of(frame.desc());
  if (!object) return no_object(buffer ? "CVPixelBuffer" : "IOSurface");
  return std::make_unique<NativeHandle>(object, std::move(lease).value(), nullptr);
}

Result<std::unique_ptr<NativeHandle>> plane_texture_of(const GpuFrame& frame, int plane) {
  auto lease = frame.lease();
  if (!lease) return lease.error();
  if (!pixel_buffer_of(frame.desc())) return no_object("Metal texture");
  auto bound = bind_plane_texture(frame.desc(), plane);
  if (!bound) return bound.error();
  return std::make_unique<NativeHandle>(bound.value().texture, std::move(lease).value(),
                                        std::move(bound.value().owner));
}

#ifdef ZC_TESTING
Result<std::shared_ptr<GpuFrame>> resident_copy(const GpuFrame& frame) {
  auto lease = frame.lease();  // the planes stay while they are copied
  if (!lease) return lease.error();
  auto made = make_pixel_buffer(frame.desc());
  if (!made) return made.error();
  const FrameDesc desc = made.value().desc;
  AdoptedFrame adopted = std::move(made).value();
  const PictureNotes notes{desc.pts_ns,       desc.duration_ns, desc.generation, desc.sample_aspect_ratio,
                           desc.rotation_deg, desc.mirrored,    desc.color};
  return make_frame(std::move(adopted), notes);
}
#endif

}  // namespace zc
