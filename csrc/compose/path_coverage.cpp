#include "compose/path_coverage.h"

#include <algorithm>
#include <cmath>

namespace zc {
namespace {

// More pieces than this in one place are summed as they are: the number of their crossings grows with its
// square, and what they draw is a blur.
constexpr std::size_t most_pieces = 256;
// Crossings this close below one another count as one.
constexpr double least_band = 1e-7;

// x of a line at y, which lies between y0 < y1; no product overflows.
double x_between(double x0, double y0, double x1, double y1, double y) {
  return std::clamp(x0 + (y - y0) / (y1 - y0) * (x1 - x0), std::min(x0, x1), std::max(x0, x1));
}

// The part of an edge within one row, y from 0 to 1.
struct Piece {
  double x0, y0, x1, y1;
  int winding;
  double top = 0;  // x where the band begins and ends
  double bottom = 0;

  double left() const { return std::min(x0, x1); }
  double right() const { return std::max(x0, x1); }
  double at(double y) const {
    if (y <= y0) return x0;
    if (y >= y1) return x1;
    return x_between(x0, y0, x1, y1, y);
  }
};

}  // namespace

// One row of pixels: its pieces by columns, and within columns by bands in which no two cross.
class RowSweep {
 public:
  RowSweep(FillRule rule, const RectPx& view, CoverageSink& sink)
      : evenodd_(rule == FillRule::evenodd),
        view_(view),
        sink_(sink),
        area_(static_cast<std::size_t>(view.width()) + 3),
        coverage_(static_cast<std::size_t>(view.width()) + 3) {}

  void row(int y, const std::vector<EdgeList::Edge>& edges, const std::vector<std::uint32_t>& active) {
    pieces_.clear();
    for (const std::uint32_t index : active) add_piece(edges[index], y);
    std::sort(pieces_.begin(), pieces_.end(),
              [](const Piece& a, const Piece& b) { return a.left() < b.left(); });
    y_ = y;
    winding_ = 0;
    begin_ = end_ = 0;
    base_ = 0;
    for (std::size_t i = 0; i < pieces_.size();) {
      double right = pieces_[i].right();
      std::size_t n = i + 1;
      for (; n < pieces_.size() && pieces_[n].left() <= right; ++n)
        right = std::max(right, pieces_[n].right());
      cluster(i, n, right);
      i = n;
    }
    flush();
  }

 private:
  bool inside(int winding) const { return evenodd_ ? winding & 1 : winding != 0; }

  void add_piece(const EdgeList::Edge& e, int y) {
    const auto x_at = [&](double at) { return x_between(e.x0, e.y0, e.x1, e.y1, at); };
    Piece p{e.x0, e.y0 - y, e.x1, e.y1 - y, e.winding};
    if (p.y0 < 0) p = {x_at(y), 0, p.x1, p.y1, p.winding};
    if (p.y1 > 1) p = {p.x0, p.y0, x_at(y + 1), 1, p.winding};
    if (p.y1 <= p.y0) p.winding = 0;  // level: it only tells that what it joins is one cluster
    pieces_.push_back(p);
  }

  // Pieces that overlap in x. Between clusters the winding is the same down the whole row.
  void cluster(std::size_t first, std::size_t last, double right) {
    const int from = static_cast<int>(pieces_[first].left());
    const int to = static_cast<int>(right) + 1;
    if (from > end_ || end_ == 0) {
      flush();
      if (inside(winding_) && from > end_) emit(end_, from, nullptr);
      begin_ = from;
      base_ = inside(winding_);
    }
    end_ = std::max(end_, to);
    if (last - first == 1) {
      const Piece& p = pieces_[first];
      add_transition(winding_, p.winding, p.x0, p.y0, p.x1, p.y1);
    } else if (last - first > most_pieces) {
      sum_signed(first, last, from, to);
    } else {
      sweep_bands(first, last);
    }
    double crossed = 0;
    for (std::size_t i = first; i < last; ++i)
      crossed += pieces_[i].winding * (pieces_[i].y1 - pieces_[i].y0);
    winding_ += static_cast<int>(std::lround(crossed));
  }

