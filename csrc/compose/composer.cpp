#include "compose/composer.h"

#include "compose/damage.h"
#include "compose/placement.h"

namespace zc {
namespace {

std::optional<Placement> place(const LayerNode& node, const Space& space) {
  switch (node.kind) {
    case LayerKind::video:
      if (!node.prepared) return std::nullopt;
      return place_video(node.props, node.frame.desc, space);
    case LayerKind::image:
    case LayerKind::mask:
      if (!node.texture) return std::nullopt;
      return place_pixels(node.props, node.texture->desc().size, space);
    case LayerKind::canvas:
      if (!node.texture) return std::nullopt;
      return place_canvas(node.props, node.canvas_scale, space);
    case LayerKind::group:
      return std::nullopt;
    case LayerKind::solid:
      return place_pixels(node.props, std::nullopt, space);
  }
  return std::nullopt;
}

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
RectF reach(const DrawItem& item) {
  const Affine& to_local = item.local_from_target;
  RectF shape = item.shape;
  if (!to_local.axis_aligned()) {
    const double half_u = std::hypot(to_local.a, to_local.c) / 2;
    const double half_v = std::hypot(to_local.b, to_local.d) / 2;
    shape = {shape.x0 - half_u, shape.y0 - half_v, shape.x1 + half_u, shape.y1 + half_v};
  }
  return map_bounds(item.target_from_local, shape);
}

// False when nothing of the layer can be seen. The opacity of a group is that of each of its children, which
// is what it should be as long as they do not overlap: rule 9 of "Picture rules".
bool make_item(const LayerNode& node, const Space& space, DrawItem& item) {
  const LayerProps& props = node.props;
  const float opacity = props.opacity * space.opacity;
  if (!props.enabled || !space.enabled || opacity <= 0) return false;
  const auto placed = place(node, space);
  if (!placed) return false;
  item.kind = item_kind(node.kind);
  item.opacity = opacity;
  item.shape = placed->shape;
  item.corner_radius = placed->corner_radius;
  item.target_from_local = placed->target_from_local;
  item.local_from_target = placed->local_from_target;
  item.texel_from_local = placed->texel_from_local;
  item.clip = space.clip;
  if (props.clip) item.clip = intersect(item.clip, map_bounds(space.target_from_local, *props.clip));
  if (item.clip.empty()) return false;
  item.bounds = intersect(outer_bounds(reach(item)), outer_bounds(item.clip));
  if (item.bounds.empty()) return false;
  item.color = props.color;
  if (node.kind == LayerKind::video) item.video = samples_of(node);
  item.texture = node.texture.get();
  if (node.texture) item.texels = node.texture->desc().size;
  item.opaque = opacity >= 1 && ((node.kind == LayerKind::video && !info(item.video.format).alpha) ||
                                 (node.kind == LayerKind::solid && props.color.a >= 1));
  return true;
}

}  // namespace

void compose(const SceneMirror& mirror, FramePlan& plan, std::vector<RectPx>& bounds) {
  plan.size = mirror.target_size();
  plan.background = mirror.background();
  plan.items.clear();
  plan.damage.count = 0;
  bounds.clear();
  const RectPx whole = RectPx::of(plan.size);
  const auto damage = [&](const LayerNode& node, const RectPx& place_now) {
    add_damage(plan.damage, intersect(node.shown_bounds, whole));
    add_damage(plan.damage, place_now);
  };
  for (const LayerNode* node : mirror.ordered()) {
    DrawItem item;
    RectPx place_now;
    if (make_item(*node, mirror.space_of(*node), item)) {
      place_now = item.bounds;
      plan.items.push_back(item);
    }
    bounds.push_back(place_now);
    if (node->dirty && !mirror.everything_dirty() && !SceneMirror::waits(*node, place_now))
      damage(*node, place_now);
  }
  if (mirror.everything_dirty()) {
    plan.damage.count = 0;
    add_damage(plan.damage, whole);
  } else {
    add_damage(plan.damage, intersect(mirror.removed_bounds(), whole));
    for (std::size_t i = 0; plan.damage.count && i < bounds.size(); ++i) {
      const LayerNode& node = *mirror.ordered()[i];
      if (node.dirty && SceneMirror::waits(node, bounds[i])) damage(node, bounds[i]);
    }
  }
}

void compose_one(const LayerNode& node, SizePx target_px, FramePlan& plan) {
  plan.size = target_px;
  plan.damage.count = 0;
  add_damage(plan.damage, RectPx::of(target_px));
  DrawItem item;
  if (make_item(node, Space::of_target(target_px, 1), item)) plan.items.push_back(item);
}

}  // namespace zc
