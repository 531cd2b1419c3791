#include "device/metal/metal_import.h"

#include <string>
#include <utility>

#include "core/live_count.h"
#include "core/process.h"

namespace zc::metal {
namespace {

MTLPixelFormat plane_format(PixelFormat format, int plane) {
  const PixelFormatInfo& f = info(format);
  const bool pair = f.planes[static_cast<std::size_t>(plane)].components == 2;
  if (f.bytes_per_component == 2) return pair ? MTLPixelFormatRG16Unorm : MTLPixelFormatR16Unorm;
  return pair ? MTLPixelFormatRG8Unorm : MTLPixelFormatR8Unorm;
}

SizePx plane_size_of(CVPixelBufferRef buffer, int plane) {
  const auto index = static_cast<std::size_t>(plane);
  return {static_cast<int>(CVPixelBufferGetWidthOfPlane(buffer, index)),
          static_cast<int>(CVPixelBufferGetHeightOfPlane(buffer, index))};
}

// Callers fall back on any code alike: what it says of the cause is not to be relied upon.
Error import_error(const std::string& what, CVReturn code) {
  return {ErrorCode::import_failed, what + " (CVReturn " + std::to_string(code) +
                                        "); the frame is copied through host memory instead."};
}

}  // namespace

Ref<MetalImport> MetalImport::take(const std::shared_ptr<Pool>& pool, PlaneTextures&& planes,
                                   FrameLease&& lease) {
  MetalImport& import = pool->take([](const MetalImport&) { return 0; });
  import.planes_ = std::move(planes);
  import.lease_ = std::move(lease);
  import.pool_ = pool;
  live_count(Live::import).fetch_add(1, std::memory_order_relaxed);
  return Ref<MetalImport>(import);
}

void MetalImport::recycle() noexcept {
  if (in_forked_child()) return;  // the pool's lock stays with the parent
  for (auto& plane : planes_) plane.reset();
  lease_.release();
  live_count(Live::import).fetch_sub(1, std::memory_order_relaxed);
  const auto pool = std::move(pool_);  // may be the last that keeps this object
  pool->give_back(*this);
}

Result<std::unique_ptr<TextureCache>> TextureCache::create(id<MTLDevice> device) {
  CFRef<CVMetalTextureCacheRef> cache;
  const CVReturn code = CVMetalTextureCacheCreate(kCFAllocatorDefault, nullptr, device, nullptr, cache.out());
  if (code != kCVReturnSuccess || !cache)
    return Error{ErrorCode::device_error, "The Metal device has no texture cache (CVReturn " +
                                              std::to_string(code) + "); use the cpu device."};
  return std::unique_ptr<TextureCache>(new TextureCache(std::move(cache)));
}

TextureCache::~TextureCache() {
  if (!in_forked_child()) flush();  // the lock stays with the parent
}

Result<CFRef<CVMetalTextureRef>> TextureCache::bind_plane(CVPixelBufferRef buffer, PixelFormat format,
                                                          int plane) {
  const SizePx size = plane_size_of(buffer, plane);
  const auto name = "Plane " + std::to_string(plane) + " of " + to_text(size);
  CFRef<CVMetalTextureRef> bound;
  const std::scoped_lock lock(cache_mutex_);
  const CVReturn code = CVMetalTextureCacheCreateTextureFromImage(
      kCFAllocatorDefault, cache_.get(), buffer, nullptr, plane_format(format, plane),
      static_cast<std::size_t>(size.width), static_cast<std::size_t>(size.height),
      static_cast<std::size_t>(plane), bound.out());
  if (code != kCVReturnSuccess || !bound) return import_error(name + " does not bind as a texture", code);
  if (!CVMetalTextureGetTexture(bound.get())) return import_error(name + " binds without a texture", code);
  return bound;
}

void TextureCache::flush() {
  const std::scoped_lock lock(cache_mutex_);
  CVMetalTextureCacheFlush(cache_.get(), 0);
}

Result<void> check_importable(const FrameDesc& desc) {
  if (desc.memory != FrameMemory::cv_pixel_buffer || !desc.native)
    return Error{ErrorCode::not_device_resident,
                 "The frame does not lie in a pixel buffer; the Metal device binds pixel buffers only."};
  auto* const buffer = static_cast<CVPixelBufferRef>(desc.native);
  if (!CVPixelBufferGetIOSurface(buffer))
    return Error{ErrorCode::not_device_resident,
                 "The frame's pixel buffer has no IOSurface; create it with "
                 "kCVPixelBufferIOSurfacePropertiesKey and kCVPixelBufferMetalCompatibilityKey."};
  const PixelFormatInfo& format = info(desc.format);
  if (CVPixelBufferGetPlaneCount(buffer) != static_cast<std::size_t>(format.plane_count))
    return Error{ErrorCode::unsupported_format,
                 "The frame's pixel buffer does not have the " + std::to_string(format.plane_count) +
                     " planes of format " + std::string(format.name) + "; it is copied instead."};
  for (int plane = 0; plane < format.plane_count; ++plane) {
    const SizePx expected = plane_size(desc.format, plane, desc.size);
    const SizePx found = plane_size_of(buffer, plane);
    if (found == expected) continue;
    return Error{ErrorCode::invalid_size, "Plane " + std::to_string(plane) + " of the frame is " +
                                              to_text(found) + ", not " + to_text(expected) +
                                              "; it is copied instead."};
  }
  return {};
}

Result<PlaneTextures> bind_planes(TextureCache& cache, const FrameDesc& desc) {
  PlaneTextures planes;
  for (int plane = 0; plane < info(desc.format).plane_count; ++plane) {
    auto bound = cache.bind_plane(static_cast<CVPixelBufferRef>(desc.native), desc.format, plane);
    if (!bound) return bound.error();
    planes[static_cast<std::size_t>(plane)] = std::move(bound).value();
  }
  return planes;
}

}  // namespace zc::metal
