// Bilinear sampling by any affine map, pixel by pixel: what the row filters don't cover.
#pragma once

#include <cstdint>

#include "device/cpu/aligned_buffer.h"
#include "device/cpu/draw_list.h"

namespace zc::cpu {

// One worker's sampler.
class GeneralSampler {
 public:
  // Makes room for rows of a target as wide as this. False: out of memory.
  bool reserve(int width_px);
  // Pixels [x0, x1) of target row y to RGBA8 premultiplied (image, video) or to coverage (mask).
  void image_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba);
  void mask_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                std::uint8_t* coverage);
  void video_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba);

 private:
  void yuv_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba);
  std::int16_t* buffer(int index) const {
    return values_.as<std::int16_t>() + static_cast<std::size_t>(index) * stride_;
  }

  std::size_t stride_ = 0;  // values from one component's row to the next
  AlignedBuffer values_;
};

}  // namespace zc::cpu
