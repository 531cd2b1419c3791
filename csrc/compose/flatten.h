// Curves to chords.
#pragma once

#include <initializer_list>
#include <vector>

#include "scene/canvas_path.h"

namespace zc {

// Largest distance of a chord from its curve, in surface px: half of what a step of 8-bit coverage is.
inline constexpr double flatness = 1.0 / 512;

struct Vertex {
  PointF at;
  bool smooth = false;  // within a curve, where a stroke's join is always round
  bool hidden = false;  // the way here from the vertex before is out of sight
  double way = 0;       // how long it is where a chord would not tell, else 0
};

struct Contour {
  std::vector<Vertex> points;
  bool closed = false;
  PointF direction{1, 0};  // where a line without length points to
};

// Largest factor by which the map stretches a length.
double stretch(const Affine& map);

// Control points: a piece of curve lies within their hull, its directions between those of the hull's legs.
using Hull = std::initializer_list<PointF>;

// What may be seen of a path.
class Sight {
 public:
  virtual ~Sight() = default;
  // One chord will do for the piece. `first`, `last`: whether it begins or ends its curve.
  virtual bool hidden(Hull hull, bool first, bool last) = 0;
  // How often a curve is halved at most for a piece of it.
  static constexpr int finest = 40;
  virtual int most_halvings(Hull) const { return finest; }
  // A whole ellipse goes through this point.
  virtual void ring(PointF) {}
  // Whether to fill in Vertex::hidden and Vertex::way.
  virtual bool measures() const { return false; }
};

// Of a filled path: what lies beyond the view.
class FillView final : public Sight {
 public:
  explicit FillView(const RectF& view) : view_(view) {}
  bool hidden(Hull hull, bool first, bool last) override;

 private:
  const RectF view_;
};

// The path under the map as chords within `tolerance`. What the sight hides becomes one chord, which in a
// fill has the same winding about every point in view. Nothing where a coordinate is not finite.
std::vector<Contour> flatten(const CanvasPath& path, const Affine& map, double tolerance, Sight& sight);

}  // namespace zc