  // Signed areas under the rule, as FreeType does it: right but where an outline crosses itself.
  void sum_signed(std::size_t first, std::size_t last, int from, int to) {
    summed_.assign(static_cast<std::size_t>(to - from) + 1, 0.0);
    std::swap(summed_, area_);
    for (std::size_t i = first; i < last; ++i) {
      const Piece& p = pieces_[i];
      add_line(p.winding * (p.y1 - p.y0), p.x0 - from, p.x1 - from);
    }
    std::swap(summed_, area_);
    double sum = winding_;
    double before = inside(winding_);
    for (std::size_t i = 0; i < summed_.size(); ++i) {
      sum += summed_[i];
      double covered = std::min(std::abs(sum), 1.0);
      if (evenodd_) covered = 1 - std::abs(std::fmod(std::abs(sum), 2) - 1);
      area_[static_cast<std::size_t>(from) + i] += covered - before;
      before = covered;
    }
  }

  void sweep_bands(std::size_t first, std::size_t last) {
    const auto begin = pieces_.begin();
    std::sort(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last),
              [](const Piece& a, const Piece& b) { return a.y0 < b.y0; });
    band_.clear();
    std::size_t next = first;
    double y = pieces_[first].y0;
    while (true) {
      std::erase_if(band_, [&](const Piece* p) { return p->y1 <= y; });
      for (; next < last && pieces_[next].y0 <= y; ++next)
        if (pieces_[next].y1 > y) band_.push_back(&pieces_[next]);
      if (band_.empty()) {
        if (next == last) return;
        y = pieces_[next].y0;
        continue;
      }
      double bottom = next < last ? pieces_[next].y0 : 1;
      for (const Piece* p : band_) bottom = std::min(bottom, p->y1);
      if (band_.size() > 1) bottom = order_band(y, bottom);
      int winding = winding_;
      for (const Piece* p : band_) {
        add_transition(winding, p->winding, p->at(y), y, p->at(bottom), bottom);
        winding += p->winding;
      }
      y = bottom;
    }
  }

  // Sorts the band's pieces by x and ends it above the first crossing, which is one of neighbours. Pieces
  // that meet where the band begins are told apart a little below.
  double order_band(double y, double bottom) {
    const double below = y + std::min(least_band, (bottom - y) / 2);
    for (Piece* p : band_) {
      p->top = p->at(below);
      p->bottom = p->at(bottom);
    }
    sort_band([](const Piece& p) { return p.top; });
    double first = bottom;
    for (std::size_t i = 1; i < band_.size(); ++i) {
      const double gap = band_[i]->top - band_[i - 1]->top;
      const double overlap = band_[i - 1]->bottom - band_[i]->bottom;
      if (overlap > 0) first = std::min(first, below + (bottom - below) * gap / (gap + overlap));
    }
    if (first >= bottom) return bottom;
    first = std::max(first, below);
    for (Piece* p : band_) p->bottom = p->at(first);
    sort_band([](const Piece& p) { return p.top + p.bottom; });
    return first;
  }

  template <class Key>
  void sort_band(Key key) {  // nearly sorted already
    for (std::size_t i = 1; i < band_.size(); ++i) {
      Piece* const p = band_[i];
      std::size_t j = i;
      for (; j > 0; --j) {
        const Piece& other = *band_[j - 1];
        if (key(other) < key(*p) || (key(other) == key(*p) && other.bottom <= p->bottom)) break;
        band_[j] = band_[j - 1];
      }
      band_[j] = p;
    }
  }

  // Everything right of the line is covered from here on, or no more.
  void add_transition(int winding, int step, double xa, double ya, double xb, double yb) {
    const bool before = inside(winding);
    const bool after = inside(winding + step);
    if (before == after) return;
    add_line(after ? yb - ya : ya - yb, xa, xb);
  }
  void add_line(double height, double xa, double xb) {
    const double x0 = std::min(xa, xb);
    const double x1 = std::max(xa, xb);
    int column = static_cast<int>(x0);
    const int last = static_cast<int>(x1);
    if (column == last) return add_area(column, height, (x0 + x1) / 2);
    const double per_x = height / (x1 - x0);
    double x = x0;
    for (; column <= last; ++column) {
      const double to = std::min(x1, column + 1.0);
      add_area(column, (to - x) * per_x, (x + to) / 2);
      x = to;
    }
  }
  void add_area(int column, double height, double middle) {
    const double beyond = height * (middle - column);
    area_[static_cast<std::size_t>(column)] += height - beyond;
    area_[static_cast<std::size_t>(column) + 1] += beyond;
  }

