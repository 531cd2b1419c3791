// A plan's items and filters as the shaders are told them: single precision around an origin, worked out in
// double.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "device/device.h"
#include "shaders/arguments.h"

namespace zc::metal {

enum class Fragment : std::uint8_t { solid, image, mask, video_biplanar, video_planar, video_rgb };
inline constexpr std::size_t fragment_count = 6;

struct DrawArguments {
  Fragment fragment = Fragment::solid;
  zc_shaders::QuadArguments quad;
  zc_shaders::ShapeArguments shape;
  std::size_t first_outline = 0;  // of the list that they were added to; shape.outlines of them
  union {
    zc_shaders::SolidArguments solid;
    zc_shaders::ImageArguments image;
    zc_shaders::MaskArguments mask;
    zc_shaders::YuvArguments yuv;
    zc_shaders::RgbArguments rgb;
  } fill;
  std::size_t fill_bytes = 0;
};

// A rectangle of a texture of that size.
zc_shaders::QuadArguments quad_arguments(const RectPx& bounds, SizePx attachment);
// Adds the item's outlines, its own and those of `clips`.
DrawArguments arguments_of(const DrawItem& item, std::span<const ClipShape> clips, SizePx attachment,
                           std::vector<zc_shaders::Outline>& outlines);
// Of every pass but `draw`.
zc_shaders::FilterArguments filter_arguments(const SurfacePass& pass);

}  // namespace zc::metal
