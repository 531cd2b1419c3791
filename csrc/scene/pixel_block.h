// Pixels that the app gave to a layer.
#pragma once

#include <cstddef>
#include <vector>

#include "core/geometry.h"

namespace zc {

// Host pixels of an image (RGBA8, premultiplied) or a mask (one byte of coverage).
struct PixelBlock {
  SizePx size;
  int bytes_per_pixel = 4;
  double scale = 1;  // of a mask or canvas: px per logical px
  std::vector<std::byte> bytes;
};

}  // namespace zc
