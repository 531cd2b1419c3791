// The outline of a shape: contours of lines, curves and arcs. Pure data.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/geometry.h"

namespace zc {

struct PointF {
  double x = 0;
  double y = 0;
  friend bool operator==(const PointF&, const PointF&) = default;
};
inline PointF operator+(PointF a, PointF b) { return {a.x + b.x, a.y + b.y}; }
inline PointF operator-(PointF a, PointF b) { return {a.x - b.x, a.y - b.y}; }
inline PointF operator*(double k, PointF p) { return {k * p.x, k * p.y}; }
inline double dot(PointF a, PointF b) { return a.x * b.x + a.y * b.y; }
inline double cross(PointF a, PointF b) { return a.x * b.y - a.y * b.x; }
inline double length(PointF p) { return std::hypot(p.x, p.y); }
inline PointF lerp(PointF a, PointF b, double t) { return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}; }
inline PointF map(const Affine& m, PointF p) { return {m.x(p.x, p.y), m.y(p.x, p.y)}; }
inline PointF map_vector(const Affine& m, PointF v) { return {m.a * v.x + m.c * v.y, m.b * v.x + m.d * v.y}; }

// How many points each takes is in verb_points.
enum class PathVerb : std::uint8_t {
  move,
  line,
  quad,   // control, end
  cubic,  // control, control, end
  arc,    // centre c, axes u and v, (start, sweep): c + u cos t + v sin t, in radians; joined by a line
  close,
};
inline constexpr std::array<int, 6> verb_points{1, 1, 2, 3, 4, 0};

enum class FillRule : std::uint8_t { nonzero, evenodd };

class CanvasPath {
 public:
  void move_to(PointF p) { add(PathVerb::move, {p}); }
  void line_to(PointF p) { add(PathVerb::line, {p}); }
  void quad_to(PointF control, PointF p) { add(PathVerb::quad, {control, p}); }
  void cubic_to(PointF c1, PointF c2, PointF p) { add(PathVerb::cubic, {c1, c2, p}); }
  void arc(PointF center, PointF u, PointF v, double start, double sweep) {
    add(PathVerb::arc, {center, u, v, {start, sweep}});
  }
  void close() { add(PathVerb::close, {}); }

  // Closed contours, clockwise on screen.
  void add_rect(const RectF& rect);
  // The radius is capped at half of the shorter side.
  void add_rounded_rect(const RectF& rect, double radius);
  void add_ellipse(const RectF& rect);

  const std::vector<PathVerb>& verbs() const { return verbs_; }
  const std::vector<PointF>& points() const { return points_; }
  friend bool operator==(const CanvasPath&, const CanvasPath&) = default;

 private:
  void add(PathVerb verb, std::initializer_list<PointF> points) {
    verbs_.push_back(verb);
    points_.insert(points_.end(), points);
  }

  std::vector<PathVerb> verbs_;
  std::vector<PointF> points_;
};

}  // namespace zc
