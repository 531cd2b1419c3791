#include "compose/canvas_surface.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zc {
namespace {

constexpr float whole_mask = 65535;

// How much of pixel i lies between the edges.
float overlap(int i, double low, double high) {
  return static_cast<float>(
      std::clamp(std::min(high, i + 1.0) - std::max(low, static_cast<double>(i)), 0.0, 1.0));
}

std::byte rounded(float value) {
  return static_cast<std::byte>(static_cast<int>(std::clamp(value, 0.0f, 255.0f) + 0.5f));
}

void blend(std::byte* pixel, const Premultiplied& color, float coverage) {
  const float keep = 1 - color.a * coverage;
  const float source = 255 * coverage;
  pixel[0] = rounded(color.r * source + static_cast<float>(pixel[0]) * keep);
  pixel[1] = rounded(color.g * source + static_cast<float>(pixel[1]) * keep);
  pixel[2] = rounded(color.b * source + static_cast<float>(pixel[2]) * keep);
  pixel[3] = rounded(color.a * source + static_cast<float>(pixel[3]) * keep);
}

std::size_t index_in(const RectPx& bounds, int x, int y) {
  return static_cast<std::size_t>(y - bounds.y0) * static_cast<std::size_t>(bounds.width()) +
         static_cast<std::size_t>(x - bounds.x0);
}

}  // namespace

bool ClipState::whole(int y, int x0, int x1) const {
  return !mask && box.x0 <= x0 && box.x1 >= x1 && box.y0 <= y && box.y1 >= y + 1;
}

void ClipState::apply(int y, int x0, int x1, float* coverage) const {
  const float row = overlap(y, box.y0, box.y1);
  for (int x = x0; x < x1; ++x) coverage[x - x0] *= row * overlap(x, box.x0, box.x1);
  if (!mask) return;
  const std::uint16_t* from = &mask->coverage[index_in(mask->bounds, x0, y)];
  for (int x = x0; x < x1; ++x) coverage[x - x0] *= static_cast<float>(from[x - x0]) * (1 / whole_mask);
}

ClipBuilder::ClipBuilder(const ClipState& outer)
    : outer_(outer.mask), mask_(std::make_shared<ClipMask>(ClipMask{outer.bounds(), {}})) {
  mask_->coverage.resize(static_cast<std::size_t>(mask_->bounds.area()));
}

void ClipBuilder::run(int y, int x0, int x1, const float* coverage) {
  std::uint16_t* to = &mask_->coverage[index_in(mask_->bounds, x0, y)];
  const std::uint16_t* outer = outer_ ? &outer_->coverage[index_in(outer_->bounds, x0, y)] : nullptr;
  for (int i = 0; i < x1 - x0; ++i) {
    const float most = outer ? static_cast<float>(outer[i]) : whole_mask;
    to[i] = static_cast<std::uint16_t>((coverage ? coverage[i] : 1) * most + 0.5f);
  }
}

CanvasPainter::CanvasPainter(PixelBlock& pixels, const ClipState& clip, const Shader& shader)
    : pixels_(pixels), clip_(clip), shader_(shader) {
  const auto width = static_cast<std::size_t>(pixels.size.width);
  coverage_.resize(width);
  if (!shader.constant()) colors_.resize(width);
}

void CanvasPainter::run(int y, int x0, int x1, const float* coverage) {
  const auto count = static_cast<std::size_t>(x1 - x0);
  std::byte* to = &pixels_.bytes[index_in(RectPx::of(pixels_.size), x0, y) * 4];
  if (!clip_.whole(y, x0, x1)) {
    if (coverage) {
      std::copy_n(coverage, count, coverage_.begin());
    } else {
      std::fill_n(coverage_.begin(), count, 1.0f);
    }
    clip_.apply(y, x0, x1, coverage_.data());
    coverage = coverage_.data();
  }
  if (const Premultiplied* color = shader_.constant()) {
    if (!coverage && color->a >= 1) {
      std::array<std::byte, 4> pixel{};
      blend(pixel.data(), *color, 1);
      for (std::size_t i = 0; i < count; ++i) std::memcpy(to + 4 * i, pixel.data(), 4);
      return;
    }
    for (std::size_t i = 0; i < count; ++i)
      if (!coverage || coverage[i] > 0) blend(to + 4 * i, *color, coverage ? coverage[i] : 1);
    return;
  }
  shader_.shade(x0, y, x1 - x0, colors_.data());
  for (std::size_t i = 0; i < count; ++i) blend(to + 4 * i, colors_[i], coverage ? coverage[i] : 1);
}

}  // namespace zc
