// A Gaussian blur as elementary passes: smaller by halves first, so that the cost hardly grows with sigma.
#pragma once

#include <vector>

#include "core/geometry.h"

namespace zc {

struct BlurPlan {
  int halvings = 0;
  std::vector<float> weights;  // of the convolutions at the smallest size: [|offset|], they sum up to 1

  int factor() const { return 1 << halvings; }
};

// `sigma`: px, at least 0. The variances of halving ((4^n - 1) / 4 in all), of the linear enlargement
// (h² / 6 + 1 / 12 for h = 2^n) and of the convolution add up to sigma².
BlurPlan plan_blur(double sigma);

// How far a blur reaches, px.
int blur_reach(double sigma);

// What is read beyond a surface is the texel at its edge, of the smallest level. With so many px between the
// edge and what is drawn that texel is what lies at the edge itself.
int blur_border(double sigma);
bool blur_halves(double sigma);

// What is to be drawn and filtered, so that the pixels of `needed` are right of a content that lies in
// `content` with nothing around it. Hardly more than the two, however far the blur reaches. Empty: nothing
// would be seen.
RectPx blurred_area(double sigma, const RectPx& content, const RectPx& needed);
inline RectPx grow(const RectPx& r, int by) { return {r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by}; }

}  // namespace zc
