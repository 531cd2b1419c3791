// Where a layer's shape and texels lie in the target.
#pragma once

#include <optional>

#include "core/frame_desc.h"
#include "device/frame_plan.h"
#include "scene/group_space.h"
#include "scene/packet.h"

namespace zc {

// The geometry half of a DrawItem.
struct Placement {
  RectF shape;
  Affine target_from_local;
  Affine local_from_target;
  Affine texel_from_local;
  float corner_radius = 0;
};

// A picture by its layer's rect, fit, SAR, rotation and mirroring (rules 1, 4 and 5 of "Picture
// rules"). Nothing when nothing of it can be seen.
std::optional<Placement> place_video(const LayerProps& props, const FrameDesc& frame, const Space& space);
// A solid (no texels), or an image.
std::optional<Placement> place_pixels(const LayerProps& props, std::optional<SizePx> texels,
                                      const Space& space);
// A mask lies at its rect's corner and is never stretched to it. `scale`: texels per logical px.
std::optional<Placement> place_mask(const LayerProps& props, SizePx texels, double scale, const Space& space);

// A canvas's surface for a layer: its size, and px per logical px, which is the target's scale unless
// `most_px` would be exceeded.
struct CanvasSurface {
  SizePx size;
  double scale = 1;
};
CanvasSurface canvas_surface(const LayerProps& props, const Space& space, double scale, int most_px);
// A canvas is not stretched to its rect: what it draws lies in logical px from the rect's corner.
std::optional<Placement> place_canvas(const LayerProps& props, double scale, const Space& space);

}  // namespace zc
