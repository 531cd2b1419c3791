#include "compose/layer_item.h"

#include <algorithm>
#include <cmath>

#include "compose/blur_plan.h"

namespace zc {
namespace {

VideoSamples samples_of(const LayerNode& node) {
  const FrameDesc& frame = node.frame.desc;
  VideoSamples v;
  v.format = frame.format;
  v.import = node.prepared.import.get();
  for (std::size_t i = 0; i < v.planes.size(); ++i) v.planes[i] = node.prepared.planes[i].get();
  v.size = frame.size;
  v.visible = frame.visible;
  const ColorSpec color = resolve(frame.color, frame.size);
  v.to_rgb = yuv_to_rgb(color, info(frame.format).bit_depth);
  v.chroma = chroma_offset(color.siting);
  return v;
}

ItemKind item_kind(LayerKind kind) {
  switch (kind) {
    case LayerKind::video:
      return ItemKind::video;
    case LayerKind::image:
    case LayerKind::canvas:
      return ItemKind::image;
    case LayerKind::mask:
      return ItemKind::mask;
    case LayerKind::solid:
    case LayerKind::group:
      break;
  }
  return ItemKind::solid;
}

// Where the shape's coverage is above 0. The ramp of a slanted edge is one pixel wide across the edge
// (rule 3), so that it ends half a step of u or v beyond the shape; a sharp corner carries that far.
RectF reach(const Affine& target_from_local, const Affine& local_from_target, RectF shape) {
  if (!local_from_target.axis_aligned()) {
    const double half_u = std::hypot(local_from_target.a, local_from_target.c) / 2;
    const double half_v = std::hypot(local_from_target.b, local_from_target.d) / 2;
    shape = {shape.x0 - half_u, shape.y0 - half_v, shape.x1 + half_u, shape.y1 + half_v};
  }
  return map_bounds(target_from_local, shape);
}

}  // namespace

std::optional<Placement> place_layer(const LayerNode& node, const Space& space) {
  switch (node.kind) {
    case LayerKind::video:
      if (!node.prepared) return std::nullopt;
      return place_video(node.props, node.frame.desc, space);
    case LayerKind::image:
      if (!node.texture) return std::nullopt;
      return place_pixels(node.props, node.texels, space);
    case LayerKind::mask:
      if (!node.texture) return std::nullopt;
      return place_mask(node.props, node.texels, node.texture_scale, space);
    case LayerKind::canvas:
      if (!node.texture) return std::nullopt;
      return place_canvas(node.props, node.texture_scale, space);
    case LayerKind::group:
    case LayerKind::solid:
      return place_pixels(node.props, std::nullopt, space);
  }
  return std::nullopt;
}

bool set_bounds(DrawItem& item) {
  if (item.clip.empty()) return false;
  item.bounds = intersect(outer_bounds(reach(item.target_from_local, item.local_from_target, item.shape)),
                          outer_bounds(item.clip));
  return !item.bounds.empty();
}

bool make_item(const LayerNode& node, const Space& space, const RectF& within, DrawItem& item) {
  if (node.kind == LayerKind::group) return false;
  const auto placed = place_layer(node, space);
  if (!placed) return false;
  item.kind = item_kind(node.kind);
  item.shape = placed->shape;
  item.corner_radius = placed->corner_radius;
  item.target_from_local = placed->target_from_local;
  item.local_from_target = placed->local_from_target;
  item.texel_from_local = placed->texel_from_local;
  item.clip = within;
  if (!set_bounds(item)) return false;
  item.color = node.props.color;
  if (node.kind == LayerKind::video) item.video = samples_of(node);
  item.texture = node.texture.get();
  item.texels = node.texels;
  item.content = node.content;
  item.opaque = (node.kind == LayerKind::video && !info(item.video.format).alpha) ||
                (node.kind == LayerKind::solid && node.props.color.a >= 1);
  return true;
}

void fade(DrawItem& item, float opacity) {
  item.opacity *= opacity;
  if (item.opacity < 1) item.opaque = false;
}

DrawItem solid_item(const RectPx& rect, const Color& color) {
  DrawItem item;
  item.shape = item.clip = to_rect(rect);
  item.bounds = rect;
  item.color = color;
  item.opaque = color.a >= 1;
  return item;
}

RectF clip_reach(const Affine& target_from_local, const RectF& clip) {
  if (std::abs(target_from_local.determinant()) < 1e-12) return {};
  return reach(target_from_local, target_from_local.inverse(), clip);
}

bool spread(DrawItem& item, const Affine& transform, double by) {
  const double x = by / std::hypot(transform.a, transform.b);
  const double y = by / std::hypot(transform.c, transform.d);
  item.shape = {item.shape.x0 - x, item.shape.y0 - y, item.shape.x1 + x, item.shape.y1 + y};
  if (item.shape.empty()) return false;
  const double most = std::min(item.shape.width(), item.shape.height()) / 2;
  if (item.corner_radius > 0)
    item.corner_radius = static_cast<float>(std::clamp(item.corner_radius + (x + y) / 2, 0.0, most));
  if (item.kind != ItemKind::solid) item.color = {0, 0, 0, 1};
  item.kind = ItemKind::solid;
  item.texture = nullptr;
  item.video = {};
  item.clip = {-1e9, -1e9, 1e9, 1e9};
  return set_bounds(item);
}

EffectLengths effect_lengths(const LayerNode& node, const Space& space) {
  const Affine& map = space.target_from_local;
  const double scale = std::sqrt(std::abs(map.determinant()));
  EffectLengths out;
  out.blur = node.props.blur_sigma * scale;
  out.backdrop = node.props.backdrop_sigma * scale;
  if (const auto& shadow = node.props.shadow) {
    out.shadow = shadow->sigma * scale;
    out.shadow_dx = map.a * shadow->dx + map.c * shadow->dy;
    out.shadow_dy = map.b * shadow->dx + map.d * shadow->dy;
    const double moved = std::max(std::abs(out.shadow_dx), std::abs(out.shadow_dy));
    out.spreads = shadow->spread != 0 && node.kind != LayerKind::group && node.kind != LayerKind::mask;
    const double grown = std::max(0.0, shadow->spread) * scale;
    out.shadow_reach = blur_reach(out.shadow) + to_px(std::ceil(moved + grown)) + 1;
  }
  return out;
}

RectPx bounds_of(const std::vector<DrawItem>& items) {
  RectPx all;
  for (const DrawItem& item : items) all = unite(all, item.bounds);
  return all;
}

}  // namespace zc
