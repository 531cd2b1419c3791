// What a canvas shows: a list of drawing steps, recorded by the app and rendered when it has changed.
// Pure data; lengths are logical px from the layer's top left corner.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "core/color.h"
#include "core/live_count.h"
#include "scene/canvas_path.h"
#include "scene/pixel_block.h"

namespace zc {

enum class Spread : std::uint8_t { pad, repeat, reflect };

struct GradientStop {
  double offset = 0;  // 0...1, ascending
  Color color;
  friend bool operator==(const GradientStop&, const GradientStop&) = default;
};
struct LinearGradient {
  PointF start;
  PointF end;
  friend bool operator==(const LinearGradient&, const LinearGradient&) = default;
};
// From `focus`, which lies within the circle, to the circle.
struct RadialGradient {
  PointF center;
  double radius = 0;
  PointF focus;
  friend bool operator==(const RadialGradient&, const RadialGradient&) = default;
};
struct Gradient {
  std::variant<LinearGradient, RadialGradient> shape;
  std::vector<GradientStop> stops;
  Spread spread = Spread::pad;
  friend bool operator==(const Gradient&, const Gradient&) = default;
};
using Paint = std::variant<Color, Gradient>;

enum class Join : std::uint8_t { miter, round, bevel };
enum class Cap : std::uint8_t { butt, round, square };
struct StrokeStyle {
  double width = 1;
  Join join = Join::miter;
  double miter_limit = 10;  // of miter length to width; longer ones are bevelled
  Cap cap = Cap::butt;
  std::vector<double> dashes;  // on, off, on, …; an odd list counts twice
  double dash_offset = 0;
  friend bool operator==(const StrokeStyle&, const StrokeStyle&) = default;
};

namespace canvas {

struct Save {
  friend bool operator==(const Save&, const Save&) = default;
};
struct Restore {
  friend bool operator==(const Restore&, const Restore&) = default;
};
// Multiplied onto what holds already.
struct Transform {
  Affine map;
  friend bool operator==(const Transform&, const Transform&) = default;
};
// What paints from now on are multiplied with.
struct Opacity {
  double value = 1;
  friend bool operator==(const Opacity&, const Opacity&) = default;
};
// Only what lies within is drawn from now on.
struct Clip {
  CanvasPath path;
  FillRule rule = FillRule::nonzero;
  friend bool operator==(const Clip&, const Clip&) = default;
};
struct Fill {
  CanvasPath path;
  FillRule rule = FillRule::nonzero;
  Paint paint;
  friend bool operator==(const Fill&, const Fill&) = default;
};
struct Stroke {
  CanvasPath path;
  StrokeStyle style;
  Paint paint;
  friend bool operator==(const Stroke&, const Stroke&) = default;
};
// An image, or a mask that is filled with the paint, stretched over the rectangle.
struct Pixels {
  std::shared_ptr<const PixelBlock> pixels;
  RectF rect;
  Paint paint;  // of a mask
  friend bool operator==(const Pixels&, const Pixels&) = default;
};

using Step = std::variant<Save, Restore, Transform, Opacity, Clip, Fill, Stroke, Pixels>;

}  // namespace canvas

struct DisplayList {
  std::vector<canvas::Step> steps;
  Counted<Live::display_list> alive;
  friend bool operator==(const DisplayList& a, const DisplayList& b) { return a.steps == b.steps; }
};

}  // namespace zc
