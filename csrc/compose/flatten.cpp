#include "compose/flatten.h"

#include <numbers>

namespace zc {
namespace {

constexpr int most_chords = 64;  // of a piece that is not halved further
constexpr int most_halvings = 40;
constexpr std::size_t most_points = 200'000;  // of a path; from there on each piece is one chord

class Flattener {
 public:
  Flattener(double tolerance, const RectF& visible) : tolerance_(tolerance), visible_(visible) {}

  void move(PointF p) {
    finish();
    start_ = at_ = p;
    fresh_ = has_point_ = true;
  }
  void line(PointF p, bool smooth = false) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) finite_ = false;
    if (!has_point_) return move(p);
    ++count_;
    if (contour_.points.empty()) contour_.points.push_back({at_});
    contour_.points.push_back({p, smooth});
    at_ = p;
  }
  void close() {
    if (contour_.points.empty()) {
      if (!fresh_) return;
      contour_.points.assign(2, {at_});  // "move, close" is a dot
    }
    contour_.closed = true;
    at_ = start_;
    finish();
  }
  void quad(PointF c, PointF p, int depth = 0) {
    const PointF a = at_;
    if (unseen({a, c, p})) return line(p);
    const double bend = length(a - 2 * c + p);
    const int n = chords(std::sqrt(bend / (4 * tolerance_)), depth);
    if (n == 0) {
      const PointF l = lerp(a, c, 0.5);
      const PointF r = lerp(c, p, 0.5);
      quad(l, lerp(l, r, 0.5), depth + 1);
      mark_smooth();
      return quad(r, p, depth + 1);
    }
    for (int i = 1; i < n; ++i) {
      const double t = static_cast<double>(i) / n;
      line(lerp(lerp(a, c, t), lerp(c, p, t), t), true);
    }
    line(p);
  }
  void cubic(PointF c1, PointF c2, PointF p, int depth = 0) {
    const PointF a = at_;
    if (unseen({a, c1, c2, p})) return line(p);
    const double bend = std::max(length(a - 2 * c1 + c2), length(c1 - 2 * c2 + p));
    const int n = chords(std::sqrt(0.75 * bend / tolerance_), depth);
    const auto split = [&](double t, PointF* l1, PointF* l2, PointF* r1, PointF* r2) {
      const PointF middle = lerp(c1, c2, t);
      *l1 = lerp(a, c1, t);
      *r2 = lerp(c2, p, t);
      *l2 = lerp(*l1, middle, t);
      *r1 = lerp(middle, *r2, t);
      return lerp(*l2, *r1, t);
    };
    PointF l1, l2, r1, r2;
    if (n == 0) {
      const PointF half = split(0.5, &l1, &l2, &r1, &r2);
      cubic(l1, l2, half, depth + 1);
      mark_smooth();
      return cubic(r1, r2, p, depth + 1);
    }
    for (int i = 1; i < n; ++i) line(split(static_cast<double>(i) / n, &l1, &l2, &r1, &r2), true);
    line(p);
  }
  void arc(PointF c, PointF u, PointF v, double from, double sweep) {
    if (!std::isfinite(from) || !std::isfinite(sweep)) {
      finite_ = false;
      return;
    }
    const auto at = [&](double t) { return c + std::cos(t) * u + std::sin(t) * v; };
    if (has_point_) {
      if (length(at(from) - at_) > tolerance_ * 1e-3) line(at(from));
    } else {
      move(at(from));
    }
    constexpr double turn = 2 * std::numbers::pi;
    sweep = std::clamp(sweep, -turn, turn);
    const int pieces = std::max(1, static_cast<int>(std::ceil(std::abs(sweep) / (turn / 4) - 1e-9)));
    for (int i = 0; i < pieces; ++i) {
      if (i > 0) mark_smooth();
      arc_piece(c, u, v, from + sweep * i / pieces, from + sweep * (i + 1) / pieces, 0);
    }
  }
  std::vector<Contour> take() {
    finish();
    if (!finite_) contours_.clear();
    return std::move(contours_);
  }

