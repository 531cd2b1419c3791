#include "scene/canvas_path.h"

#include <numbers>

namespace zc {
namespace {

constexpr double quarter = std::numbers::pi / 2;

}  // namespace

void CanvasPath::add_rect(const RectF& r) {
  move_to({r.x0, r.y0});
  line_to({r.x1, r.y0});
  line_to({r.x1, r.y1});
  line_to({r.x0, r.y1});
  close();
}

void CanvasPath::add_rounded_rect(const RectF& r, double radius) {
  radius = std::min(radius, std::min(r.width(), r.height()) / 2);
  if (radius <= 0) return add_rect(r);
  const PointF u{radius, 0};
  const PointF v{0, radius};
  move_to({r.x0 + radius, r.y0});
  line_to({r.x1 - radius, r.y0});
  arc({r.x1 - radius, r.y0 + radius}, u, v, -quarter, quarter);
  line_to({r.x1, r.y1 - radius});
  arc({r.x1 - radius, r.y1 - radius}, u, v, 0, quarter);
  line_to({r.x0 + radius, r.y1});
  arc({r.x0 + radius, r.y1 - radius}, u, v, quarter, quarter);
  line_to({r.x0, r.y0 + radius});
  arc({r.x0 + radius, r.y0 + radius}, u, v, 2 * quarter, quarter);
  close();
}

void CanvasPath::add_ellipse(const RectF& r) {
  const PointF center{(r.x0 + r.x1) / 2, (r.y0 + r.y1) / 2};
  move_to({r.x1, center.y});
  arc(center, {r.width() / 2, 0}, {0, r.height() / 2}, 0, 4 * quarter);
  close();
}

}  // namespace zc