  // Hands out the columns of the clusters gathered so far.
  void flush() {
    if (begin_ >= end_) return;
    double sum = base_;
    for (int x = begin_; x < end_; ++x) {
      double& area = area_[static_cast<std::size_t>(x)];
      sum += area;
      area = 0;
      coverage_[static_cast<std::size_t>(x)] = static_cast<float>(std::clamp(sum, 0.0, 1.0));
    }
    area_[static_cast<std::size_t>(end_)] = 0;
    emit(begin_, end_, &coverage_[static_cast<std::size_t>(begin_)]);
    begin_ = end_;
  }
  void emit(int from, int to, const float* coverage) {
    to = std::min(to, view_.width());
    if (from < to) sink_.run(view_.y0 + y_, view_.x0 + from, view_.x0 + to, coverage);
  }

  const bool evenodd_;
  const RectPx view_;
  CoverageSink& sink_;
  std::vector<double> area_;  // per column: how much the sum of coverage rises there
  std::vector<double> summed_;
  std::vector<float> coverage_;
  std::vector<Piece> pieces_;
  std::vector<Piece*> band_;
  int y_ = 0;
  int winding_ = 0;  // left of the cluster
  int begin_ = 0;    // columns not handed out yet
  int end_ = 0;
  double base_ = 0;  // coverage left of them
};

void EdgeList::add_contour(const PointF* points, std::size_t count) {
  given_ += count;
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(points[i].x) || !std::isfinite(points[i].y)) return;
  for (std::size_t i = 0; i < count; ++i) add_edge(points[i], points[i + 1 < count ? i + 1 : 0]);
}

void EdgeList::add_edge(PointF a, PointF b) {
  Edge e{a.x - view_.x0, a.y - view_.y0, b.x - view_.x0, b.y - view_.y0, 1};
  if (e.y0 == e.y1 && e.y0 == std::floor(e.y0)) return;  // between rows
  if (e.y0 > e.y1) {
    std::swap(e.x0, e.x1);
    std::swap(e.y0, e.y1);
    e.winding = -1;
  }
  const double height = view_.height();
  if (e.y1 <= 0 || e.y0 >= height) return;
  const auto cut = [&](double y) { return x_between(e.x0, e.y0, e.x1, e.y1, y); };
  Edge within = e;
  if (e.y0 < 0) within.x0 = cut(within.y0 = 0);
  if (e.y1 > height) within.x1 = cut(within.y1 = height);
  add_within_rows(within);
}

// What lies left or right of the view counts as lying on its side.
void EdgeList::add_within_rows(Edge e) {
  const double width = view_.width();
  for (const double side : {0.0, width}) {
    if ((e.x0 < side) == (e.x1 < side) || e.x0 == side || e.x1 == side) continue;
    const double y = std::clamp(e.y0 + (side - e.x0) / (e.x1 - e.x0) * (e.y1 - e.y0), e.y0, e.y1);
    add_within_rows({e.x0, e.y0, side, y, e.winding});
    return add_within_rows({side, y, e.x1, e.y1, e.winding});
  }
  e.x0 = std::clamp(e.x0, 0.0, width);
  e.x1 = std::clamp(e.x1, 0.0, width);
  edges_.push_back(e);
}

void EdgeList::rasterise(FillRule rule, CoverageSink& sink) {
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) { return a.y0 < b.y0; });
  RowSweep sweep(rule, view_, sink);
  std::vector<std::uint32_t> active;
  std::size_t next = 0;
  for (int y = 0; y < view_.height() && (next < edges_.size() || !active.empty()); ++y) {
    if (active.empty()) y = std::max(y, static_cast<int>(edges_[next].y0));
    while (next < edges_.size() && edges_[next].y0 < y + 1)
      active.push_back(static_cast<std::uint32_t>(next++));
    sweep.row(y, edges_, active);
    std::erase_if(active, [&](std::uint32_t i) { return edges_[i].y1 <= y + 1; });
  }
  edges_.clear();
}

}  // namespace zc
