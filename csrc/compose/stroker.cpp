#include "compose/stroker.h"

#include <numbers>

namespace zc {
namespace {

constexpr int most_arc_steps = 64;  // of a part that is not halved further
constexpr int most_halvings = 40;

PointF turned(PointF d) { return {-d.y, d.x}; }  // by 90 degrees, towards the positive side

class Stroker {
 public:
  Stroker(const StrokeStyle& style, double tolerance, const PenView& view, const ContourSink& out)
      : style_(style), half_(style.width / 2), view_(view), out_(out) {
    // 2 acos(1 - r), which would round r off where it is small.
    arc_step_ = half_ > tolerance ? 4 * std::asin(std::sqrt(tolerance / half_ / 2)) : std::numbers::pi;
  }

  void draw(const Contour& contour, double least_length) {
    gather(contour, least_length);
    const std::size_t n = points_.size();
    if (n == 1) return dot(contour.direction);
    if (contour.closed && n > 2) {
      for (std::size_t i = 0; i < n; ++i) join(i, 1);
      finish();
      for (std::size_t i = n; i-- > 0;) join(i, -1);
      return finish();
    }
    if (contour.closed) return there_and_back();
    side(1);
    cap(points_[n - 1].at, directions_[n - 2]);
    side(-1);
    cap(points_[0].at, -1 * directions_[0]);
    finish();
  }

 private:
  // Without the points that repeat; directions_[i] and lengths_[i] are those from point i on.
  void gather(const Contour& contour, double least_length) {
    points_.clear();
    directions_.clear();
    lengths_.clear();
    for (const Vertex& v : contour.points)
      if (points_.empty() || length(v.at - points_.back().at) > least_length) points_.push_back(v);
    if (contour.closed)
      while (points_.size() > 1 && length(points_.front().at - points_.back().at) <= least_length) {
        points_.front().smooth |= points_.back().smooth;
        points_.pop_back();
      }
    const std::size_t n = points_.size();
    for (std::size_t i = 0; i < n; ++i) {
      const PointF step = points_[i + 1 < n ? i + 1 : 0].at - points_[i].at;
      const double l = length(step);
      lengths_.push_back(l);
      directions_.push_back(l > 0 ? 1 / l * step : PointF{1, 0});
    }
  }

  // The joins of an open line along one side, forwards on the positive one.
  void side(int sign) {
    const std::size_t n = points_.size();
    if (sign > 0) {
      add(points_[0].at, directions_[0], 1);
      for (std::size_t i = 1; i + 1 < n; ++i) join(i, 1);
      add(points_[n - 1].at, directions_[n - 2], 1);
    } else {
      add(points_[n - 1].at, directions_[n - 2], -1);
      for (std::size_t i = n - 2; i > 0; --i) join(i, -1);
      add(points_[0].at, directions_[0], -1);
    }
  }

  // A closed line of two points: joined at both ends.
  void there_and_back() {
    join(0, 1);
    join(1, 1);
    finish();
    join(1, -1);
    join(0, -1);
    finish();
  }

  // Around point i on one side; the negative side is walked backwards.
  void join(std::size_t i, int sign) {
    const std::size_t n = points_.size();
    const std::size_t before = i > 0 ? i - 1 : n - 1;
    const PointF p = points_[i].at;
    const PointF d0 = directions_[before];
    const PointF d1 = directions_[i];
    const double turn = std::atan2(cross(d0, d1), zc::dot(d0, d1));
    const double tangent = std::tan(std::abs(turn) / 2);
    const bool inner = sign * turn > 0;
    const PointF n0 = sign * half_ * turned(d0);
    const PointF n1 = sign * half_ * turned(d1);
    const PointF first = p + (sign > 0 ? n0 : n1);
    const PointF last = p + (sign > 0 ? n1 : n0);
    if (inner) {
      // Where both sides meet, unless a side ends before: then by way of the point itself, which keeps
      // every part of the outline winding the same way.
      if (half_ * tangent <= 0.5 * std::min(lengths_[before], lengths_[i]))
        return add_corner(p, n0, n1, d0, d1);
      contour_.insert(contour_.end(), {first, p, last});
      return;
    }
    const Join kind = points_[i].smooth ? Join::round : style_.join;
    contour_.push_back(first);
    if (kind == Join::round) {
      arc(p, sign > 0 ? n0 : n1, sign * turn);
    } else if (kind == Join::miter && 1 <= style_.miter_limit * std::cos(turn / 2)) {
      add_corner(p, n0, n1, d0, d1);
    }
    contour_.push_back(last);
  }
  void add_corner(PointF p, PointF n0, PointF n1, PointF d0, PointF d1) {
    contour_.push_back(p + 1 / (1 + zc::dot(d0, d1)) * (n0 + n1));
  }
  void add(PointF p, PointF direction, int sign) { contour_.push_back(p + sign * half_ * turned(direction)); }

  // The points between p + from and that turned by `angle`.
  void arc(PointF p, PointF from, double angle) {
    const auto at = [&](double a) { return p + std::cos(a) * from + std::sin(a) * turned(from); };
    constexpr double quarter = std::numbers::pi / 2;
    const int parts = static_cast<int>(std::ceil(std::abs(angle) / quarter - 1e-9));
    for (int i = 0; i < parts; ++i) {
      if (i > 0) contour_.push_back(at(angle * i / parts));
      arc_part(p, at, angle * i / parts, angle * (i + 1) / parts, 0);
    }
  }
  // At most a quarter of a turn, without its ends. What lies beyond the view needs none.
  template <class At>
  void arc_part(PointF p, const At& at, double from, double to, int depth) {
    const double wanted = std::abs(to - from) / arc_step_;
    if (wanted <= 1) return;
    const double half = (to - from) / 2;
    const PointF middle = at(from + half);
    if (view_.beyond({at(from), p + (1 / std::cos(half)) * (middle - p), at(to)})) return;
    if (!(wanted <= most_arc_steps)) {
      if (depth == most_halvings) return;
      arc_part(p, at, from, from + half, depth + 1);
      contour_.push_back(middle);
      return arc_part(p, at, from + half, to, depth + 1);
    }
    const int steps = static_cast<int>(std::ceil(wanted));
    for (int i = 1; i < steps; ++i) contour_.push_back(at(from + (to - from) * i / steps));
  }

  // From the positive to the negative side of a line that ends at p.
  void cap(PointF p, PointF direction) {
    const PointF normal = half_ * turned(direction);
    if (style_.cap == Cap::round) arc(p, normal, -std::numbers::pi);
    if (style_.cap == Cap::square) {
      contour_.push_back(p + normal + half_ * direction);
      contour_.push_back(p - normal + half_ * direction);
    }
  }

  // A line without length shows its caps.
  void dot(PointF direction) {
    if (style_.cap == Cap::butt) return;
    const PointF p = points_[0].at;
    add(p, direction, 1);
    cap(p, direction);
    add(p, direction, -1);
    cap(p, -1 * direction);
    finish();
  }

  void finish() {
    out_(contour_);
    contour_.clear();
  }

  const StrokeStyle& style_;
  const double half_;
  const PenView& view_;
  double arc_step_ = 1;
  const ContourSink& out_;
  std::vector<Vertex> points_;
  std::vector<PointF> directions_;
  std::vector<double> lengths_;
  std::vector<PointF> contour_;
};

}  // namespace

void stroke(const Contour& contour, const StrokeStyle& style, double tolerance, const PenView& view,
            const ContourSink& out) {
  if (!contour.points.empty() && style.width > 0)
    Stroker(style, tolerance, view, out).draw(contour, tolerance * 1e-3);
}

}  // namespace zc
