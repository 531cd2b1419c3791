// Binds the planes of pixel buffers as textures, in place.
#pragma once

#import <CoreVideo/CoreVideo.h>
#import <Metal/Metal.h>

#include <array>
#include <memory>
#include <mutex>

#include "device/device.h"
#include "device/metal/objc_ref.h"
#include "device/resource_pool.h"

namespace zc::metal {

inline constexpr std::size_t most_imported_planes = 2;
// A CVMetalTexture keeps the picture's memory from being used anew, which its MTLTexture alone does not.
using PlaneTextures = std::array<CFRef<CVMetalTextureRef>, most_imported_planes>;

class MetalImport final : public ImportedFrame {
 public:
  using Pool = ResourcePool<MetalImport>;
  static Ref<MetalImport> take(const std::shared_ptr<Pool>& pool, PlaneTextures&& planes, FrameLease&& lease);
  FrameHandle handle() const override { return lease_.handle(); }
  const std::byte* plane_address(int) const override { return nullptr; }  // not without a lock
  id<MTLTexture> plane(std::size_t index) const { return CVMetalTextureGetTexture(planes_[index].get()); }

 private:
  void recycle() noexcept override;

  PlaneTextures planes_;
  FrameLease lease_;
  std::shared_ptr<Pool> pool_;  // while in use
};

// The one CVMetalTextureCache of a device. Any thread.
class TextureCache {
 public:
  static Result<std::unique_ptr<TextureCache>> create(id<MTLDevice> device);
  ~TextureCache();

  Result<CFRef<CVMetalTextureRef>> bind_plane(CVPixelBufferRef buffer, PixelFormat format, int plane);
  // Lets go of what nobody uses any more. Once per packet.
  void flush();

 private:
  explicit TextureCache(CFRef<CVMetalTextureCacheRef> cache) : cache_(std::move(cache)) {}

  std::mutex cache_mutex_;  // guards calls on cache_, which is not thread-safe
  CFRef<CVMetalTextureCacheRef> cache_;
};

// Whether the buffer's memory can be bound as `desc` says it is laid out.
Result<void> check_importable(const FrameDesc& desc);
Result<PlaneTextures> bind_planes(TextureCache& cache, const FrameDesc& desc);

}  // namespace zc::metal
