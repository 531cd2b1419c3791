#include "device/cpu/coverage.h"

#include <algorithm>
#include <cmath>

namespace zc::cpu {
namespace {

// Coverage this close to 0 or 1 is taken for it; no 8-bit value shows the difference.
constexpr double negligible = 1e-4;

double clamp01(double value) { return std::clamp(value, 0.0, 1.0); }

double box(double u, double lo, double hi, double step) {
  return clamp01(0.5 + (u - lo) / step) - clamp01(0.5 + (u - hi) / step);
}

// An interval of pixel centres.
struct Span {
  double lo = -1e9;
  double hi = 1e9;
  bool empty() const { return !(lo <= hi); }
  double length() const { return hi - lo; }
};

Span intersect(const Span& a, const Span& b) { return {std::max(a.lo, b.lo), std::min(a.hi, b.hi)}; }

// The centres x for which slope * x + start lies in [lo, hi].
Span solve(double slope, double start, double lo, double hi) {
  if (lo > hi) return {1, 0};
  if (slope == 0) return start >= lo && start <= hi ? Span{} : Span{1, 0};
  const double a = (lo - start) / slope;
  const double b = (hi - start) / slope;
  return {std::min(a, b), std::max(a, b)};
}

int first_px(double centre) { return to_px(std::ceil(centre - 0.5 - 1e-6)); }
int end_px(double centre) { return to_px(std::floor(centre - 0.5 + 1e-6)) + 1; }

}  // namespace

Coverage::Coverage(const DrawItem& item)
    : shape_(item.shape),
      clip_(item.clip),
      bounds_(item.bounds),
      local_from_target_(item.local_from_target),
      radius_(item.corner_radius),
      u_step_(std::hypot(item.local_from_target.a, item.local_from_target.c)),
      v_step_(std::hypot(item.local_from_target.b, item.local_from_target.d)) {
  if (radius_ > 0 || !item.target_from_local.axis_aligned()) return;
  const RectF edges = map_bounds(item.target_from_local, shape_);
  const RectF whole{std::round(edges.x0), std::round(edges.y0), std::round(edges.x1), std::round(edges.y1)};
  const auto near = [](double a, double b) { return std::abs(a - b) <= negligible; };
  const bool integral = near(edges.x0, whole.x0) && near(edges.y0, whole.y0) && near(edges.x1, whole.x1) &&
                        near(edges.y1, whole.y1);
  const RectF cut = zc::intersect(whole, clip_);
  if (integral && is_integral(cut)) whole_px_ = zc::intersect(outer_bounds(cut), bounds_);
}

CoverageRow Coverage::row(int y) const {
  if (!whole_px_.empty()) {
    if (y < whole_px_.y0 || y >= whole_px_.y1) return {};
    return {whole_px_.x0, whole_px_.x1, whole_px_.x0, whole_px_.x1, 1};
  }
  const Affine& m = local_from_target_;
  const double centre_y = y + 0.5;
  const double u0 = m.c * centre_y + m.tx;
  const double v0 = m.d * centre_y + m.ty;
  const double reach_u = u_step_ * (0.5 - negligible);
  const double reach_v = v_step_ * (0.5 - negligible);
  double factor = box(centre_y, clip_.y0, clip_.y1, 1);
  // Where v does not change along the row, its share is one factor of the whole row.
  const bool level = m.b == 0;
  if (level) factor *= box(v0, shape_.y0, shape_.y1, v_step_);
  if (factor <= negligible || y < bounds_.y0 || y >= bounds_.y1) return {};

  Span outer{bounds_.x0 + 0.5, bounds_.x1 - 0.5};
  outer = intersect(outer, solve(m.a, u0, shape_.x0 - reach_u, shape_.x1 + reach_u));
  if (!level) outer = intersect(outer, solve(m.b, v0, shape_.y0 - reach_v, shape_.y1 + reach_v));
  outer = intersect(outer, {clip_.x0 - 0.5 + negligible, clip_.x1 + 0.5 - negligible});
  if (outer.empty()) return {};

  const auto inside = [&](double inset_u, double inset_v) {
    Span span = solve(m.a, u0, shape_.x0 + inset_u, shape_.x1 - inset_u);
    if (!level || inset_v > reach_v)
      span = intersect(span, solve(m.b, v0, shape_.y0 + inset_v, shape_.y1 - inset_v));
    return span;
  };
  Span inner = inside(reach_u, reach_v);
  if (radius_ > 0) {
    // The cross of two rectangles that the corner squares leave.
    const Span wide = inside(reach_u, std::max(radius_, reach_v));
    const Span tall = inside(std::max(radius_, reach_u), reach_v);
    inner = wide.length() > tall.length() ? wide : tall;
  }
  inner = intersect(inner, {clip_.x0 + 0.5 - negligible, clip_.x1 - 0.5 + negligible});

  CoverageRow out;
  out.x0 = std::max(first_px(outer.lo), bounds_.x0);
  out.x1 = std::min(end_px(outer.hi), bounds_.x1);
  if (out.x1 <= out.x0) return {};
  out.inner_x0 = out.inner_x1 = out.x0;
  if (!inner.empty()) {
    const int x0 = std::clamp(first_px(inner.lo), out.x0, out.x1);
    const int x1 = std::clamp(end_px(inner.hi), out.x0, out.x1);
    if (x1 > x0) {
      out.inner_x0 = x0;
      out.inner_x1 = x1;
    }
  }
  out.inner = factor >= 1 - negligible ? 1.0F : static_cast<float>(factor);
  return out;
}

float Coverage::at(int x, int y) const {
  const double centre_x = x + 0.5;
  const double centre_y = y + 0.5;
  const double clip = box(centre_x, clip_.x0, clip_.x1, 1) * box(centre_y, clip_.y0, clip_.y1, 1);
  if (clip <= 0) return 0;
  const double u = local_from_target_.x(centre_x, centre_y);
  const double v = local_from_target_.y(centre_x, centre_y);
  const bool in_corner = radius_ > 0 && (u < shape_.x0 + radius_ || u > shape_.x1 - radius_) &&
                         (v < shape_.y0 + radius_ || v > shape_.y1 - radius_);
  const double shape = in_corner
                           ? corner_coverage(u, v)
                           : box(u, shape_.x0, shape_.x1, u_step_) * box(v, shape_.y0, shape_.y1, v_step_);
  return static_cast<float>(clip * shape);
}

double Coverage::corner_coverage(double u, double v) const {
  const double circle_u = u < shape_.x0 + radius_ ? shape_.x0 + radius_ : shape_.x1 - radius_;
  const double circle_v = v < shape_.y0 + radius_ ? shape_.y0 + radius_ : shape_.y1 - radius_;
  const double qu = u - circle_u;
  const double qv = v - circle_v;
  const double length = std::hypot(qu, qv);
  if (length == 0) return 1;
  const Affine& m = local_from_target_;
  const double step = std::hypot(qu * m.a + qv * m.b, qu * m.c + qv * m.d) / length;
  return clamp01(0.5 - (length - radius_) / step);
}

}  // namespace zc::cpu
