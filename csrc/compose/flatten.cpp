#include "compose/flatten.h"

#include <numbers>

namespace zc {
namespace {

constexpr int most_chords = 64;  // of a piece that is not halved further
// From there on each piece is one chord.
constexpr std::size_t most_points = 200'000;        // of a path
constexpr std::size_t most_curve_points = 1 << 14;  // of one curve of it

// Gauss and Legendre's rule with 8 points.
template <class Speed>
double gauss(const Speed& speed, double from, double to) {
  constexpr double at[]{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
  constexpr double weight[]{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
  const double half = (to - from) / 2;
  const double middle = from + half;
  double sum = 0;
  for (int i = 0; i < 4; ++i)
    sum += weight[i] * (speed(middle - half * at[i]) + speed(middle + half * at[i]));
  return sum * half;
}
template <class Speed>
double curve_length(const Speed& speed, double from, double to, double guess, int depth = 0) {
  constexpr int most_depth = 20;
  const double middle = (from + to) / 2;
  const double left = gauss(speed, from, middle);
  const double right = gauss(speed, middle, to);
  if (std::abs(left + right - guess) <= 1e-13 * std::abs(guess) || depth == most_depth) return left + right;
  return curve_length(speed, from, middle, left, depth + 1) +
         curve_length(speed, middle, to, right, depth + 1);
}

// Where a piece lies within its curve.
struct Part {
  int depth = 0;
  bool first = true;
  bool last = true;
  Part left() const { return {depth + 1, first, false}; }
  Part right() const { return {depth + 1, false, last}; }
};

class Flattener {
 public:
  Flattener(double tolerance, Sight& sight) : tolerance_(tolerance), sight_(sight) {}

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
  void begin_curve() { curve_ = count_; }
  void quad(PointF c, PointF p, Part part = {}) {
    const PointF a = at_;
    const Hull hull{a, c, p};
    const auto speed = [&](double t) { return 2 * length(lerp(c - a, p - c, t)); };
    if (sight_.hidden(hull, part.first, part.last)) return hide(p, speed, 0, 1);
    const double bend = length(a - 2 * c + p);
    const auto [n, coarse] = chords(std::sqrt(bend / (4 * tolerance_)), part, hull);
    if (n == 0) {
      const PointF l = lerp(a, c, 0.5);
      const PointF r = lerp(c, p, 0.5);
      quad(l, lerp(l, r, 0.5), part.left());
      mark_smooth();
      return quad(r, p, part.right());
    }
    for (int i = 1; i < n; ++i) {
      const double t = static_cast<double>(i) / n;
      line(lerp(lerp(a, c, t), lerp(c, p, t), t), true);
    }
    line(p);
    if (coarse) measure(n, speed, 0, 1);
  }
  void cubic(PointF c1, PointF c2, PointF p, Part part = {}) {
    const PointF a = at_;
    const Hull hull{a, c1, c2, p};
    const auto speed = [&](double t) {
      return 3 * length(lerp(lerp(c1 - a, c2 - c1, t), lerp(c2 - c1, p - c2, t), t));
    };
    if (sight_.hidden(hull, part.first, part.last)) return hide(p, speed, 0, 1);
    const double bend = std::max(length(a - 2 * c1 + c2), length(c1 - 2 * c2 + p));
    const auto [n, coarse] = chords(std::sqrt(0.75 * bend / tolerance_), part, hull);
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
      cubic(l1, l2, half, part.left());
      mark_smooth();
      return cubic(r1, r2, p, part.right());
    }
    for (int i = 1; i < n; ++i) line(split(static_cast<double>(i) / n, &l1, &l2, &r1, &r2), true);
    line(p);
    if (coarse) measure(n, speed, 0, 1);
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
    if (std::abs(sweep) >= turn) sight_.ring(at(from));
    const int pieces = std::max(1, static_cast<int>(std::ceil(std::abs(sweep) / (turn / 4) - 1e-9)));
    for (int i = 0; i < pieces; ++i) {
      if (i > 0) mark_smooth();
      arc_piece(c, u, v, from + sweep * i / pieces, from + sweep * (i + 1) / pieces,
                {0, i == 0, i + 1 == pieces});
    }
  }
  std::vector<Contour> take() {
    finish();
    if (!finite_) contours_.clear();
    return std::move(contours_);
  }

 private:
  // At most a quarter of an ellipse.
  void arc_piece(PointF c, PointF u, PointF v, double from, double to, Part part) {
    const auto at = [&](double t) { return c + std::cos(t) * u + std::sin(t) * v; };
    const double half = (to - from) / 2;
    const PointF corner = c + (1 / std::cos(half)) * (at(from + half) - c);  // where the tangents meet
    const Hull hull{at_, corner, at(to)};
    const auto speed = [&](double t) { return length(std::cos(t) * v - std::sin(t) * u); };
    if (sight_.hidden(hull, part.first, part.last)) return hide(at(to), speed, from, to);
    const double radius = std::sqrt(dot(u, u) + dot(v, v));
    // 2 acos(1 - r), which would round r off where it is small.
    const double step = radius > tolerance_ ? 4 * std::asin(std::sqrt(tolerance_ / radius / 2)) : 1;
    const auto [n, coarse] = chords(std::abs(to - from) / step, part, hull);
    if (n == 0) {
      arc_piece(c, u, v, from, from + half, part.left());
      mark_smooth();
      return arc_piece(c, u, v, from + half, to, part.right());
    }
    for (int i = 1; i < n; ++i) line(at(from + (to - from) * i / n), true);
    line(at(to));
    if (coarse) measure(n, speed, from, to);
  }
  struct Chords {
    int count;  // 0: halve the piece first
    bool coarse = false;
  };
  Chords chords(double wanted, const Part& part, Hull hull) const {
    if (count_ > most_points || count_ - curve_ > most_curve_points) return {1, true};
    if (wanted <= most_chords) return {std::max(1, static_cast<int>(std::ceil(wanted)))};
    const int most_halvings = part.first || part.last ? Sight::finest : sight_.most_halvings(hull);
    if (part.depth < most_halvings) return {0};
    return {most_halvings < Sight::finest ? most_chords : 1, true};
  }
  // One chord in place of a piece whose speed is given from one parameter to another.
  template <class Speed>
  void hide(PointF p, const Speed& speed, double from, double to) {
    line(p);
    if (!sight_.measures() || contour_.points.empty()) return;
    measure(1, speed, from, to);
    contour_.points.back().hidden = true;
  }
  // How long the curve is along each of the last chords.
  template <class Speed>
  void measure(int chords, const Speed& speed, double from, double to) {
    if (!sight_.measures()) return;
    const double step = (to - from) / chords;
    auto vertex = contour_.points.end() - chords;
    for (int i = 0; i < chords; ++i, ++vertex) {
      const double t = from + step * i;
      vertex->way = std::abs(curve_length(speed, t, t + step, gauss(speed, t, t + step)));
    }
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
  Sight& sight_;
  std::vector<Contour> contours_;
  Contour contour_;
  std::size_t count_ = 0;
  std::size_t curve_ = 0;  // the count where the curve at hand began
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

bool FillView::hidden(Hull hull, bool, bool) {
  RectF box{hull.begin()->x, hull.begin()->y, hull.begin()->x, hull.begin()->y};
  for (const PointF p : hull)
    box = {std::min(box.x0, p.x), std::min(box.y0, p.y), std::max(box.x1, p.x), std::max(box.y1, p.y)};
  return box.x1 < view_.x0 || box.x0 > view_.x1 || box.y1 < view_.y0 || box.y0 > view_.y1;
}

std::vector<Contour> flatten(const CanvasPath& path, const Affine& m, double tolerance, Sight& sight) {
  Flattener out(tolerance, sight);
  const PointF* p = path.points().data();
  for (const PathVerb verb : path.verbs()) {
    out.begin_curve();
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
