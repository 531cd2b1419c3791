#include "compose/culling.h"

#include <algorithm>
#include <array>

namespace zc {
namespace {

constexpr double tolerance = 1e-5;      // of an edge that lies on a whole pixel
constexpr std::size_t most_hiding = 8;  // the largest; more would cost more than they save

}  // namespace

RectPx hidden_by(const DrawItem& item) {
  const Affine& m = item.target_from_local;
  if (!item.opaque || item.blend != Blend::normal || item.clips.count > 0 || !m.axis_aligned()) return {};
  RectF shape = item.shape;
  shape.y0 += item.corner_radius;
  shape.y1 -= item.corner_radius;
  const RectF inner = intersect(map_bounds(m, shape), item.clip);
  if (inner.empty()) return {};
  const RectPx whole{to_px(std::ceil(inner.x0 - tolerance)), to_px(std::ceil(inner.y0 - tolerance)),
                     to_px(std::floor(inner.x1 + tolerance)), to_px(std::floor(inner.y1 + tolerance))};
  return intersect(whole, item.bounds);
}

std::uint32_t cull(std::vector<DrawItem>& items) {
  std::array<RectPx, most_hiding> hiding;
  std::size_t count = 0;
  std::uint32_t culled = 0;
  for (std::size_t i = items.size(); i-- > 0;) {
    DrawItem& item = items[i];
    const auto hides = [&](const RectPx& rect) { return contains(rect, item.bounds); };
    if (std::any_of(hiding.begin(), hiding.begin() + static_cast<std::ptrdiff_t>(count), hides)) {
      item.opacity = 0;
      ++culled;
      continue;
    }
    const RectPx rect = hidden_by(item);
    if (rect.empty()) continue;
    if (count < most_hiding) {
      hiding[count++] = rect;
      continue;
    }
    const auto smaller = [](const RectPx& a, const RectPx& b) { return a.area() < b.area(); };
    const auto smallest = std::min_element(hiding.begin(), hiding.end(), smaller);
    if (smaller(*smallest, rect)) *smallest = rect;
  }
  if (culled > 0) std::erase_if(items, [](const DrawItem& item) { return item.opacity <= 0; });
  return culled;
}

}  // namespace zc