 private:
  // At most a quarter of an ellipse.
  void arc_piece(PointF c, PointF u, PointF v, double from, double to, int depth) {
    const auto at = [&](double t) { return c + std::cos(t) * u + std::sin(t) * v; };
    const double half = (to - from) / 2;
    const PointF corner = c + (1 / std::cos(half)) * (at(from + half) - c);  // where the tangents meet
    if (unseen({at_, corner, at(to)})) return line(at(to));
    const double radius = std::sqrt(dot(u, u) + dot(v, v));
    const double step = radius > tolerance_ ? 2 * std::acos(1 - tolerance_ / radius) : 1;
    const int n = chords(std::abs(to - from) / step, depth);
    if (n == 0) {
      arc_piece(c, u, v, from, from + half, depth + 1);
      mark_smooth();
      return arc_piece(c, u, v, from + half, to, depth + 1);
    }
    for (int i = 1; i < n; ++i) line(at(from + (to - from) * i / n), true);
    line(at(to));
  }
  // How many chords a piece takes; 0: halve it first.
  int chords(double wanted, int depth) const {
    if (count_ > most_points) return 1;
    if (!(wanted <= most_chords)) return depth < most_halvings ? 0 : 1;
    return std::max(1, static_cast<int>(std::ceil(wanted)));
  }
  bool unseen(std::initializer_list<PointF> hull) const {
    RectF box{hull.begin()->x, hull.begin()->y, hull.begin()->x, hull.begin()->y};
    for (const PointF p : hull)
      box = {std::min(box.x0, p.x), std::min(box.y0, p.y), std::max(box.x1, p.x), std::max(box.y1, p.y)};
    return box.x1 < visible_.x0 || box.x0 > visible_.x1 || box.y1 < visible_.y0 || box.y0 > visible_.y1;
  }
  void mark_smooth() {
    if (!contour_.points.empty()) contour_.points.back().smooth = true;
  }
  void finish() {
    if (!contour_.points.empty()) contours_.push_back(std::move(contour_));
    contour_ = {};
    fresh_ = false;
  }

  const double tolerance_;
  const RectF visible_;
  std::vector<Contour> contours_;
  Contour contour_;
  std::size_t count_ = 0;
  PointF start_;
  PointF at_;
  bool has_point_ = false;
  bool fresh_ = false;  // moved to, and not on
  bool finite_ = true;
};

}  // namespace

double stretch(const Affine& m) {
  const double sum = (m.a * m.a + m.b * m.b + m.c * m.c + m.d * m.d) / 2;
  const double difference = (m.a * m.a + m.b * m.b - m.c * m.c - m.d * m.d) / 2;
  return std::sqrt(sum + std::hypot(difference, m.a * m.c + m.b * m.d));
}

std::vector<Contour> flatten(const CanvasPath& path, const Affine& m, double tolerance,
                             const RectF& visible) {
  Flattener out(tolerance, visible);
  const PointF* p = path.points().data();
  for (const PathVerb verb : path.verbs()) {
    switch (verb) {
      case PathVerb::move:
        out.move(map(m, p[0]));
        break;
      case PathVerb::line:
        out.line(map(m, p[0]));
        break;
      case PathVerb::quad:
        out.quad(map(m, p[0]), map(m, p[1]));
        break;
      case PathVerb::cubic:
        out.cubic(map(m, p[0]), map(m, p[1]), map(m, p[2]));
        break;
      case PathVerb::arc:
        out.arc(map(m, p[0]), map_vector(m, p[1]), map_vector(m, p[2]), p[3].x, p[3].y);
        break;
      case PathVerb::close:
        out.close();
        break;
    }
    p += verb_points[static_cast<std::size_t>(verb)];
  }
  return out.take();
}

}  // namespace zc
