#include "compose/pen_view.h"

#include <algorithm>
#include <numbers>

namespace zc {
namespace {

constexpr double rounding = 1e-14;  // of products, relative

double size_of(PointF p) { return std::abs(p.x) + std::abs(p.y); }

// Which side of the normal at p a point lies on: 1 ahead, -1 behind, 0 less than `margin` away.
int side(PointF q, PointF p, PointF direction, double margin) {
  const double along = dot(q - p, direction);
  const double doubt = margin * length(direction) + rounding * (size_of(q) + size_of(p)) * size_of(direction);
  return along > doubt ? 1 : along < -doubt ? -1 : 0;
}

}  // namespace

PenView::PenView(const StrokeStyle& style, const Affine& map, const RectF& view, double tolerance)
    : map_(map),
      view_(view),
      tolerance_(tolerance),
      half_(style.width / 2),
      at_corner_(half_ * std::max(style.join == Join::miter ? style.miter_limit : 1.0, std::numbers::sqrt2)),
      dashed_(!style.dashes.empty()),
      dash_end_(dashed_ && style.cap != Cap::butt ? half_ : 0),
      row_x_(std::hypot(map.a, map.c)),
      row_y_(std::hypot(map.b, map.d)) {
  const Affine back = map.inverse();
  corners_ = {zc::map(back, {view.x0, view.y0}), zc::map(back, {view.x1, view.y0}),
              zc::map(back, {view.x1, view.y1}), zc::map(back, {view.x0, view.y1})};
}

bool PenView::hidden(Hull hull, bool first, bool last) {
  if (!covered_ && !dashed_ && covers(hull)) covered_ = true;
  if (covered_) return true;
  if (first && near(*hull.begin(), false)) return false;
  if (last && near(*(hull.end() - 1), false)) return false;
  return out_of_reach(hull, dash_end_) || normals_miss(hull, dash_end_);
}

int PenView::most_halvings(Hull hull) const {
  if (within_pen(hull)) return 4;
  return dash_end_ > 0 && (out_of_reach(hull, 0) || normals_miss(hull, 0)) ? 6 : finest;
}

bool PenView::near(PointF p, bool smooth) const {
  const PointF at = map(map_, p);
  const PointF far = reach(smooth ? half_ : at_corner_);
  return at.x + far.x >= view_.x0 && at.x - far.x <= view_.x1 && at.y + far.y >= view_.y0 &&
         at.y - far.y <= view_.y1;
}

// The whole view lies ahead of all of the piece's normals, or behind them: the directions of a piece are sums
// of the legs of its hull.
bool PenView::normals_miss(Hull hull, double ahead) const {
  int same = 0;
  for (const PointF* leg = hull.begin(); leg + 1 != hull.end(); ++leg)
    for (const PointF p : hull)
      for (const PointF q : corners_) {
        const int now = side(q, p, leg[1] - leg[0], ahead);
        if (now == 0 || now == -same) return false;
        same = now;
      }
  return same != 0;
}

// The hull, pushed out by half of the pen along each normal of the piece, stays beyond a side of the view.
bool PenView::out_of_reach(Hull hull, double ahead) const {
  PointF low = map(map_, *hull.begin());
  PointF high = low;
  PointF push{};
  PointF before{};
  double turn = 0;  // 1 - cos of the widest angle between neighbouring normals
  for (const PointF* p = hull.begin(); p != hull.end(); ++p) {
    const PointF at = map(map_, *p);
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
    if (p + 1 == hull.end()) break;
    const double leg = length(p[1] - p[0]);
    if (!(leg > 0)) {
      turn = 1;
      continue;
    }
    const PointF normal = 1 / leg * PointF{p[0].y - p[1].y, p[1].x - p[0].x};
    const PointF pushed = map_vector(map_, normal);
    push = {std::max(push.x, std::abs(pushed.x)), std::max(push.y, std::abs(pushed.y))};
    if (before != PointF{}) turn = std::max(turn, 1 - dot(before, normal));
    before = normal;
  }
  PointF far{half_ * std::min(row_x_, push.x + turn * row_x_),
             half_ * std::min(row_y_, push.y + turn * row_y_)};
  if (ahead > 0) far = reach(std::numbers::sqrt2 * half_);
  return high.x + far.x < view_.x0 || low.x - far.x > view_.x1 || high.y + far.y < view_.y0 ||
         low.y - far.y > view_.y1;
}

bool PenView::within_pen(Hull hull) const {
  const double within = half_ * (1 - 1e-9) - tolerance_;
  return std::all_of(hull.begin(), hull.end(), [&](PointF p) {
    return std::all_of(corners_.begin(), corners_.end(), [&](PointF q) { return length(q - p) < within; });
  });
}

// From each point of the view some point within the piece is nearest, so the pen's bar there covers it.
bool PenView::covers(Hull hull) const {
  const PointF* const end = hull.end() - 1;
  return std::all_of(corners_.begin(), corners_.end(),
                     [&](PointF q) {
                       return side(q, *hull.begin(), hull.begin()[1] - hull.begin()[0], 0) > 0 &&
                              side(q, *end, end[0] - end[-1], 0) < 0;
                     }) &&
         within_pen(hull);
}

void PenView::ring(PointF on_it) {
  if (!dashed_ && within_pen({on_it})) covered_ = true;
}

bool PenView::beyond(Hull hull) const {
  PointF low = map(map_, *hull.begin());
  PointF high = low;
  for (const PointF p : hull) {
    const PointF at = map(map_, p);
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  return high.x < view_.x0 || low.x > view_.x1 || high.y < view_.y0 || low.y > view_.y1;
}

// Which parts of a segment dashes may be seen of, as distances: those beside the view, and the very ends
// where joins reach it.
PenView::Spans PenView::seen(const Vertex& a, const Vertex& b) const {
  const double whole = length(b.at - a.at);
  const PointF direction = 1 / whole * (b.at - a.at);
  Spans spans;
  if (near(a.at, a.smooth)) spans.emplace_back(0.0, std::min(tolerance_, whole));
  if (!out_of_reach({a.at, b.at}, dash_end_)) {
    double low = whole;
    double high = 0;
    for (const PointF q : corners_) {
      const double along = dot(q - a.at, direction);
      const double doubt = dash_end_ + rounding * (size_of(q) + size_of(a.at));
      low = std::min(low, along - doubt);
      high = std::max(high, along + doubt);
    }
    low = std::max(low, 0.0);
    high = std::min(high, whole);
    if (low < high) spans.emplace_back(low, high);
  }
  if (near(b.at, b.smooth)) spans.emplace_back(std::max(0.0, whole - tolerance_), whole);
  Spans apart;
  for (const auto& span : spans) {
    if (!apart.empty() && span.first <= apart.back().second + 2 * dash_end_) {
      apart.back().second = std::max(apart.back().second, span.second);
    } else {
      apart.push_back(span);
    }
  }
  return apart;
}

Contour PenView::cut(const Contour& line) const {
  Contour out;
  out.closed = line.closed;
  out.direction = line.direction;
  const std::size_t n = line.points.size();
  out.points.push_back(line.points[0]);
  for (std::size_t i = 1; i < n + (line.closed ? 1 : 0); ++i) {
    const Vertex& a = line.points[i - 1];
    const Vertex& b = line.points[i % n];
    const double whole = length(b.at - a.at);
    bool hidden = b.hidden;
    double way = b.way;
    if (!hidden && way == 0 && whole > 0) {
      double at = 0;
      for (const auto& [from, to] : seen(a, b)) {
        if (from > at) out.points.push_back({lerp(a.at, b.at, from / whole), true, true, from - at});
        if (to < whole) out.points.push_back({lerp(a.at, b.at, to / whole), true});
        at = to;
      }
      hidden = at < whole;
      if (hidden) way = whole - at;
    }
    if (i < n) out.points.push_back(b);
    Vertex& to = i < n ? out.points.back() : out.points[0];
    to.hidden = hidden;
    to.way = way;
  }
  return out;
}

}  // namespace zc
