// Sizes, rectangles and affine maps. The origin is top left; pixel (i, j) covers [i, i+1) x [j, j+1).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace zc {

struct SizePx {
  int width = 0;
  int height = 0;
  friend bool operator==(const SizePx&, const SizePx&) = default;
  bool empty() const { return width <= 0 || height <= 0; }
};
// "640x480", for messages.
inline std::string to_text(SizePx size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

// Half-open integer rectangle [x0, x1) x [y0, y1).
struct RectPx {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  friend bool operator==(const RectPx&, const RectPx&) = default;
  int width() const { return x1 - x0; }
  int height() const { return y1 - y0; }
  bool empty() const { return x1 <= x0 || y1 <= y0; }
  std::int64_t area() const { return empty() ? 0 : std::int64_t{width()} * height(); }
  static RectPx of(SizePx size) { return {0, 0, size.width, size.height}; }
};

inline RectPx intersect(const RectPx& a, const RectPx& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}
inline RectPx unite(const RectPx& a, const RectPx& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}
inline bool contains(const RectPx& outer, const RectPx& inner) {
  return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;
}

// Edges, not origin and size: clipping and rounding act on edges.
struct RectF {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
  friend bool operator==(const RectF&, const RectF&) = default;
  double width() const { return x1 - x0; }
  double height() const { return y1 - y0; }
  bool empty() const { return !(x1 > x0 && y1 > y0); }
};

inline RectF intersect(const RectF& a, const RectF& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

// Never overflows an int; NaN, which no edge should be, ends at the low bound.
inline int to_px(double edge) { return edge > -1e9 ? static_cast<int>(std::min(edge, 1e9)) : -1'000'000'000; }
inline double round_half_up(double edge) { return std::floor(edge + 0.5); }
// The pixels that a rectangle touches. What a map's rounding adds to an edge is no touch.
inline RectPx outer_bounds(const RectF& r) {
  constexpr double rounding = 1e-6;
  return {to_px(std::floor(r.x0 + rounding)), to_px(std::floor(r.y0 + rounding)),
          to_px(std::ceil(r.x1 - rounding)), to_px(std::ceil(r.y1 - rounding))};
}
inline bool is_integral(const RectF& r) {
  return r.x0 == std::floor(r.x0) && r.y0 == std::floor(r.y0) && r.x1 == std::floor(r.x1) &&
         r.y1 == std::floor(r.y1);
}

// x' = a x + c y + tx; y' = b x + d y + ty (the order of CSS matrix() and CGAffineTransform).
struct Affine {
  double a = 1;
  double b = 0;
  double c = 0;
  double d = 1;
  double tx = 0;
  double ty = 0;
  friend bool operator==(const Affine&, const Affine&) = default;

  double x(double px, double py) const { return a * px + c * py + tx; }
  double y(double px, double py) const { return b * px + d * py + ty; }
  double determinant() const { return a * d - b * c; }
  bool finite() const { return std::isfinite(a + b + c + d + tx + ty); }
  bool axis_aligned() const { return b == 0 && c == 0; }

  static Affine translation(double x, double y) { return {1, 0, 0, 1, x, y}; }
  static Affine scale(double sx, double sy) { return {sx, 0, 0, sy, 0, 0}; }
  // Only for determinant() != 0.
  Affine inverse() const {
    const double k = 1 / determinant();
    return {d * k, -b * k, -c * k, a * k, (c * ty - d * tx) * k, (b * tx - a * ty) * k};
  }
};

// (outer * inner)(p) = outer(inner(p))
inline Affine operator*(const Affine& o, const Affine& i) {
  return {o.a * i.a + o.c * i.b, o.b * i.a + o.d * i.b,          o.a * i.c + o.c * i.d,
          o.b * i.c + o.d * i.d, o.a * i.tx + o.c * i.ty + o.tx, o.b * i.tx + o.d * i.ty + o.ty};
}

inline RectF map_bounds(const Affine& m, const RectF& r) {
  const double xs[] = {m.x(r.x0, r.y0), m.x(r.x1, r.y0), m.x(r.x0, r.y1), m.x(r.x1, r.y1)};
  const double ys[] = {m.y(r.x0, r.y0), m.y(r.x1, r.y0), m.y(r.x0, r.y1), m.y(r.x1, r.y1)};
  return {*std::min_element(xs, xs + 4), *std::min_element(ys, ys + 4), *std::max_element(xs, xs + 4),
          *std::max_element(ys, ys + 4)};
}

}  // namespace zc
