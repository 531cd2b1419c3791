#include "compose/blur_plan.h"

#include <algorithm>
#include <cmath>

namespace zc {
namespace {

constexpr double widest = 3.5;    // sigmas on either side; beyond lies 0.05 % of the weight
constexpr double smallest = 0.1;  // px; below, no neighbour weighs a 255th

// Linear interpolation between texels that are closer than half a sigma is off by 0.7 / 255 at most.
int halvings_for(double sigma) { return sigma < 4 ? 0 : static_cast<int>(std::floor(std::log2(sigma / 2))); }

}  // namespace

BlurPlan plan_blur(double sigma) {
  BlurPlan plan;
  plan.halvings = halvings_for(sigma);
  double variance = sigma * sigma;
  if (plan.halvings > 0) {
    const double area = std::pow(4.0, plan.halvings);
    variance = (variance - (area - 1) / 4 - area / 6 - 1.0 / 12) / area;
  }
  const double kernel_sigma = std::sqrt(variance);
  const int radius = kernel_sigma < smallest ? 0 : static_cast<int>(std::ceil(widest * kernel_sigma));
  std::vector<double> weights(static_cast<std::size_t>(radius) + 1, 1);
  double sum = 1;
  for (int i = 1; i <= radius; ++i) {
    const double weight = std::exp(-i * i / (2 * variance));
    weights[static_cast<std::size_t>(i)] = weight;
    sum += 2 * weight;
  }
  for (const double weight : weights) plan.weights.push_back(static_cast<float>(weight / sum));
  return plan;
}

int blur_reach(double sigma) {
  if (sigma < smallest) return 0;
  return static_cast<int>(std::ceil(widest * sigma)) + 2 * (1 << halvings_for(sigma));
}

}  // namespace zc
