// What the CPU device binds and owns: imports in place, and textures in host memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "device/cpu/aligned_buffer.h"
#include "device/device.h"
#include "device/resource_pool.h"

namespace zc::cpu {

// One plane of samples as it lies in memory.
struct PlaneView {
  const std::uint8_t* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
  SizePx size;  // in samples
  const std::uint8_t* row(int y) const { return data + y * stride_bytes; }
};

// RGBA that filters read or write.
struct SurfaceView {
  std::uint8_t* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
  SizePx size;
  bool wide = false;  // rgba16, else rgba8
  std::uint8_t* row(int y) const { return data + y * stride_bytes; }
  std::uint16_t* wide_row(int y) const { return reinterpret_cast<std::uint16_t*>(row(y)); }
  std::uint64_t bytes() const { return static_cast<std::uint64_t>(RectPx::of(size).area()) * (wide ? 8 : 4); }
};

class CpuImport final : public ImportedFrame {
 public:
  static Ref<CpuImport> take(const std::shared_ptr<ResourcePool<CpuImport>>& pool, const FrameDesc& desc,
                             FrameLease&& lease);
  FrameHandle handle() const override { return lease_.handle(); }
  const std::byte* plane_address(int plane) const override {
    return desc_.planes[static_cast<std::size_t>(plane)].data;
  }
  const FrameDesc& desc() const { return desc_; }

 private:
  void recycle() noexcept override;

  FrameDesc desc_;
  FrameLease lease_;
  std::shared_ptr<ResourcePool<CpuImport>> pool_;  // while in use
};

class CpuTexture final : public Texture {
 public:
  // Empty when there is no memory for it. The content is undefined.
  static Ref<CpuTexture> take(const std::shared_ptr<ResourcePool<CpuTexture>>& pool, const TextureDesc& desc);
  const TextureDesc& desc() const override { return desc_; }
  std::uint8_t* row(int y) { return pixels_.as<std::uint8_t>() + y * stride_bytes_; }
  PlaneView view() const { return {pixels_.as<std::uint8_t>(), stride_bytes_, desc_.size}; }
  SurfaceView surface(SizePx size) const {
    return {pixels_.as<std::uint8_t>(), stride_bytes_, size, desc_.format == TextureFormat::rgba16};
  }
  std::ptrdiff_t stride_bytes() const { return stride_bytes_; }

 private:
  void recycle() noexcept override;

  TextureDesc desc_;
  std::ptrdiff_t stride_bytes_ = 0;
  AlignedBuffer pixels_;  // rows start aligned; readable for one vector past its last row
  std::shared_ptr<ResourcePool<CpuTexture>> pool_;  // while in use
};

using ImportPool = ResourcePool<CpuImport>;
using TexturePool = ResourcePool<CpuTexture>;

}  // namespace zc::cpu
