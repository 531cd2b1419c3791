#include "compose/ideal_bytes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "compose/culling.h"
#include "device/device.h"

namespace zc {
namespace {

constexpr double slope_tolerance = 5e-8;
constexpr double weight_tolerance = 1e-5;  // a texel of less weight is not read
// Beyond these the least is put too high by what opaque items hide.
constexpr std::size_t most_pieces = 32;
constexpr std::size_t most_occluders = 16;
constexpr std::int64_t occluder_share =
    256;  // smaller than this part of the target, an item hides too little

template <std::size_t most>
struct Rects {
  std::array<RectPx, most> rects;
  std::size_t count = 0;

  void add(const RectPx& rect) {
    if (!rect.empty() && count < most) rects[count++] = rect;
  }
};
using Pieces = Rects<most_pieces>;

// What `hole` leaves of the pieces. Nothing changes where there is no room for it.
void subtract(Pieces& pieces, const RectPx& hole) {
  const auto begin = pieces.rects.begin();
  const auto met = [&](const RectPx& piece) { return !intersect(piece, hole).empty(); };
  if (std::none_of(begin, begin + static_cast<std::ptrdiff_t>(pieces.count), met)) return;
  Pieces left;
  std::size_t needed = 0;
  for (std::size_t i = 0; i < pieces.count; ++i) {
    const RectPx& from = pieces.rects[i];
    const RectPx cut = intersect(from, hole);
    if (cut.empty()) {
      left.add(from);
      ++needed;
      continue;
    }
    for (const RectPx& part : {RectPx{from.x0, from.y0, from.x1, cut.y0},
                               {from.x0, cut.y0, cut.x0, cut.y1},
                               {cut.x1, cut.y0, from.x1, cut.y1},
                               {from.x0, cut.y1, from.x1, from.y1}}) {
      left.add(part);
      needed += part.empty() ? 0 : 1;
    }
  }
  if (needed <= most_pieces) pieces = left;
}

// The texels of one axis that the pixels [begin, end) lie between.
struct AxisReads {
  double scale = 1;  // texels per pixel
  double offset = 0;
  int begin = 0;
  int end = 0;
  int first = 0;  // texel, inclusive; positions are clamped to these
  int last = 0;

