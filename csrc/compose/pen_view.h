// What a pen drawn along a path may show of itself in a view, so that only that is drawn finely.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "compose/flatten.h"
#include "scene/canvas.h"

namespace zc {

// All points are the user's, in whose space the pen is a bar; the view is pixels of the surface.
class PenView final : public Sight {
 public:
  PenView(const StrokeStyle& style, const Affine& surface_from_user, const RectF& view, double tolerance);

  // The normals of a piece of curve are the pen's places along it. A piece none of whose normals reaches the
  // view within half of the pen's width is out of sight, but for a join or a cap at its ends; where it is
  // dashed, caps may be anywhere.
  bool hidden(Hull hull, bool first, bool last) override;
  // Few where the view lies within half of the pen's width of all of the piece, as neither of its sides is in
  // sight, and where only caps of dashes are.
  int most_halvings(Hull hull) const override;
  void ring(PointF on_it) override;
  bool measures() const override { return dashed_; }
  // A smooth piece leaves nothing of the view bare: no more needs to be drawn.
  bool covered() const { return covered_; }

  // The line with each straight part that is out of sight cut off and measured (Vertex::hidden).
  Contour cut(const Contour& line) const;
  // Nothing of what lies within the hull of these points is in view.
  bool beyond(Hull hull) const;

 private:
  using Spans = std::vector<std::pair<double, double>>;

  bool near(PointF p, bool smooth) const;
  // `ahead`: how far caps go on along the line.
  bool normals_miss(Hull hull, double ahead) const;
  bool out_of_reach(Hull hull, double ahead) const;
  bool within_pen(Hull hull) const;
  bool covers(Hull hull) const;
  Spans seen(const Vertex& a, const Vertex& b) const;
  // The pen's reach from its line, px along the surface's axes.
  PointF reach(double distance) const { return {distance * row_x_, distance * row_y_}; }

  const Affine map_;
  const RectF view_;
  const double tolerance_;
  const double half_;
  const double at_corner_;  // reach of joins and caps
  const bool dashed_;
  const double dash_end_;  // how far a dash's cap goes on along the line
  const double row_x_;
  const double row_y_;
  std::array<PointF, 4> corners_;  // of the view
  bool covered_ = false;
};

}  // namespace zc
