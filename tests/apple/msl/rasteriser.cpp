#include "rasteriser.h"

namespace msl {

ScreenVertex to_screen(const RenderTarget& target, const std::byte* output, std::size_t position_offset) {
  std::array<float, 4> clip;
  std::memcpy(clip.data(), output + position_offset, sizeof(clip));
  if (clip[3] != 1.0f)
    broken_by_shader("gives a vertex a w other than 1, which this machine can't draw", 0, 0, target.view);
  const double x = (static_cast<double>(clip[0]) * 0.5 + 0.5) * target.view.width;
  const double y = (0.5 - static_cast<double>(clip[1]) * 0.5) * target.view.height;
  constexpr double farthest = 1 << 20;  // px: products of two differences fit 64 bits
  if (!(std::abs(x) < farthest && std::abs(y) < farthest))
    broken_by_shader("puts a vertex more than a million pixels away, or nowhere", 0, 0, target.view);
  if (!(clip[2] >= 0.0f && clip[2] <= 1.0f))
    broken_by_shader("puts a vertex outside of the depth range 0 to 1, where Metal clips it", 0, 0,
                     target.view);
  return {x, y, std::llround(x * static_cast<double>(subpixels)),
          std::llround(y * static_cast<double>(subpixels)), output};
}

}  // namespace msl
