// A plan's item as the shaders are told it: single precision around an origin, worked out in double.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/device.h"
#include "shaders/arguments.h"

namespace zc::metal {

enum class Fragment : std::uint8_t { solid, image, mask, video_biplanar, video_planar, video_rgb };
inline constexpr std::size_t fragment_count = 6;

struct DrawArguments {
  Fragment fragment = Fragment::solid;
  zc_shaders::ShapeArguments shape;
  union {
    zc_shaders::SolidArguments solid;
    zc_shaders::ImageArguments image;
    zc_shaders::MaskArguments mask;
    zc_shaders::YuvArguments yuv;
    zc_shaders::RgbArguments rgb;
  } fill;
  std::size_t fill_bytes = 0;
};

DrawArguments arguments_of(const DrawItem& item, SizePx target);

}  // namespace zc::metal
