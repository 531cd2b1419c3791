#include "device/cpu/cpu_resources.h"

#include <utility>

#include "core/live_count.h"
#include "core/process.h"

namespace zc::cpu {

Ref<CpuImport> CpuImport::take(const std::shared_ptr<ImportPool>& pool, const FrameDesc& desc,
                               FrameLease&& lease) {
  CpuImport& import = pool->take([](const CpuImport&) { return 0; });
  import.desc_ = desc;
  import.lease_ = std::move(lease);
  import.pool_ = pool;
  live_count(Live::import).fetch_add(1, std::memory_order_relaxed);
  return Ref<CpuImport>(import);
}

void CpuImport::recycle() noexcept {
  if (in_forked_child()) return;  // the pool's lock stays with the parent
  lease_.release();
  desc_ = {};
  live_count(Live::import).fetch_sub(1, std::memory_order_relaxed);
  const auto pool = std::move(pool_);  // may be the last that keeps this object
  pool->give_back(*this);
}

Ref<CpuTexture> CpuTexture::take(const std::shared_ptr<TexturePool>& pool, const TextureDesc& desc) {
  const auto row_bytes =
      static_cast<std::size_t>(desc.size.width) * static_cast<std::size_t>(bytes_per_texel(desc.format));
  const std::size_t stride = (row_bytes + buffer_alignment - 1) / buffer_alignment * buffer_alignment;
  const std::size_t bytes = stride * static_cast<std::size_t>(desc.size.height) + buffer_alignment;
  CpuTexture& texture = pool->take([bytes](const CpuTexture& free) -> std::ptrdiff_t {
    const std::size_t capacity = free.pixels_.capacity();
    const bool fits = capacity >= bytes && capacity / 2 <= bytes;
    return fits ? static_cast<std::ptrdiff_t>(capacity - bytes) : -1;
  });
  if (!texture.pixels_.reserve(bytes)) {
    pool->give_back(texture);
    return {};
  }
  texture.desc_ = desc;
  texture.stride_bytes_ = static_cast<std::ptrdiff_t>(stride);
  texture.pool_ = pool;
  live_count(Live::texture).fetch_add(1, std::memory_order_relaxed);
  return Ref<CpuTexture>(texture);
}

void CpuTexture::recycle() noexcept {
  if (in_forked_child()) return;  // the pool's lock stays with the parent
  live_count(Live::texture).fetch_sub(1, std::memory_order_relaxed);
  const auto pool = std::move(pool_);  // may be the last that keeps this object
  pool->give_back(*this);
}

}  // namespace zc::cpu
