// Pictures in pixel buffers, to code that knows no framework: adopted from the system's objects, and handed
// out as such. Pointers are CVPixelBufferRef, IOSurfaceRef and id<MTLTexture>.
#pragma once

#include <memory>

#include "core/frame_desc.h"
#include "core/result.h"

namespace zc {

// One claim on an object of the system's. Let go of on any thread.
class NativePicture {
 public:
  NativePicture() = default;
  NativePicture(const NativePicture&) = delete;
  NativePicture& operator=(const NativePicture&) = delete;
  virtual ~NativePicture() = default;
};

struct AdoptedFrame {
  FrameDesc desc;  // times, generation and orientation are the caller's to fill
  std::shared_ptr<NativePicture> owner;
};

// Any thread; the object is retained. Errors say what is wrong with it.
Result<AdoptedFrame> adopt_pixel_buffer(void* pixel_buffer);
Result<AdoptedFrame> adopt_iosurface(void* surface);

// Of a frame whose lease the caller holds; null where it has none.
void* pixel_buffer_of(const FrameDesc& desc);
void* iosurface_of(const FrameDesc& desc);

struct PlaneTexture {
  void* texture = nullptr;               // id<MTLTexture>
  std::shared_ptr<NativePicture> owner;  // keeps the texture, not the picture
};
// Binds a plane in place, on the default Metal device. The lease must outlive what is returned.
Result<PlaneTexture> bind_plane_texture(const FrameDesc& desc, int plane);

#ifdef ZC_TESTING
// A new pixel buffer that the device can bind, with host planes copied in and the colour attached.
Result<AdoptedFrame> make_pixel_buffer(const FrameDesc& host_planes);
#endif

}  // namespace zc