  double position(int px) const { return std::clamp<double>(scale * (px + 0.5) + offset, first, last); }
  static std::int64_t low(double position) {
    return static_cast<std::int64_t>(std::floor(position + weight_tolerance));
  }
  static std::int64_t high(double position) {
    return static_cast<std::int64_t>(std::ceil(position - weight_tolerance));
  }
  // From the first one that is read to the last.
  std::int64_t span() const {
    if (end <= begin || last < first) return 0;
    const double a = position(begin);
    const double b = position(end - 1);
    return high(std::max(a, b)) - low(std::min(a, b)) + 1;
  }
  // Only those that are read: a picture made much smaller skips some.
  std::int64_t count() const {
    if (std::abs(scale) <= 1) return span();
    std::int64_t texels = 0;
    std::int64_t known = -1;  // the last one counted
    for (int i = begin; i < end && last >= first; ++i) {
      const double at = position(scale > 0 ? i : end - 1 - (i - begin));
      texels += std::max<std::int64_t>(0, high(at) - std::max(known + 1, low(at)) + 1);
      known = std::max(known, high(at));
    }
    return texels;
  }
};

// One plane, or the planes that are sampled alike.
struct Plane {
  Affine texel_from_target;  // counted from the first texel's centre
  RectPx limits;             // texels that may be read
  std::int64_t texel_bytes = 0;
};

struct Point {
  double x = 0;
  double y = 0;
};
// Clipped by four edges a quadrilateral has at most eight corners.
struct Polygon {
  std::array<Point, 8> points;
  std::size_t count = 0;
};

// What of the polygon has inside(p) >= 0, which is linear.
template <class Inside>
Polygon cut(const Polygon& polygon, Inside inside) {
  Polygon out;
  for (std::size_t i = 0; i < polygon.count; ++i) {
    const Point& a = polygon.points[i];
    const Point& b = polygon.points[(i + 1) % polygon.count];
    const double at_a = inside(a);
    const double at_b = inside(b);
    if (at_a >= 0 && out.count < out.points.size()) out.points[out.count++] = a;
    if ((at_a < 0) != (at_b < 0) && out.count < out.points.size()) {
      const double t = at_a / (at_a - at_b);
      out.points[out.count++] = {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
    }
  }
  return out;
}

// Turned or sheared: the area that the rectangle covers, in texels.
double covered_texels(const Plane& plane, const RectPx& rect) {
  const Affine& m = plane.texel_from_target;
  const auto corner = [&](int x, int y) { return Point{m.x(x, y) + 0.5, m.y(x, y) + 0.5}; };
  Polygon p;
  p.points = {corner(rect.x0, rect.y0), corner(rect.x1, rect.y0), corner(rect.x1, rect.y1),
              corner(rect.x0, rect.y1)};
  p.count = 4;
  const RectPx& limits = plane.limits;
  p = cut(p, [&](const Point& at) { return at.x - limits.x0; });
  p = cut(p, [&](const Point& at) { return limits.x1 - at.x; });
  p = cut(p, [&](const Point& at) { return at.y - limits.y0; });
  p = cut(p, [&](const Point& at) { return limits.y1 - at.y; });
  double twice = 0;
  for (std::size_t i = 0; i < p.count; ++i) {
    const Point& a = p.points[i];
    const Point& b = p.points[(i + 1) % p.count];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

std::int64_t bytes_read(const Plane& plane, const RectPx& rect) {
  const Affine& m = plane.texel_from_target;
  const RectPx& limits = plane.limits;
  const auto axis = [](double scale, double offset, int begin, int end, int first, int beyond) {
    return AxisReads{scale, offset, begin, end, first, beyond - 1};
  };
  if (std::abs(m.b) < slope_tolerance && std::abs(m.c) < slope_tolerance)
    return axis(m.a, m.tx, rect.x0, rect.x1, limits.x0, limits.x1).span() *
           axis(m.d, m.ty, rect.y0, rect.y1, limits.y0, limits.y1).count() * plane.texel_bytes;
  if (std::abs(m.a) < slope_tolerance && std::abs(m.d) < slope_tolerance)
    return axis(m.c, m.tx, rect.y0, rect.y1, limits.x0, limits.x1).span() *
           axis(m.b, m.ty, rect.x0, rect.x1, limits.y0, limits.y1).count() * plane.texel_bytes;
  return std::llround(covered_texels(plane, rect) * static_cast<double>(plane.texel_bytes));
}

// What an item's texels come to for the pieces of the target where it is seen.
std::int64_t bytes_of_texels(const DrawItem& item, const Pieces& seen) {
  if (item.kind == ItemKind::solid || seen.count == 0) return 0;
  Plane first;
  Plane chroma;  // without bytes where there is none
  first.texel_from_target = Affine::translation(-0.5, -0.5) * item.texel_from_local * item.local_from_target;
  if (item.kind == ItemKind::video) {
    const VideoSamples& video = item.video;
    const PixelFormatInfo& format = info(video.format);
    const RectPx& visible = video.visible;
    first.limits = visible;
    first.texel_bytes = std::int64_t{format.bytes_per_component} * format.planes[0].components;
    if (format.yuv) {
      chroma.texel_from_target =
          Affine{0.5, 0, 0, 0.5, -video.chroma.x / 2, -video.chroma.y / 2} * first.texel_from_target;
      chroma.limits = {visible.x0 / 2, visible.y0 / 2, (visible.x1 - 1) / 2 + 1, (visible.y1 - 1) / 2 + 1};
      chroma.texel_bytes = std::int64_t{format.bytes_per_component} * 2;
    }
  } else {
    const bool valid = !item.texels.empty();
    if (!valid && !item.texture) return 0;
    first.limits = RectPx::of(valid ? item.texels : item.texture->desc().size);
    first.texel_bytes = item.kind == ItemKind::image ? 4 : 1;
  }
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < seen.count; ++i) {
    bytes += bytes_read(first, seen.rects[i]);
    if (chroma.texel_bytes) bytes += bytes_read(chroma, seen.rects[i]);
  }
  return bytes;
}

}  // namespace

std::uint64_t ideal_bytes(const FramePlan& plan) {
  std::int64_t bytes = 0;
  const auto& damage = plan.damage.rects;
  const auto damage_end = damage.begin() + plan.damage.count;
  for (auto rect = damage.begin(); rect != damage_end; ++rect) bytes += rect->area() * 4;
  const std::int64_t least_occluder = RectPx::of(plan.size).area() / occluder_share;
  Rects<most_occluders> occluders;
  for (auto item = plan.items.rbegin(); item != plan.items.rend(); ++item) {
    if (item->opacity <= 0) continue;
    Pieces seen;
    for (auto rect = damage.begin(); rect != damage_end; ++rect) seen.add(intersect(item->bounds, *rect));
    for (std::size_t i = 0; i < occluders.count && seen.count; ++i) subtract(seen, occluders.rects[i]);
    bytes += bytes_of_texels(*item, seen);
    const RectPx hidden = hidden_by(*item);
    if (hidden.area() >= least_occluder) occluders.add(hidden);
  }
  for (const DrawItem& item : plan.surface_items) {
    if (item.texture && item.texture->desc().surface) continue;  // of our own making
    Pieces whole;
    whole.add(item.bounds);
    bytes += bytes_of_texels(item, whole);
  }
  return static_cast<std::uint64_t>(bytes);
}

}  // namespace zc
