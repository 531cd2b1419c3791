// How much of each target pixel a shape covers: rule 3 of "Picture rules".
#pragma once

#include <span>

#include "device/cpu/round_shape.h"
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
  // `cuts`: what the item is cut to beside its clip; not owned.
  Coverage(const DrawItem& item, std::span<const RoundShape> cuts);

  CoverageRow row(int y) const;
  float at(int x, int y) const;

 private:
  CoverageRow cut_row(int y, CoverageRow row) const;
  static void narrow(CoverageRow& row, const Span& outer, const Span& inner, double factor);

  RoundShape shape_;
  RectF clip_;
  RectPx bounds_;
  RectPx whole_px_;  // what a shape with integral edges covers whole; empty for every other shape
  std::span<const RoundShape> cuts_;
};

}  // namespace zc::cpu
