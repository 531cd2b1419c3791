// Bilinear sampling by any affine map, pixel by pixel: what the row filters don't cover.
#pragma once

#include <cstdint>

#include "device/cpu/draw_list.h"

namespace zc::cpu {

// Pixels [x0, x1) of target row y to RGBA8 premultiplied (image, video) or to coverage (mask).
void sample_image_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba);
void sample_mask_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* coverage);
void sample_video_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba);

}  // namespace zc::cpu
