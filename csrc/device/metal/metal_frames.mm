#include "device/metal/metal_frames.h"

#import <CoreVideo/CoreVideo.h>
#import <IOSurface/IOSurface.h>
#import <Metal/Metal.h>

#include <string>
#include <utility>

#include "core/host_copy.h"
#include "core/mapped_planes.h"
#include "device/metal/cv_color.h"
#include "device/metal/cv_frame.h"
#include "device/metal/metal_import.h"
#include "device/metal/objc_ref.h"

namespace zc {
namespace {

using metal::CFRef;
using metal::NSRef;

class PixelBufferClaim final : public NativePicture {
 public:
  explicit PixelBufferClaim(CFRef<CVPixelBufferRef> buffer) : buffer_(std::move(buffer)) {}

 private:
  CFRef<CVPixelBufferRef> buffer_;
};

class TextureClaim final : public NativePicture {
 public:
  TextureClaim(std::unique_ptr<metal::TextureCache> cache, CFRef<CVMetalTextureRef> texture)
      : cache_(std::move(cache)), texture_(std::move(texture)) {}
  ~TextureClaim() override {
    texture_.reset();  // before its cache is flushed
  }

 private:
  std::unique_ptr<metal::TextureCache> cache_;
  CFRef<CVMetalTextureRef> texture_;
};

Result<AdoptedFrame> adopt(CFRef<CVPixelBufferRef> buffer) {
  auto desc = metal::describe(buffer.get());
  if (!desc) return desc.error();
  return AdoptedFrame{desc.value(), std::make_shared<PixelBufferClaim>(std::move(buffer))};
}

Error wrong_object(const char* wanted) {
  return {ErrorCode::invalid_argument,
          std::string("The object given is no ") + wanted + "; pass its pointer or its PyObjC object."};
}

// What makes a buffer one that Metal can bind.
CFRef<CFDictionaryRef> bindable_attributes() {
  const auto surface = CFRef<CFDictionaryRef>::adopt(CFDictionaryCreate(kCFAllocatorDefault, nullptr, nullptr,
                                                                        0, &kCFTypeDictionaryKeyCallBacks,
                                                                        &kCFTypeDictionaryValueCallBacks));
  const void* keys[] = {kCVPixelBufferMetalCompatibilityKey, kCVPixelBufferIOSurfacePropertiesKey};
  const void* values[] = {kCFBooleanTrue, surface.get()};
  return CFRef<CFDictionaryRef>::adopt(CFDictionaryCreate(kCFAllocatorDefault, keys, values, 2,
                                                          &kCFTypeDictionaryKeyCallBacks,
                                                          &kCFTypeDictionaryValueCallBacks));
}

}  // namespace

Result<AdoptedFrame> adopt_pixel_buffer(void* pixel_buffer) {
  auto* const buffer = static_cast<CVPixelBufferRef>(pixel_buffer);
  if (!buffer || CFGetTypeID(buffer) != CVPixelBufferGetTypeID()) return wrong_object("CVPixelBuffer");
  return adopt(CFRef<CVPixelBufferRef>::retain(buffer));
}

Result<AdoptedFrame> adopt_iosurface(void* surface) {
  auto* const given = static_cast<IOSurfaceRef>(surface);
  if (!given || CFGetTypeID(given) != IOSurfaceGetTypeID()) return wrong_object("IOSurface");
  const auto attributes = bindable_attributes();
  CFRef<CVPixelBufferRef> buffer;
  const CVReturn code =
      CVPixelBufferCreateWithIOSurface(kCFAllocatorDefault, given, attributes.get(), buffer.out());
  if (code != kCVReturnSuccess || !buffer)
    return Error{ErrorCode::unsupported, "The IOSurface does not make a pixel buffer (CVReturn " +
                                             std::to_string(code) +
                                             "); give it a pixel format of CoreVideo's."};
  return adopt(std::move(buffer));
}

void* pixel_buffer_of(const FrameDesc& desc) {
  return desc.memory == FrameMemory::cv_pixel_buffer ? desc.native : nullptr;
}

void* iosurface_of(const FrameDesc& desc) {
  auto* const buffer = static_cast<CVPixelBufferRef>(pixel_buffer_of(desc));
  return buffer ? CVPixelBufferGetIOSurface(buffer) : nullptr;
}

Result<PlaneTexture> bind_plane_texture(const FrameDesc& desc, int plane) {
  if (plane < 0 || plane >= info(desc.format).plane_count)
    return Error{ErrorCode::invalid_argument, "Plane " + std::to_string(plane) + " of a frame of format " +
                                                  std::string(info(desc.format).name) +
                                                  " does not exist; it has " +
                                                  std::to_string(info(desc.format).plane_count) + "."};
  if (auto checked = metal::check_importable(desc); !checked) return checked.error();
  @autoreleasepool {
    const auto device = NSRef<id<MTLDevice>>::adopt(MTLCreateSystemDefaultDevice());
    if (!device)
      return Error{ErrorCode::unsupported, "This Mac offers no Metal device to bind a texture on."};
    auto cache = metal::TextureCache::create(*device);
    if (!cache) return cache.error();
    auto bound = cache.value()->bind_plane(static_cast<CVPixelBufferRef>(desc.native), desc.format, plane);
    if (!bound) return bound.error();
    void* const texture = CVMetalTextureGetTexture(bound.value().get());
    return PlaneTexture{texture,
                        std::make_shared<TextureClaim>(std::move(cache).value(), std::move(bound).value())};
  }
}

#ifdef ZC_TESTING
Result<AdoptedFrame> make_pixel_buffer(const FrameDesc& host_planes) {
  const OSType type = metal::pixel_format_type(host_planes.format, host_planes.color.range);
  const auto attributes = bindable_attributes();
  CFRef<CVPixelBufferRef> buffer;
  const CVReturn code = CVPixelBufferCreate(
      kCFAllocatorDefault, static_cast<std::size_t>(host_planes.size.width),
      static_cast<std::size_t>(host_planes.size.height), type, attributes.get(), buffer.out());
  if (code != kCVReturnSuccess || !buffer)
    return Error{ErrorCode::device_error, "There is no pixel buffer for the frame (CVReturn " +
                                              std::to_string(code) + "); make it smaller."};
  metal::attach_color(buffer.get(), host_planes.color);
  CVPixelBufferLockBaseAddress(buffer.get(), 0);
  for (int plane = 0; plane < info(host_planes.format).plane_count; ++plane) {
    const auto p = static_cast<std::size_t>(plane);
    auto* const to = static_cast<std::byte*>(CVPixelBufferGetBaseAddressOfPlane(buffer.get(), p));
    copy_host_rows(CopyPurpose::readback, {host_planes.planes[p].data, host_planes.planes[p].stride_bytes},
                   to, static_cast<std::ptrdiff_t>(CVPixelBufferGetBytesPerRowOfPlane(buffer.get(), p)),
                   plane_row_bytes(host_planes.format, plane, host_planes.size),
                   plane_size(host_planes.format, plane, host_planes.size).height);
  }
  CVPixelBufferUnlockBaseAddress(buffer.get(), 0);
  auto adopted = adopt(std::move(buffer));
  if (!adopted) return adopted;
  FrameDesc desc = host_planes;  // says more than attachments can
  const FrameDesc& bound = adopted.value().desc;
  desc.memory = bound.memory;
  desc.native = bound.native;
  desc.host_access = bound.host_access;
  desc.planes = {};
  adopted.value().desc = desc;
  return adopted;
}
#endif

}  // namespace zc
