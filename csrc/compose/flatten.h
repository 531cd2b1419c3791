// Curves to chords.
#pragma once

#include <vector>

#include "scene/canvas_path.h"

namespace zc {

// Largest distance of a chord from its curve, in surface px: half of what a step of 8-bit coverage is.
inline constexpr double flatness = 1.0 / 512;

struct Vertex {
  PointF at;
  bool smooth = false;  // within a curve, where a stroke's join is always round
};

struct Contour {
  std::vector<Vertex> points;
  bool closed = false;
  PointF direction{1, 0};  // where a line without length points to
};

// Largest factor by which the map stretches a length.
double stretch(const Affine& map);

// The path under the map as chords within `tolerance`. A curve beyond `visible` becomes one chord, which
// has the same winding about every point within. Nothing where a coordinate is not finite.
std::vector<Contour> flatten(const CanvasPath& path, const Affine& map, double tolerance,
                             const RectF& visible);

}  // namespace zc
