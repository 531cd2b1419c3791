// Planes of pictures as textures. One cache per device, used by one thread at a time, flushed: a texture that
// was released keeps its picture from its pool until then.
#import <CoreVideo/CVMetalTextureCache.h>

#include "corevideo_double.h"
#include "device_counts.h"
#import "metal_objects.h"
#include "strict.h"

using namespace zc::doubles;

namespace {

constexpr int most_unflushed = 64;

struct MetalTexture final : __CVBuffer {
  MetalTexture(ZCTexture* made, std::shared_ptr<PictureReads> its_reads,
               std::shared_ptr<std::atomic<int>> released)
      : __CVBuffer("CVMetalTexture"),
        texture(made),
        reads(std::move(its_reads)),
        unflushed(std::move(released)) {}
  ~MetalTexture() override {
    if (reads->in_flight > 0)
      broken("A CVMetalTexture is released while a command buffer that reads its texture has not completed.");
    reads->wrapper_released = true;
    ++*unflushed;
    [texture release];
  }

  ZCTexture* const texture;
  const std::shared_ptr<PictureReads> reads;
  const std::shared_ptr<std::atomic<int>> unflushed;  // the cache's
};

}  // namespace

struct __CVMetalTextureCache final : CFObject {
  explicit __CVMetalTextureCache(ZCDevice* of) : CFObject("CVMetalTextureCache"), device([of retain]) {
    if (device->_has_texture_cache.exchange(true)) broken("A device gets a second CVMetalTextureCache.");
  }
  ~__CVMetalTextureCache() override {
    if (*unflushed > 0) broken("A CVMetalTextureCache is released without a flush; it still holds textures.");
    device->_has_texture_cache = false;
    [device release];
  }

  // Held while a function of the cache runs.
  class Use {
   public:
    Use(__CVMetalTextureCache& cache, const char* function) : busy_(cache.busy) {
      if (busy_.exchange(true)) broken("%s runs on two threads at once for one texture cache.", function);
    }
    ~Use() { busy_ = false; }

   private:
    std::atomic<bool>& busy_;
  };

  ZCDevice* const device;
  std::atomic<bool> busy{false};
  const std::shared_ptr<std::atomic<int>> unflushed = std::make_shared<std::atomic<int>>(0);
};

namespace {

MTLPixelFormat format_of(const PictureLayout& layout, const PlaneShape& plane) {
  if (!layout.planar)
    return four_characters(layout.format)[0] == 'B' ? MTLPixelFormatBGRA8Unorm : MTLPixelFormatRGBA8Unorm;
  const int components = plane.bytes_per_element * 8 / plane.component_bits;
  if (plane.component_bits == 8) return components == 1 ? MTLPixelFormatR8Unorm : MTLPixelFormatRG8Unorm;
  return components == 1 ? MTLPixelFormatR16Unorm : MTLPixelFormatRG16Unorm;
}

std::shared_ptr<TextureState> state_of_plane(PixelBuffer& picture, std::size_t index, MTLPixelFormat format) {
  const PlaneShape& plane = picture.layout.planes[index];
  auto state = std::make_shared<TextureState>();
  state->view = {picture.memory->device() + plane.offset, plane.width, plane.height, plane.bytes_per_row,
                 texel_format(format)};
  state->picture_memory = picture.memory;
  state->picture_generation = picture.memory->generation();
  state->picture_reads = std::make_shared<PictureReads>();
  state->plane = index;
  state->format = format;
  return state;
}

}  // namespace

CVReturn CVMetalTextureCacheCreate(CFAllocatorRef, CFDictionaryRef, id<MTLDevice> metalDevice,
                                   CFDictionaryRef, CVMetalTextureCacheRef* cacheOut) {
  if (!cacheOut) return kCVReturnInvalidArgument;
  *cacheOut = nullptr;
  if (!metalDevice) broken("CVMetalTextureCacheCreate got nil for a device.");
  if (const auto fault = armed("CVMetalTextureCacheCreate")) return static_cast<CVReturn>(*fault);
  *cacheOut = new __CVMetalTextureCache(static_cast<ZCDevice*>(static_cast<NSObject*>(metalDevice)));
  return kCVReturnSuccess;
}

CVReturn CVMetalTextureCacheCreateTextureFromImage(CFAllocatorRef, CVMetalTextureCacheRef textureCache,
                                                   CVImageBufferRef sourceImage, CFDictionaryRef,
                                                   MTLPixelFormat pixelFormat, size_t width, size_t height,
                                                   size_t planeIndex, CVMetalTextureRef* textureOut) {
  constexpr const char* function = "CVMetalTextureCacheCreateTextureFromImage";
  auto& cache = as<__CVMetalTextureCache>(textureCache, function);
  const __CVMetalTextureCache::Use use(cache, function);
  auto& picture = as<PixelBuffer>(sourceImage, function);
  if (!textureOut) return kCVReturnInvalidArgument;
  *textureOut = nullptr;
  if (const auto fault = armed(function)) return static_cast<CVReturn>(*fault);
  if (*cache.unflushed >= most_unflushed)
    broken("A CVMetalTextureCache holds %d released textures; it is flushed too seldom.", most_unflushed);
  if (!picture.metal_compatible || !picture.surface) return kCVReturnPixelBufferNotMetalCompatible;
  if (planeIndex >= static_cast<size_t>(picture.layout.plane_count)) return kCVReturnInvalidArgument;
  const PlaneShape& plane = picture.layout.planes[planeIndex];
  if (pixelFormat != format_of(picture.layout, plane)) return kCVReturnInvalidPixelFormat;
  if (width != static_cast<size_t>(plane.width) || height != static_cast<size_t>(plane.height))
    return kCVReturnInvalidSize;
  auto state = state_of_plane(picture, planeIndex, pixelFormat);
  auto reads = state->picture_reads;
  picture.add_reads(reads);
  ZCTexture* const texture = make_texture(cache.device, std::move(state), picture.surface);
  *textureOut = new MetalTexture(texture, std::move(reads), cache.unflushed);
  ++count_of("textures_from_images");
  return kCVReturnSuccess;
}

void CVMetalTextureCacheFlush(CVMetalTextureCacheRef textureCache, CVOptionFlags options) {
  constexpr const char* function = "CVMetalTextureCacheFlush";
  auto& cache = as<__CVMetalTextureCache>(textureCache, function);
  const __CVMetalTextureCache::Use use(cache, function);
  if (options != 0)
    broken("%s has no options; it got %llu.", function, static_cast<unsigned long long>(options));
  *cache.unflushed = 0;
  ++count_of("texture_cache_flushes");
}

id<MTLTexture> CVMetalTextureGetTexture(CVMetalTextureRef image) {
  return as<MetalTexture>(image, "CVMetalTextureGetTexture").texture;
}
