#include "compose/dasher.h"

#include <numeric>

namespace zc {
namespace {

constexpr double most_repeats = 10'000;  // of the pattern along a line

class Dasher {
 public:
  Dasher(const std::vector<double>& dashes, double offset) : dashes_(dashes) {
    if (dashes_.size() % 2 == 1) dashes_.insert(dashes_.end(), dashes.begin(), dashes.end());
    period_ = std::accumulate(dashes_.begin(), dashes_.end(), 0.0);
    skip(offset < 0 ? period_ - std::fmod(-offset, period_) : offset);
  }
  double period() const { return period_; }
  bool on() const { return index_ % 2 == 0; }

  // Moves on without drawing.
  void skip(double distance) {
    distance = std::fmod(distance, period_);
    if (left_ < 0) left_ = dashes_[0];
    while (distance > left_ || (distance == left_ && left_ > 0)) {
      distance -= left_;
      step();
    }
    left_ -= distance;
  }
  // How far the present dash or gap goes on.
  double left() const { return left_; }
  void spend(double distance) { left_ -= distance; }
  void step() {
    index_ = (index_ + 1) % dashes_.size();
    left_ = dashes_[index_];
  }

 private:
  std::vector<double> dashes_;
  double period_ = 0;
  std::size_t index_ = 0;
  double left_ = -1;
};

}  // namespace

std::vector<Contour> dash(const Contour& line, const std::vector<double>& dashes, double offset) {
  std::vector<Contour> out;
  Dasher pattern(dashes, offset);
  Contour open;
  const auto end = [&] {
    if (!open.points.empty()) out.push_back(std::move(open));
    open = {};
  };
  const auto begin = [&](PointF p, PointF direction) {
    end();
    open.points.push_back({p});
    open.direction = direction;
  };
  const std::size_t n = line.points.size();
  const std::size_t segments = line.closed ? n : n - 1;
  const bool starts_on = pattern.on();
  bool dot = true;
  double repeats = 0;
  for (std::size_t i = 0; i < segments; ++i) {
    const Vertex& next = line.points[(i + 1) % n];
    const PointF a = line.points[i].at;
    const PointF b = next.at;
    const double chord = length(b - a);
    const double until = next.way > 0 ? next.way : chord;
    if (until == 0) continue;
    dot = false;
    if (next.hidden) {
      end();
      pattern.skip(until);
      continue;
    }
    const PointF step = 1 / until * (b - a);
    const PointF direction = chord > 0 ? 1 / chord * (b - a) : PointF{1, 0};
    double at = 0;
    if (pattern.on() && open.points.empty()) begin(a, direction);
    repeats += until / pattern.period();
    if (repeats > most_repeats) {
      if (open.points.empty()) begin(a, direction);
      pattern.skip(until);
      at = until;
    }
    while (at < until && pattern.left() <= until - at) {
      at += pattern.left();
      if (pattern.on()) {
        const PointF p = a + at * step;
        if (pattern.left() > 0 || open.points.size() > 1) open.points.push_back({p});
        end();
      }
      pattern.step();
      if (pattern.on()) begin(a + at * step, direction);
    }
    if (at < until) pattern.spend(until - at);
    if (!open.points.empty()) open.points.push_back(next);
  }
  if (dot) return starts_on ? std::vector{line} : out;
  const bool ends_on = !open.points.empty();
  end();
  if (line.closed && starts_on && ends_on && out.size() > 1 &&
      out.front().points[0].at == line.points[0].at) {
    Contour& last = out.back();
    last.points.back().smooth = line.points[0].smooth;
    last.points.insert(last.points.end(), out.front().points.begin() + 1, out.front().points.end());
    out.erase(out.begin());
  } else if (line.closed && out.size() == 1 && starts_on && ends_on &&
             out.front().points.size() == n + 1) {  // one dash that covers it all
    out.front().points.pop_back();
    out.front().closed = true;
  }
  return out;
}

}  // namespace zc
