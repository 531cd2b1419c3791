// Textures that the device owns, pooled.
#pragma once

#import <Metal/Metal.h>

#include <memory>

#include "device/device.h"
#include "device/metal/objc_ref.h"
#include "device/resource_pool.h"

namespace zc::metal {

// Written by the host; drawn into, read by the host; drawn into and sampled, never seen by the host.
enum class TextureUse : std::uint8_t { sampled, picture, surface };

class MetalTexture final : public Texture {
 public:
  using Pool = ResourcePool<MetalTexture>;
  // Empty when there is no memory for it. The content is undefined. RGB, of which Metal knows no 3-byte
  // format, lies there as RGBA.
  static Ref<MetalTexture> take(const std::shared_ptr<Pool>& pool, id<MTLDevice> device,
                                const TextureDesc& desc, TextureUse use);
  const TextureDesc& desc() const override { return desc_; }
  id<MTLTexture> native() const { return texture_.get(); }
  bool host_visible() const { return use_ != TextureUse::surface; }
  // Copies rows of the desc's format in, and counts them.
  void write(RectPx rect, HostPixels pixels, CopyPurpose purpose);
  // Copies rows out. The device has completed its writes.
  void read(RectPx rect, HostBuffer to) const;

 private:
  void recycle() noexcept override;
  void replace(RectPx rect, const std::byte* from, std::ptrdiff_t stride_bytes);
  void get(RectPx rect, std::byte* to, std::ptrdiff_t stride_bytes) const;

  TextureDesc desc_;
  TextureUse use_ = TextureUse::sampled;
  NSRef<id<MTLTexture>> texture_;
  std::shared_ptr<Pool> pool_;  // while in use
};

}  // namespace zc::metal
