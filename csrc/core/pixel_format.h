// The pixel formats of decoded pictures, their plane layout as data.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/geometry.h"

namespace zc {

enum class PixelFormat : std::uint8_t { nv12, i420, p010, i010, rgb24, bgr24, rgba, bgra };
inline constexpr int pixel_format_count = 8;
inline constexpr int max_planes = 3;

// One plane of a format: what a row holds and how it is subsampled against the luma grid.
struct PlaneLayout {
  int components = 0;      // interleaved values per sample (NV12 chroma: 2)
  int subsample_log2 = 0;  // both axes: 0 luma grid, 1 the 4:2:0 chroma grid
};

struct PixelFormatInfo {
  std::string_view name;
  int plane_count = 0;
  int bytes_per_component = 1;
  int bit_depth = 8;
  int low_padding_bits = 0;  // P010 keeps its 10 bits in the high end of 16
  bool yuv = true;           // false: RGB, which enters by the software tier only
  bool alpha = false;        // straight alpha
  std::array<PlaneLayout, max_planes> planes{};
};

const PixelFormatInfo& info(PixelFormat format);
std::optional<PixelFormat> pixel_format_from_name(std::string_view name);

// Samples of a plane: chroma of odd pictures rounds up.
SizePx plane_size(PixelFormat format, int plane, SizePx picture);
// Bytes that a row's samples take, without padding.
std::int64_t plane_row_bytes(PixelFormat format, int plane, SizePx picture);
// Bytes of all planes, without padding.
std::int64_t picture_bytes(PixelFormat format, SizePx picture);

}  // namespace zc
