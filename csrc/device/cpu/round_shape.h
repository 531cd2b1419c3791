// A rectangle with round corners in a space of its own, as the target's pixels see it: rule 3 of
// "Picture rules".
#pragma once

#include <array>

#include "core/geometry.h"

namespace zc::cpu {

// Coverage this close to 0 or 1 is taken for it; no 8-bit value shows the difference.
inline constexpr double negligible_coverage = 1e-4;

// An interval of pixel centres.
struct Span {
  double lo = -1e9;
  double hi = 1e9;
  bool empty() const { return !(lo <= hi); }
};
inline Span intersect(const Span& a, const Span& b) { return {std::max(a.lo, b.lo), std::min(a.hi, b.hi)}; }

double clamp01(double value);
double box_coverage(double u, double lo, double hi, double step);

class RoundShape {
 public:
  RoundShape() = default;
  RoundShape(const RectF& shape, double corner_radius, const Affine& local_from_target);

  bool round() const { return radius_ > 0; }
  // Of the pixel with this centre.
  double at(double centre_x, double centre_y) const;

  // Along a row of pixel centres: nothing is covered outside of `outer`, and `inner` by `factor`.
  struct Row {
    Span outer;
    Span inner;
    double factor = 1;
  };
  Row row(double centre_y) const;

 private:
  double corner_coverage(double u, double v) const;
  // A row's (u, v) is (a x + u0, b x + v0) at the pixel centre x.
  struct Line {
    double u0, v0;
  };
  struct Growth {
    double u, v, corner;
  };
  using Parts = std::array<Span, 6>;
  Span box(const Line& line, double grow_u, double grow_v) const;
  // The centres of a row that lie within each of two boxes and four discs, which make up the shape when it
  // is grown by so much on each axis and at its corners.
  Parts parts(const Line& line, const Growth& grow) const;

  RectF rect_;  // local
  Affine local_from_target_;
  double radius_ = 0;
  double u_step_ = 1;  // local units per target px
  double v_step_ = 1;
  double longest_step_ = 1;  // in any direction
};

}  // namespace zc::cpu
