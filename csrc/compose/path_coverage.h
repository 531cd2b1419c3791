// Exact coverage of pixels by polygons: the area of each pixel that lies within, under either fill rule,
// however often the outline crosses itself.
#pragma once

#include <vector>

#include "scene/canvas_path.h"

namespace zc {

// Takes coverage row by row, left to right; a pixel comes at most once.
class CoverageSink {
 public:
  virtual ~CoverageSink() = default;
  // Pixels [x0, x1) of row y; null: all are covered whole.
  virtual void run(int y, int x0, int x1, const float* coverage) = 0;
};

// A closed outline, cut to the rows and columns that are wanted.
class EdgeList {
 public:
  explicit EdgeList(const RectPx& view) : view_(view) {}

  void add_contour(const PointF* points, std::size_t count);
  const RectPx& view() const { return view_; }
  // Segments given so far, seen or not.
  std::uint64_t given() const { return given_; }

  // Empties the list.
  void rasterise(FillRule rule, CoverageSink& sink);

 private:
  struct Edge {
    double x0, y0, x1, y1;  // y0 < y1, relative to the view
    int winding;
  };
  friend class RowSweep;

  void add_edge(PointF a, PointF b);
  void add_within_rows(Edge edge);

  RectPx view_;
  std::vector<Edge> edges_;
  std::uint64_t given_ = 0;
};

}  // namespace zc
