// Fills triangle strips as Metal does: pixel centres on a grid of 1/256 px, top-left rule without rounding,
// fixed-function blending, and a store rounded to the target's bits after each fragment.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>

#include "entry_points.h"
#include "shim_textures.h"

namespace msl {

inline constexpr std::int64_t subpixels = 256;

// One edge of a triangle whose inside is where `at` is positive; screen coordinates in subpixels.
struct Edge {
  std::int64_t dx, dy, x, y;
  bool includes_zero;  // a top or a left edge

  Edge(std::int64_t x0, std::int64_t y0, std::int64_t x1, std::int64_t y1)
      : dx(x1 - x0), dy(y1 - y0), x(x0), y(y0), includes_zero(dy < 0 || (dy == 0 && dx > 0)) {}

  // Narrows [left, right) to the pixels whose centres in the row are inside.
  void narrow(int row, std::int64_t& left, std::int64_t& right) const {
    const std::int64_t at_0 = dx * (row * subpixels + subpixels / 2 - y) - dy * (subpixels / 2 - x);
    const std::int64_t least = includes_zero ? 0 : 1;  // whole numbers: > 0 is >= 1
    const std::int64_t step = -dy * subpixels;         // from pixel to pixel
    if (step > 0)
      left = std::max(left, divide_up(least - at_0, step));
    else if (step < 0)
      right = std::min(right, divide_down(at_0 - least, -step) + 1);
    else if (at_0 < least)
      right = left;
  }

