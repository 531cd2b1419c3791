#include "device/cpu/coverage.h"

#include <algorithm>
#include <cmath>

namespace zc::cpu {
namespace {

constexpr double negligible = negligible_coverage;

int first_px(double centre) { return to_px(std::ceil(centre - 0.5 - 1e-6)); }
int end_px(double centre) { return to_px(std::floor(centre - 0.5 + 1e-6)) + 1; }

}  // namespace

Coverage::Coverage(const DrawItem& item, std::span<const RoundShape> cuts)
    : shape_(item.shape, item.corner_radius, item.local_from_target),
      clip_(item.clip),
      bounds_(item.bounds),
      cuts_(cuts) {
  if (shape_.round() || !item.target_from_local.axis_aligned()) return;
  const RectF edges = map_bounds(item.target_from_local, item.shape);
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
    const CoverageRow row{whole_px_.x0, whole_px_.x1, whole_px_.x0, whole_px_.x1, 1};
    return cuts_.empty() ? row : cut_row(y, row);
  }
  const double centre_y = y + 0.5;
  if (y < bounds_.y0 || y >= bounds_.y1) return {};
  const RoundShape::Row shape = shape_.row(centre_y);
  const double factor = box_coverage(centre_y, clip_.y0, clip_.y1, 1) * shape.factor;
  if (factor <= negligible) return {};
  const Span outer = intersect(shape.outer, {clip_.x0 - 0.5 + negligible, clip_.x1 + 0.5 - negligible});
  const Span inner = intersect(shape.inner, {clip_.x0 + 0.5 - negligible, clip_.x1 - 0.5 + negligible});
  CoverageRow row{bounds_.x0, bounds_.x1, bounds_.x0, bounds_.x1, 1};
  narrow(row, outer, inner, factor);
  return cuts_.empty() ? row : cut_row(y, row);
}

// What the other shapes leave of a row.
CoverageRow Coverage::cut_row(int y, CoverageRow row) const {
  for (const RoundShape& cut : cuts_) {
    if (row.x1 <= row.x0) return {};
    const RoundShape::Row shape = cut.row(y + 0.5);
    if (shape.factor <= negligible) return {};
    narrow(row, shape.outer, shape.inner, shape.factor);
  }
  return row;
}

void Coverage::narrow(CoverageRow& row, const Span& outer, const Span& inner, double factor) {
  const auto end = [](CoverageRow& r, int x0, int x1) {
    r.inner_x0 = x1 > x0 ? x0 : r.x0;
    r.inner_x1 = x1 > x0 ? x1 : r.x0;
  };
  if (outer.empty()) {
    row = {};
    return;
  }
  row.x0 = std::max(row.x0, first_px(outer.lo));
  row.x1 = std::min(row.x1, end_px(outer.hi));
  if (row.x1 <= row.x0) {
    row = {};
    return;
  }
  if (inner.empty())
    end(row, 0, 0);
  else
    end(row, std::clamp(std::max(row.inner_x0, first_px(inner.lo)), row.x0, row.x1),
        std::clamp(std::min(row.inner_x1, end_px(inner.hi)), row.x0, row.x1));
  if (factor < 1 - negligible) row.inner *= static_cast<float>(factor);
}

float Coverage::at(int x, int y) const {
  const double centre_x = x + 0.5;
  const double centre_y = y + 0.5;
  double coverage =
      box_coverage(centre_x, clip_.x0, clip_.x1, 1) * box_coverage(centre_y, clip_.y0, clip_.y1, 1);
  if (coverage > 0) coverage *= shape_.at(centre_x, centre_y);
  for (const RoundShape& cut : cuts_) {
    if (coverage <= 0) return 0;
    coverage *= cut.at(centre_x, centre_y);
  }
  return static_cast<float>(coverage);
}

}  // namespace zc::cpu
