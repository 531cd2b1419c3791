#include "compose/placement.h"

#include <algorithm>
#include <utility>

namespace zc {
namespace {

RectF whole(const Space& space) { return {0, 0, space.width, space.height}; }
RectF at_origin(SizePx size) {
  return {0, 0, static_cast<double>(size.width), static_cast<double>(size.height)};
}

Affine layer_to_target(const LayerProps& props, const RectF& rect, const Space& space) {
  return space.target_from_local * Affine::translation(rect.x0, rect.y0) * props.transform;
}

// Fills in the inverse and caps the radius. Nothing for what has no area.
std::optional<Placement> finish(Placement p, float corner_radius) {
  if (p.shape.empty() || std::abs(p.target_from_local.determinant()) < 1e-12) return std::nullopt;
  p.local_from_target = p.target_from_local.inverse();
  if (!p.target_from_local.finite() || !p.local_from_target.finite() || !p.texel_from_local.finite())
    return std::nullopt;
  const double most = std::min(p.shape.width(), p.shape.height()) / 2;
  p.corner_radius = static_cast<float>(std::min<double>(corner_radius, most));
  return p;
}

// The picture's place in the layer's local space.
RectF fitted(Fit fit, double layer_width, double layer_height, double display_width, double display_height) {
  double sx = layer_width / display_width;
  double sy = layer_height / display_height;
  switch (fit) {
    case Fit::contain:
      sx = sy = std::min(sx, sy);
      break;
    case Fit::cover:
      sx = sy = std::max(sx, sy);
      break;
    case Fit::none:
      sx = sy = 1;
      break;
    case Fit::fill:
      break;
  }
  const double w = display_width * sx;
  const double h = display_height * sy;
  const double x = (layer_width - w) / 2;
  const double y = (layer_height - h) / 2;
  return {x, y, x + w, y + h};
}

// From the unit square of the picture as displayed to texels of the picture as decoded.
Affine texel_from_unit(const FrameDesc& frame) {
  Affine unrotate;  // displayed (u, v) to unrotated
  switch (frame.rotation_deg) {
    case 90:
      unrotate = {0, -1, 1, 0, 0, 1};
      break;  // (v, 1 - u)
    case 180:
      unrotate = {-1, 0, 0, -1, 1, 1};
      break;
    case 270:
      unrotate = {0, 1, -1, 0, 1, 0};
      break;  // (1 - v, u)
    default:
      break;
  }
  const Affine unmirror = frame.mirrored ? Affine{-1, 0, 0, 1, 1, 0} : Affine{};
  const RectPx& v = frame.visible;
  const Affine into_visible{
      static_cast<double>(v.width()), 0, 0, static_cast<double>(v.height()), static_cast<double>(v.x0),
      static_cast<double>(v.y0)};
  return into_visible * unmirror * unrotate;
}

Affine unit_from(const RectF& r) {
  return Affine::scale(1 / r.width(), 1 / r.height()) * Affine::translation(-r.x0, -r.y0);
}

RectF rounded_to_px(const RectF& r) {
  return {round_half_up(r.x0), round_half_up(r.y0), round_half_up(r.x1), round_half_up(r.y1)};
}

}  // namespace

std::optional<Placement> place_video(const LayerProps& props, const FrameDesc& frame, const Space& space) {
  const RectF rect = props.rect.value_or(whole(space));
  if (rect.empty()) return std::nullopt;
  double display_width = frame.visible.width() * frame.sample_aspect_ratio.value();
  double display_height = frame.visible.height();
  if (frame.rotation_deg % 180 != 0) std::swap(display_width, display_height);
  const RectF layer{0, 0, rect.width(), rect.height()};
  RectF picture = fitted(props.fit, rect.width(), rect.height(), display_width, display_height);

  Placement p;
  p.target_from_local = layer_to_target(props, rect, space);
  const Affine& m = p.target_from_local;
  RectF crop = layer;
  if (m.axis_aligned() && m.a > 0 && m.d > 0) {  // on whole target px, as players do
    const Affine back = m.inverse();
    picture = map_bounds(back, rounded_to_px(map_bounds(m, picture)));
    crop = map_bounds(back, rounded_to_px(map_bounds(m, layer)));
  }
  p.shape = intersect(picture, crop);
  if (p.shape.empty()) return std::nullopt;
  p.texel_from_local = texel_from_unit(frame) * unit_from(picture);
  return finish(p, props.corner_radius);
}

std::optional<Placement> place_pixels(const LayerProps& props, std::optional<SizePx> texels,
                                      const Space& space) {
  const RectF rect = props.rect.value_or(texels ? at_origin(*texels) : whole(space));
  if (rect.empty()) return std::nullopt;
  Placement p;
  p.shape = {0, 0, rect.width(), rect.height()};
  p.target_from_local = layer_to_target(props, rect, space);
  if (texels)
    p.texel_from_local = Affine::scale(texels->width / rect.width(), texels->height / rect.height());
  return finish(p, props.corner_radius);
}

std::optional<Placement> place_mask(const LayerProps& props, SizePx texels, double scale,
                                    const Space& space) {
  Placement p;
  p.shape = {0, 0, texels.width / scale, texels.height / scale};
  p.texel_from_local = Affine::scale(scale, scale);
  p.target_from_local = layer_to_target(props, props.rect.value_or(p.shape), space);
  return finish(p, props.corner_radius);
}

CanvasSurface canvas_surface(const LayerProps& props, const Space& space, double scale, int most_px) {
  const RectF rect = props.rect.value_or(whole(space));
  const double longer = std::max(rect.width(), rect.height());
  if (longer * scale > most_px) scale = most_px / longer;
  const auto px = [&](double side) { return to_px(std::ceil(side * scale - 1e-6)); };
  return {{px(rect.width()), px(rect.height())}, scale};
}

std::optional<Placement> place_canvas(const LayerProps& props, double scale, const Space& space) {
  auto placed = place_pixels(props, std::nullopt, space);
  if (placed) placed->texel_from_local = Affine::scale(scale, scale);
  return placed;
}

}  // namespace zc
