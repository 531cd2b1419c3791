#include "device/metal/metal_resources.h"

#include <utility>
#include <vector>

#include "core/live_count.h"
#include "core/process.h"

namespace zc::metal {
namespace {

MTLPixelFormat pixel_format(TextureFormat format) {
  switch (format) {
    case TextureFormat::r8:
      return MTLPixelFormatR8Unorm;
    case TextureFormat::rg8:
      return MTLPixelFormatRG8Unorm;
    case TextureFormat::r16:
      return MTLPixelFormatR16Unorm;
    case TextureFormat::rg16:
      return MTLPixelFormatRG16Unorm;
    case TextureFormat::rgba16:
      return MTLPixelFormatRGBA16Unorm;
    case TextureFormat::rgb8:
    case TextureFormat::rgba8:
      break;
  }
  return MTLPixelFormatRGBA8Unorm;
}

MTLRegion region_of(RectPx rect) {
  return MTLRegionMake2D(static_cast<NSUInteger>(rect.x0), static_cast<NSUInteger>(rect.y0),
                         static_cast<NSUInteger>(rect.width()), static_cast<NSUInteger>(rect.height()));
}

MTLTextureUsage usage_of(TextureUse use) {
  switch (use) {
    case TextureUse::picture:
      return MTLTextureUsageRenderTarget;
    case TextureUse::surface:
      return static_cast<MTLTextureUsage>(MTLTextureUsageRenderTarget | MTLTextureUsageShaderRead);
    case TextureUse::sampled:
      break;
  }
  return MTLTextureUsageShaderRead;
}

NSRef<id<MTLTexture>> new_texture(id<MTLDevice> device, const TextureDesc& desc, TextureUse use) {
  MTLTextureDescriptor* descriptor =
      [MTLTextureDescriptor texture2DDescriptorWithPixelFormat:pixel_format(desc.format)
                                                         width:static_cast<NSUInteger>(desc.size.width)
                                                        height:static_cast<NSUInteger>(desc.size.height)
                                                     mipmapped:NO];
  // The memory is unified: the host writes and reads in place what is shared. The GPU packs what is private.
  descriptor.storageMode = use == TextureUse::surface ? MTLStorageModePrivate : MTLStorageModeShared;
  descriptor.usage = usage_of(use);
  return NSRef<id<MTLTexture>>::adopt([device newTextureWithDescriptor:descriptor]);
}

// What Metal takes for a distance between rows: whole texels, fewer than 32768 of them.
bool takes_stride(std::ptrdiff_t stride_bytes, int row_bytes, int texel) {
  return stride_bytes >= row_bytes && stride_bytes % texel == 0 && stride_bytes / texel < 32768;
}

RectPx row_of(RectPx rect, int y) { return {rect.x0, rect.y0 + y, rect.x1, rect.y0 + y + 1}; }

std::vector<std::byte> with_alpha(HostPixels rgb, int width, int height) {
  std::vector<std::byte> rgba(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  std::byte* to = rgba.data();
  for (int y = 0; y < height; ++y) {
    const std::byte* from = rgb.data + y * rgb.stride_bytes;
    for (int x = 0; x < width; ++x, from += 3) {
      for (int k = 0; k < 3; ++k) *to++ = from[k];
      *to++ = std::byte{0xff};
    }
  }
  return rgba;
}

}  // namespace

Ref<MetalTexture> MetalTexture::take(const std::shared_ptr<Pool>& pool, id<MTLDevice> device,
                                     const TextureDesc& desc, TextureUse use) {
  MetalTexture& texture = pool->take([&](const MetalTexture& free) {
    return free.use_ == use && free.desc_.size == desc.size && free.desc_.format == desc.format ? 0 : -1;
  });
  if (!texture.texture_) {
    texture.texture_ = new_texture(device, desc, use);
    if (!texture.texture_) {
      pool->give_back(texture);
      return {};
    }
  }
  texture.desc_ = desc;
  texture.use_ = use;
  texture.pool_ = pool;
  live_count(Live::texture).fetch_add(1, std::memory_order_relaxed);
  return Ref<MetalTexture>(texture);
}

void MetalTexture::write(RectPx rect, HostPixels pixels, CopyPurpose purpose) {
  const int texel = bytes_per_texel(desc_.format);
  const int row_bytes = rect.width() * texel;
  count_host_copy(purpose, static_cast<std::uint64_t>(row_bytes) * static_cast<std::uint64_t>(rect.height()));
  if (desc_.format == TextureFormat::rgb8) {
    const std::vector<std::byte> rgba = with_alpha(pixels, rect.width(), rect.height());
    return replace(rect, rgba.data(), rect.width() * 4);
  }
  if (takes_stride(pixels.stride_bytes, row_bytes, texel))
    return replace(rect, pixels.data, pixels.stride_bytes);
  for (int y = 0; y < rect.height(); ++y)
    replace(row_of(rect, y), pixels.data + y * pixels.stride_bytes, row_bytes);
}

void MetalTexture::replace(RectPx rect, const std::byte* from, std::ptrdiff_t stride_bytes) {
  [texture_.get() replaceRegion:region_of(rect)
                    mipmapLevel:0
                      withBytes:from
                    bytesPerRow:static_cast<NSUInteger>(stride_bytes)];
}

void MetalTexture::read(RectPx rect, HostBuffer to) const {
  const int texel = bytes_per_texel(desc_.format);
  const int row_bytes = rect.width() * texel;
  count_host_copy(CopyPurpose::readback,
                  static_cast<std::uint64_t>(row_bytes) * static_cast<std::uint64_t>(rect.height()));
  if (takes_stride(to.stride_bytes, row_bytes, texel)) return get(rect, to.data, to.stride_bytes);
  for (int y = 0; y < rect.height(); ++y) get(row_of(rect, y), to.data + y * to.stride_bytes, row_bytes);
}

void MetalTexture::get(RectPx rect, std::byte* to, std::ptrdiff_t stride_bytes) const {
  [texture_.get() getBytes:to
               bytesPerRow:static_cast<NSUInteger>(stride_bytes)
                fromRegion:region_of(rect)
               mipmapLevel:0];
}

void MetalTexture::recycle() noexcept {
  if (in_forked_child()) return;  // the pool's lock stays with the parent
  live_count(Live::texture).fetch_sub(1, std::memory_order_relaxed);
  const auto pool = std::move(pool_);  // may be the last that keeps this object
  pool->give_back(*this);
}

}  // namespace zc::metal
