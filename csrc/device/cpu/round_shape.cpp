#include "device/cpu/round_shape.h"

#include <algorithm>
#include <cmath>

namespace zc::cpu {
namespace {

// The centres x for which slope * x + start lies in [lo, hi].
Span solve(double slope, double start, double lo, double hi) {
  if (lo > hi) return {1, 0};
  if (slope == 0) return start >= lo && start <= hi ? Span{} : Span{1, 0};
  const double a = (lo - start) / slope;
  const double b = (hi - start) / slope;
  return {std::min(a, b), std::max(a, b)};
}

template <class Spans>
Span hull(const Spans& spans) {
  Span out{1, 0};
  for (const Span& span : spans) {
    if (span.empty()) continue;
    out = out.empty() ? span : Span{std::min(out.lo, span.lo), std::max(out.hi, span.hi)};
  }
  return out;
}

// The longest one with all that joins it.
template <class Spans>
Span longest_run(const Spans& spans) {
  Span out{1, 0};
  for (const Span& span : spans)
    if (!span.empty() && (out.empty() || span.hi - span.lo > out.hi - out.lo)) out = span;
  for (std::size_t pass = 0; pass + 1 < spans.size(); ++pass) {
    const Span before = out;
    for (const Span& span : spans)
      if (!intersect(out, span).empty() && !span.empty())
        out = {std::min(out.lo, span.lo), std::max(out.hi, span.hi)};
    if (out.lo == before.lo && out.hi == before.hi) break;
  }
  return out;
}

// The centres x for which (du x + u, dv x + v) lies within a circle about the origin.
Span solve_circle(double du, double u, double dv, double v, double radius) {
  const double a = du * du + dv * dv;
  const double half_b = du * u + dv * v;
  const double discriminant = half_b * half_b - a * (u * u + v * v - radius * radius);
  if (radius <= 0 || discriminant <= 0 || a == 0) return {1, 0};
  const double root = std::sqrt(discriminant);
  return {(-half_b - root) / a, (-half_b + root) / a};
}

double longest_step(const Affine& m) {
  const double half_sum = (m.a * m.a + m.b * m.b + m.c * m.c + m.d * m.d) / 2;
  const double determinant = m.determinant();
  const double difference = std::max(half_sum * half_sum - determinant * determinant, 0.0);
  return std::sqrt(half_sum + std::sqrt(difference));
}

}  // namespace

double clamp01(double value) { return std::clamp(value, 0.0, 1.0); }

double box_coverage(double u, double lo, double hi, double step) {
  return clamp01(0.5 + (u - lo) / step) - clamp01(0.5 + (u - hi) / step);
}

RoundShape::RoundShape(const RectF& shape, double corner_radius, const Affine& local_from_target)
    : rect_(shape),
      local_from_target_(local_from_target),
      radius_(corner_radius),
      u_step_(std::hypot(local_from_target.a, local_from_target.c)),
      v_step_(std::hypot(local_from_target.b, local_from_target.d)),
      longest_step_(longest_step(local_from_target)) {}

double RoundShape::at(double centre_x, double centre_y) const {
  const double u = local_from_target_.x(centre_x, centre_y);
  const double v = local_from_target_.y(centre_x, centre_y);
  const bool in_corner = radius_ > 0 && (u < rect_.x0 + radius_ || u > rect_.x1 - radius_) &&
                         (v < rect_.y0 + radius_ || v > rect_.y1 - radius_);
  if (in_corner) return corner_coverage(u, v);
  return box_coverage(u, rect_.x0, rect_.x1, u_step_) * box_coverage(v, rect_.y0, rect_.y1, v_step_);
}

double RoundShape::corner_coverage(double u, double v) const {
  const double circle_u = u < rect_.x0 + radius_ ? rect_.x0 + radius_ : rect_.x1 - radius_;
  const double circle_v = v < rect_.y0 + radius_ ? rect_.y0 + radius_ : rect_.y1 - radius_;
  const double qu = u - circle_u;
  const double qv = v - circle_v;
  const double length = std::hypot(qu, qv);
  if (length == 0) return 1;
  const Affine& m = local_from_target_;
  const double step = std::hypot(qu * m.a + qv * m.b, qu * m.c + qv * m.d) / length;
  return clamp01(0.5 - (length - radius_) / step);
}

Span RoundShape::box(const Line& line, double grow_u, double grow_v) const {
  const Affine& m = local_from_target_;
  const Span span = solve(m.a, line.u0, rect_.x0 - grow_u, rect_.x1 + grow_u);
  return intersect(span, solve(m.b, line.v0, rect_.y0 - grow_v, rect_.y1 + grow_v));
}

RoundShape::Parts RoundShape::parts(const Line& line, const Growth& grow) const {
  const Affine& m = local_from_target_;
  Parts spans;
  spans[0] = box(line, grow.u, std::min(grow.v, -radius_));
  spans[1] = box(line, std::min(grow.u, -radius_), grow.v);
  std::size_t next = 2;
  for (const double u : {rect_.x0 + radius_, rect_.x1 - radius_})
    for (const double v : {rect_.y0 + radius_, rect_.y1 - radius_})
      spans[next++] = solve_circle(m.a, line.u0 - u, m.b, line.v0 - v, radius_ + grow.corner);
  return spans;
}

RoundShape::Row RoundShape::row(double centre_y) const {
  const Affine& m = local_from_target_;
  const Line line{m.c * centre_y + m.tx, m.d * centre_y + m.ty};
  const double reach = 0.5 - negligible_coverage;
  const double reach_u = u_step_ * reach;
  const double reach_v = v_step_ * reach;
  Row row;
  // Where v does not change along the row, its share is one factor of the whole row.
  if (m.b == 0) {
    row.factor = box_coverage(line.v0, rect_.y0, rect_.y1, v_step_);
    if (row.factor <= negligible_coverage) return {{1, 0}, {1, 0}, 0};
  }
  const double any_v = m.b == 0 ? v_step_ : -reach_v;  // what the factor says is not asked again
  row.outer = box(line, reach_u, std::max(reach_v, any_v));
  row.inner = box(line, -reach_u, any_v);
  if (radius_ <= 0) return row;
  const double reach_corner = longest_step_ * reach;
  // The quadrant of a corner ends half a pixel outside of the shape.
  row.outer = intersect(row.outer, hull(parts(line, {reach_u, std::max(reach_v, any_v), reach_corner})));
  row.inner = longest_run(parts(line, {-reach_u, any_v, -reach_corner}));
  return row;
}

}  // namespace zc::cpu
