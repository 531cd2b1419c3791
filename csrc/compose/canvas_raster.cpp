#include "compose/canvas_raster.h"

#include <algorithm>

#include "compose/canvas_surface.h"
#include "compose/dasher.h"
#include "compose/stroker.h"

namespace zc {
namespace {

using namespace canvas;

struct State {
  Affine surface_from_user;
  double opacity = 1;
  ClipState clip;
};

class Renderer {
 public:
  Renderer(SizePx size, double scale) {
    out_.size = size;
    out_.bytes.resize(static_cast<std::size_t>(RectPx::of(size).area()) * 4);
    state_.surface_from_user = Affine::scale(scale, scale);
    state_.clip.box = {0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
  }

  void operator()(const Save&) { saved_.push_back(state_); }
  void operator()(const Restore&) {
    if (saved_.empty()) return;
    state_ = std::move(saved_.back());
    saved_.pop_back();
  }
  void operator()(const Transform& step) { state_.surface_from_user = state_.surface_from_user * step.map; }
  void operator()(const Opacity& step) { state_.opacity = step.value; }

  void operator()(const Clip& step) {
    if (const auto box = as_box(step.path)) {
      state_.clip.box = intersect(state_.clip.box, *box);
      return;
    }
    const RectPx view = state_.clip.bounds();
    if (view.empty()) return;
    ClipBuilder builder(state_.clip);
    EdgeList edges(view);
    add_filled(step.path, edges);
    edges.rasterise(step.rule, builder);
    state_.clip.mask = builder.take();
  }

  void operator()(const Fill& step) {
    if (!visible()) return;
    EdgeList edges(state_.clip.bounds());
    add_filled(step.path, edges);
    paint(edges, step.rule, *make_shader(step.paint, user_from_surface(), state_.opacity));
  }

  void operator()(const Stroke& step) {
    if (!visible()) return;
    EdgeList edges(state_.clip.bounds());
    add_stroke(step, edges);
    paint(edges, FillRule::nonzero, *make_shader(step.paint, user_from_surface(), state_.opacity));
  }

  void operator()(const Pixels& step) {
    if (!visible() || step.rect.empty()) return;
    CanvasPath path;
    path.add_rect(step.rect);
    EdgeList edges(state_.clip.bounds());
    add_filled(path, edges);
    paint(edges, FillRule::nonzero, *make_shader(step, user_from_surface(), state_.opacity));
  }

  PixelBlock take() { return std::move(out_); }
  std::uint64_t segments() const { return segments_; }

 private:
  Affine user_from_surface() const { return state_.surface_from_user.inverse(); }

  bool visible() const {
    const Affine& m = state_.surface_from_user;
    return state_.opacity > 0 && !state_.clip.bounds().empty() && m.finite() &&
           std::abs(m.determinant()) > 1e-12 && user_from_surface().finite();
  }

  // A rectangle that stays one: clips by it multiply exactly.
  std::optional<RectF> as_box(const CanvasPath& path) const {
    static const std::vector<PathVerb> verbs{PathVerb::move, PathVerb::line, PathVerb::line, PathVerb::line,
                                             PathVerb::close};
    if (path.verbs() != verbs || !state_.surface_from_user.axis_aligned()) return std::nullopt;
    const PointF& a = path.points()[0];
    const PointF& c = path.points()[2];
    CanvasPath rect;
    rect.add_rect({a.x, a.y, c.x, c.y});
    if (rect != path) return std::nullopt;
    return map_bounds(state_.surface_from_user, {a.x, a.y, c.x, c.y});
  }

  static RectF around(const RectPx& r, double margin) {
    return {r.x0 - margin, r.y0 - margin, r.x1 + margin, r.y1 + margin};
  }

  void add_filled(const CanvasPath& path, EdgeList& edges) {
    FillView view(around(edges.view(), 1));
    const auto contours = flatten(path, state_.surface_from_user, flatness, view);
    for (const Contour& contour : contours) add(contour, edges);
  }
  void add(const Contour& contour, EdgeList& edges) {
    points_.clear();
    for (const Vertex& v : contour.points) points_.push_back(v.at);
    edges.add_contour(points_.data(), points_.size());
  }

  // Strokes are made in the user's space, where their width is the same all around.
  void add_stroke(const Stroke& step, EdgeList& edges) {
    const Affine& map_out = state_.surface_from_user;
    const double tolerance = flatness / stretch(map_out);
    const StrokeStyle& style = step.style;
    PenView view(style, map_out, around(edges.view(), 1), tolerance);
    const ContourSink out = [&](const std::vector<PointF>& outline) {
      points_.clear();
      for (const PointF p : outline) points_.push_back(map(map_out, p));
      edges.add_contour(points_.data(), points_.size());
    };
    const auto contours = flatten(step.path, {}, tolerance, view);
    if (view.covered()) {
      CanvasPath all;
      all.add_rect(around(edges.view(), 1));
      return edges.add_contour(all.points().data(), all.points().size());
    }
    for (const Contour& contour : contours) {
      if (style.dashes.empty()) {
        stroke(contour, style, tolerance, view, out);
      } else {
        for (const Contour& piece : dash(view.cut(contour), style.dashes, style.dash_offset))
          stroke(piece, style, tolerance, view, out);
      }
    }
  }

  void paint(EdgeList& edges, FillRule rule, const Shader& shader) {
    CanvasPainter painter(out_, state_.clip, shader);
    segments_ += edges.given();
    edges.rasterise(rule, painter);
  }

  PixelBlock out_;
  State state_;
  std::vector<State> saved_;
  std::vector<PointF> points_;
  std::uint64_t segments_ = 0;
};

}  // namespace

PixelBlock render_canvas(const DisplayList& list, SizePx size, double scale, std::uint64_t* segments) {
  Renderer renderer(size, scale);
  for (const Step& step : list.steps) std::visit(renderer, step);
  if (segments) *segments = renderer.segments();
  PixelBlock pixels = renderer.take();
  pixels.scale = scale;
  return pixels;
}

}  // namespace zc
