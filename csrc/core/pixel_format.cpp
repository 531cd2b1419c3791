#include "core/pixel_format.h"

namespace zc {
namespace {

constexpr PlaneLayout luma{1, 0};
constexpr PlaneLayout chroma_pair{2, 1};
constexpr PlaneLayout chroma{1, 1};

constexpr std::array<PixelFormatInfo, pixel_format_count> formats{{
    {"nv12", 2, 1, 8, 0, true, false, {luma, chroma_pair, {}}},
    {"i420", 3, 1, 8, 0, true, false, {luma, chroma, chroma}},
    {"p010", 2, 2, 10, 6, true, false, {luma, chroma_pair, {}}},
    {"i010", 3, 2, 10, 0, true, false, {luma, chroma, chroma}},
    {"rgb24", 1, 1, 8, 0, false, false, {PlaneLayout{3, 0}, {}, {}}},
    {"bgr24", 1, 1, 8, 0, false, false, {PlaneLayout{3, 0}, {}, {}}},
    {"rgba", 1, 1, 8, 0, false, true, {PlaneLayout{4, 0}, {}, {}}},
    {"bgra", 1, 1, 8, 0, false, true, {PlaneLayout{4, 0}, {}, {}}},
}};

}  // namespace

const PixelFormatInfo& info(PixelFormat format) { return formats[static_cast<std::size_t>(format)]; }

std::optional<PixelFormat> pixel_format_from_name(std::string_view name) {
  for (int i = 0; i < pixel_format_count; ++i) {
    const auto format = static_cast<PixelFormat>(i);
    if (info(format).name == name) return format;
  }
  return std::nullopt;
}

SizePx plane_size(PixelFormat format, int plane, SizePx picture) {
  const int shift = info(format).planes[static_cast<std::size_t>(plane)].subsample_log2;
  const int round = (1 << shift) - 1;
  return {(picture.width + round) >> shift, (picture.height + round) >> shift};
}

std::int64_t plane_row_bytes(PixelFormat format, int plane, SizePx picture) {
  const auto& f = info(format);
  return std::int64_t{plane_size(format, plane, picture).width} *
         f.planes[static_cast<std::size_t>(plane)].components * f.bytes_per_component;
}

std::int64_t picture_bytes(PixelFormat format, SizePx picture) {
  std::int64_t total = 0;
  for (int plane = 0; plane < info(format).plane_count; ++plane)
    total += plane_row_bytes(format, plane, picture) * plane_size(format, plane, picture).height;
  return total;
}

}  // namespace zc
