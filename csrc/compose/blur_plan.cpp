#include "compose/blur_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace zc {
namespace {

constexpr double widest = 3.5;    // sigmas on either side; beyond lies 0.05 % of the weight
constexpr double smallest = 0.1;  // px; below, no neighbour weighs a 255th
constexpr double largest = 8192;  // px; beyond, nothing is left that an 8-bit value could show
constexpr std::int64_t small_px = 256 * 256;

// Linear interpolation between texels that are closer than half a sigma is off by 0.7 / 255 at most.
int halvings_for(double sigma) {
  return sigma < 4 ? 0 : static_cast<int>(std::floor(std::log2(std::min(sigma, largest) / 2)));
}

}  // namespace

BlurPlan plan_blur(double sigma) {
  BlurPlan plan;
  sigma = std::min(sigma, largest);
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
  return static_cast<int>(std::ceil(widest * std::min(sigma, largest))) + blur_border(sigma);
}

int blur_border(double sigma) { return 2 << halvings_for(sigma); }

bool blur_halves(double sigma) { return halvings_for(sigma) > 0; }

RectPx blurred_area(double sigma, const RectPx& content, const RectPx& needed) {
  if (sigma < smallest) return intersect(content, needed);
  const int reach = blur_reach(sigma);
  // Half a texel of the smallest level farther, since what is shown there lies between two of them.
  const RectPx shown = intersect(grow(content, reach), grow(needed, (1 << halvings_for(sigma)) / 2));
  const RectPx source = intersect(grow(content, blur_border(sigma)), grow(needed, reach));
  if (shown.empty() || source.empty()) return {};
  const RectPx part = unite(shown, source);
  // All that the content comes to is the same wherever it lies, and so need not be drawn again when it moves.
  const RectPx all = grow(content, reach);
  const bool cheap = all.area() <= std::max(part.area() + part.area() / 4, small_px);
  return cheap && contains(grow(needed, reach), content) ? all : part;
}

}  // namespace zc
