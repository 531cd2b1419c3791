#include "device/metal/touched_bytes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zc::metal {
namespace {

// First and last texel of an axis, inclusive.
struct Span {
  int first = 0;
  int last = -1;
  int count() const { return last < first ? 0 : last - first + 1; }
};

// The pair of texels that a bilinear lookup at `position` reads; one where it hits a centre.
Span pair_at(double position, int lo, int hi) {
  const double at = std::clamp(position, static_cast<double>(lo), static_cast<double>(hi));
  return {static_cast<int>(std::floor(at)), static_cast<int>(std::ceil(at))};
}

// Rows (or columns) that pixels first, first + 1, … read by position = scale * (pixel + ½) + offset.
int rows_read(double scale, double offset, int first_px, int end_px, int lo, int hi) {
  int rows = 0;
  Span seen{0, -1};  // the pair before; the walk goes one way
  for (int px = first_px; px < end_px; ++px) {
    const Span pair = pair_at(scale * (px + 0.5) + offset, lo, hi);
    for (int row = pair.first; row <= pair.last; ++row)
      if (row < seen.first || row > seen.last || seen.count() == 0) ++rows;
    seen = pair;
  }
  return rows;
}

std::uint64_t aligned_texels(const Affine& m, const RectPx& px, const RectPx& limits) {
  const Span left = pair_at(m.a * (px.x0 + 0.5) + m.tx, limits.x0, limits.x1);
  const Span right = pair_at(m.a * (px.x1 - 0.5) + m.tx, limits.x0, limits.x1);
  const int columns = std::max(left.last, right.last) - std::min(left.first, right.first) + 1;
  const int rows = rows_read(m.d, m.ty, px.y0, px.y1, limits.y0, limits.y1);
  return static_cast<std::uint64_t>(columns) * static_cast<std::uint64_t>(rows);
}

// Of a shape that is turned: for each row of texels, how much of it lies within the shape's outline.
std::uint64_t turned_texels(const Affine& texel_from_local, const RectF& shape, const RectPx& limits) {
  const std::array<double, 4> us{shape.x0, shape.x1, shape.x1, shape.x0};
  const std::array<double, 4> vs{shape.y0, shape.y0, shape.y1, shape.y1};
  std::array<double, 4> xs{};
  std::array<double, 4> ys{};
  for (std::size_t i = 0; i < 4; ++i) {
    xs[i] = texel_from_local.x(us[i], vs[i]);
    ys[i] = texel_from_local.y(us[i], vs[i]);
  }
  const auto [top, bottom] = std::minmax_element(ys.begin(), ys.end());
  const Span rows{pair_at(*top, limits.y0, limits.y1).first, pair_at(*bottom, limits.y0, limits.y1).last};
  std::uint64_t texels = 0;
  for (int row = rows.first; row <= rows.last; ++row) {
    double lo = 1e18;
    double hi = -1e18;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t next = (i + 1) % 4;
      const double from = std::min(ys[i], ys[next]);
      const double to = std::max(ys[i], ys[next]);
      if (to < row - 1 || from > row + 1) continue;
      for (const double y : {std::clamp(row - 1.0, from, to), std::clamp(row + 1.0, from, to)}) {
        const double share = to == from ? 0 : (y - ys[i]) / (ys[next] - ys[i]);
        const double x = xs[i] + share * (xs[next] - xs[i]);
        lo = std::min(lo, x);
        hi = std::max(hi, x);
      }
    }
    const Span columns{pair_at(lo, limits.x0, limits.x1).first, pair_at(hi, limits.x0, limits.x1).last};
    texels += static_cast<std::uint64_t>(columns.count());
  }
  return texels;
}

// `texel_from_*` count from the first texel's centre; `limits` is inclusive.
std::uint64_t texels_read(const DrawItem& item, const Affine& texel_from_local, const RectPx& limits) {
  const Affine texel_from_target = texel_from_local * item.local_from_target;
  if (texel_from_target.axis_aligned()) return aligned_texels(texel_from_target, item.bounds, limits);
  return turned_texels(texel_from_local, item.shape, limits);
}

}  // namespace

std::uint64_t texel_bytes_read(const DrawItem& item) {
  const Affine texel_from_local = Affine::translation(-0.5, -0.5) * item.texel_from_local;
  if (item.kind == ItemKind::solid) return 0;
  if (item.kind != ItemKind::video) {
    const TextureDesc& desc = item.texture->desc();
    const RectPx limits{0, 0, item.texels.width - 1, item.texels.height - 1};
    return texels_read(item, texel_from_local, limits) *
           static_cast<std::uint64_t>(bytes_per_texel(desc.format));
  }
  const VideoSamples& video = item.video;
  const PixelFormatInfo& format = info(video.format);
  const RectPx& visible = video.visible;
  std::uint64_t bytes = 0;
  for (int plane = 0; plane < format.plane_count; ++plane) {
    const PlaneLayout& layout = format.planes[static_cast<std::size_t>(plane)];
    const bool chroma = layout.subsample_log2 != 0;
    const Affine plane_from_luma =
        chroma ? Affine{0.5, 0, 0, 0.5, -video.chroma.x / 2, -video.chroma.y / 2} : Affine{};
    const int s = layout.subsample_log2;
    const RectPx limits{visible.x0 >> s, visible.y0 >> s, (visible.x1 - 1) >> s, (visible.y1 - 1) >> s};
    bytes += texels_read(item, plane_from_luma * texel_from_local, limits) *
             static_cast<std::uint64_t>(layout.components * format.bytes_per_component);
  }
  return bytes;
}

}  // namespace zc::metal
