// How much of each target pixel a shape covers: rule 3 of "Picture rules".
#pragma once

#include "device/frame_plan.h"

namespace zc::cpu {

// A row's pixels: none outside [x0, x1); each covered by `inner` in [inner_x0, inner_x1); the others
// by what at() says.
struct CoverageRow {
  int x0 = 0;
  int x1 = 0;
  int inner_x0 = 0;
  int inner_x1 = 0;
  float inner = 1;
};

class Coverage {
 public:
  Coverage() = default;
  explicit Coverage(const DrawItem& item);

  // The whole pixels that a shape with integral edges covers whole; empty for every other shape.
  const RectPx& whole_px() const { return whole_px_; }
  CoverageRow row(int y) const;
  float at(int x, int y) const;

 private:
  double corner_coverage(double u, double v) const;

  RectF shape_;
  RectF clip_;
  RectPx bounds_;
  RectPx whole_px_;
  Affine local_from_target_;
  double radius_ = 0;
  double u_step_ = 1;  // local units per target px
  double v_step_ = 1;
};

}  // namespace zc::cpu
