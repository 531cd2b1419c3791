// A layer's own draw item: what it shows, where.
#pragma once

#include "compose/placement.h"
#include "scene/scene_mirror.h"

namespace zc {

// The shape of any layer, a group's included. Nothing where it has none.
std::optional<Placement> place_layer(const LayerNode& node, const Space& space);

// Opaque, unclipped but for `within` (target px), blended as usual. False when nothing of it lies there.
bool make_item(const LayerNode& node, const Space& space, const RectF& within, DrawItem& item);

// Sets where the item may change pixels, by its shape and clip. False: nowhere.
bool set_bounds(DrawItem& item);

// Multiplies the item's opacity.
void fade(DrawItem& item, float opacity);

// A colour over whole pixels.
DrawItem solid_item(const RectPx& rect, const Color& color);

// Where a clip lets anything through, target px: half a pixel farther than its edges where they are slanted.
RectF clip_reach(const Affine& target_from_local, const RectF& clip);

// Grows the shape of a layer with that transform on every side by so many logical px of the space around it,
// filled whole. False: nothing is left of it.
bool spread(DrawItem& item, const Affine& transform, double by);

// Of a layer's effects, target px.
struct EffectLengths {
  double blur = 0;  // sigmas
  double shadow = 0;
  double backdrop = 0;
  double shadow_dx = 0;
  double shadow_dy = 0;
  bool spreads = false;  // the shadow is larger or smaller than the layer's shape
  int shadow_reach = 0;  // how far from what is seen something may cast a shadow into it
};
EffectLengths effect_lengths(const LayerNode& node, const Space& space);

RectPx bounds_of(const std::vector<DrawItem>& items);
inline RectF to_rect(const RectPx& r) {
  return {static_cast<double>(r.x0), static_cast<double>(r.y0), static_cast<double>(r.x1),
          static_cast<double>(r.y1)};
}

}  // namespace zc