  static std::int64_t divide_down(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
  static std::int64_t divide_up(std::int64_t a, std::int64_t b) { return -divide_down(-a, b); }
};

struct ScreenVertex {
  double x, y;
  std::int64_t grid_x, grid_y;
  const std::byte* output;
};

// Clip space to screen.
ScreenVertex to_screen(const RenderTarget& target, const std::byte* output, std::size_t position_offset);

MSL_INLINE float4 factor_of(Factor factor, float4 source, float4 target) {
  switch (factor) {
    case Factor::zero:
      return float4(0.0f);
    case Factor::one:
      break;
    case Factor::one_minus_source_color:
      return 1.0f - source;
    case Factor::one_minus_source_alpha:
      return float4(1.0f - source.w);
    case Factor::one_minus_target_alpha:
      return float4(1.0f - target.w);
  }
  return float4(1.0f);
}

MSL_INLINE float4 blended(const Blending& how, float4 source, float4 target) {
  const float4 rgb =
      source * factor_of(how.source_rgb, source, target) + target * factor_of(how.target_rgb, source, target);
  const float4 alpha = source * factor_of(how.source_alpha, source, target) +
                       target * factor_of(how.target_alpha, source, target);
  return float4{rgb.x, rgb.y, rgb.z, alpha.w};
}

// Metal's fixed function behind the fragment's colour.
template <TexelFormat format>
MSL_INLINE void store(std::byte* row, int x, float4 color, const Blending& blending) {
  color = __builtin_elementwise_min(__builtin_elementwise_max(color, float4(0.0f)), float4(1.0f));
  if (blending == source_over)
    color += metal::shim::load<format>(row, x) * float4(1.0f - color.w);
  else if (blending != replacing)
    color = blended(blending, color, metal::shim::load<format>(row, x));
  constexpr float whole = 12582912.0f;  // 1.5 * 2^23: adding it rounds to the nearest whole number
  constexpr float most = format == TexelFormat::rgba16 ? 65535.0f : 255.0f;
  const float4 rounded = __builtin_elementwise_min(color * most + whole - whole, float4(most));
  const int4 stored = __builtin_convertvector(format == TexelFormat::bgra8 ? rounded.zyxw : rounded, int4);
  if constexpr (format == TexelFormat::rgba16)
    reinterpret_cast<ushort4*>(row)[x] = __builtin_convertvector(stored, ushort4);
  else
    reinterpret_cast<uchar4*>(row)[x] = __builtin_convertvector(stored, uchar4);
}

// The interface of a fragment function that takes no [[stage_in]].
struct BarePosition {
  float4 position;
};

// Which floats of an interface struct are not interpolated: [[flat]] and what is no float.
constexpr std::uint64_t lanes_of(std::size_t offset, std::size_t size) {
  return ((std::uint64_t{1} << (size / sizeof(float))) - 1) << (offset / sizeof(float));
}

template <TexelFormat format, class Kind, class Fragment>
std::uint64_t fill(const RenderTarget& target, const std::array<ScreenVertex, 3>& given, Fragment fragment) {
  using Interface = typename Kind::Interface;
  constexpr std::uint64_t flat_lanes = Kind::flat_lanes;
  constexpr std::size_t lanes = sizeof(Interface) / sizeof(float);
  static_assert(sizeof(Interface) % sizeof(float) == 0 && lanes < 64);
  std::array<ScreenVertex, 3> v = given;
  const std::int64_t area = (v[1].grid_x - v[0].grid_x) * (v[2].grid_y - v[0].grid_y) -
                            (v[1].grid_y - v[0].grid_y) * (v[2].grid_x - v[0].grid_x);
  if (area == 0) return 0;
  if (area < 0) std::swap(v[1], v[2]);
  const std::array<Edge, 3> edges{Edge(v[0].grid_x, v[0].grid_y, v[1].grid_x, v[1].grid_y),
                                  Edge(v[1].grid_x, v[1].grid_y, v[2].grid_x, v[2].grid_y),
                                  Edge(v[2].grid_x, v[2].grid_y, v[0].grid_x, v[0].grid_y)};

  // Each lane is a plane over the screen: value(x, y) = origin + along_x * (x - x0) + along_y * (y - y0).
  std::array<std::array<float, lanes>, 3> corner;
  for (std::size_t i = 0; i < 3; ++i) std::memcpy(corner[i].data(), v[i].output, sizeof(Interface));
  std::array<float, lanes> provoking;
  std::memcpy(provoking.data(), given[0].output, sizeof(Interface));
  const double ax = v[1].x - v[0].x, ay = v[1].y - v[0].y, bx = v[2].x - v[0].x, by = v[2].y - v[0].y;
  const double inverse = 1.0 / (ax * by - ay * bx);
  std::array<float, lanes> along_x{};
  std::array<double, lanes> along_y{};
  for (std::size_t i = 0; i < lanes; ++i) {
    if (flat_lanes >> i & 1) continue;
    const double a = static_cast<double>(corner[1][i]) - static_cast<double>(corner[0][i]);
    const double b = static_cast<double>(corner[2][i]) - static_cast<double>(corner[0][i]);
    along_x[i] = static_cast<float>((a * by - b * ay) * inverse);
    along_y[i] = (b * ax - a * bx) * inverse;
  }

  const auto [low, high] = std::minmax({v[0].grid_y, v[1].grid_y, v[2].grid_y});
  const int first_row =
      std::max<int>(target.scissor.top, static_cast<int>(Edge::divide_down(low, subpixels)));
  const int end_row =
      std::min<int>(target.scissor.bottom, static_cast<int>(Edge::divide_up(high, subpixels)));
  std::uint64_t shaded = 0;
  for (int y = first_row; y < end_row; ++y) {
    std::int64_t left = target.scissor.left;
    std::int64_t right = target.scissor.right;
    for (const Edge& edge : edges) edge.narrow(y, left, right);
    if (left >= right) continue;
    shaded += static_cast<std::uint64_t>(right - left);
    std::byte* row = target.view.texels + static_cast<std::size_t>(y) * target.view.stride;
    std::array<float, lanes> start;
    for (std::size_t i = 0; i < lanes; ++i)
      start[i] = flat_lanes >> i & 1 ? provoking[i]
                                     : static_cast<float>(static_cast<double>(corner[0][i]) +
                                                          static_cast<double>(along_x[i]) *
                                                              (static_cast<double>(left) + 0.5 - v[0].x) +
                                                          along_y[i] * (y + 0.5 - v[0].y));
    for (int x = static_cast<int>(left); x < static_cast<int>(right); ++x) {
      const float steps = static_cast<float>(x - static_cast<int>(left));
      std::array<float, lanes> value;
      for (std::size_t i = 0; i < lanes; ++i)
        value[i] = flat_lanes >> i & 1 ? start[i] : start[i] + along_x[i] * steps;
      const float4 position{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, 0.0f, 1.0f};
      Interface in;
      std::memcpy(static_cast<void*>(&in), value.data(), sizeof(Interface));
      std::memcpy(reinterpret_cast<std::byte*>(&in) + Kind::position_offset, &position, sizeof(position));
      if constexpr (Kind::may_discard) metal::shim::discarded = false;
      const auto color = fragment(in);
      if constexpr (Kind::may_discard)
        if (metal::shim::discarded) continue;
      store<format>(row, x, __builtin_convertvector(color, float4), target.blending);
    }
  }
  return shaded;
}

// Kind: what a fragment function takes. `Interface`, its `position_offset` and `flat_lanes`; `may_discard`.
template <class Kind, class Fragment>
std::uint64_t shade_strip(const RenderTarget& target, const VertexOutputs& vertices, Fragment fragment) {
  std::uint64_t shaded = 0;
  std::array<ScreenVertex, 3> triangle{};
  for (int i = 0; i < vertices.count; ++i) {
    const std::byte* output = vertices.bytes + static_cast<std::size_t>(i) * vertices.stride;
    triangle = {triangle[1], triangle[2], to_screen(target, output, vertices.position_offset)};
    if (i < 2) continue;
    // The provoking vertex of each triangle of a strip is its first.
    const auto fill_as = [&]<TexelFormat format>() { return fill<format, Kind>(target, triangle, fragment); };
    if (target.view.format == TexelFormat::rgba16)
      shaded += fill_as.template operator()<TexelFormat::rgba16>();
    else if (target.view.format == TexelFormat::bgra8)
      shaded += fill_as.template operator()<TexelFormat::bgra8>();
    else
      shaded += fill_as.template operator()<TexelFormat::rgba8>();
  }
  return shaded;
}

}  // namespace msl
