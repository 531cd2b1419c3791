// A Gaussian blur as elementary passes: smaller by halves first, so that the cost hardly grows with sigma.
#pragma once

#include <vector>

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

}  // namespace zc
