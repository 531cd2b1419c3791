// What a device is asked to draw: plain data, made by the composer, read by every device.
// The exact meaning of each field, with formulas, is "Picture rules" in csrc/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/color.h"
#include "core/geometry.h"
#include "core/pixel_format.h"

namespace zc {

class ImportedFrame;
class Texture;

enum class ItemKind : std::uint8_t { solid, image, mask, video };

// Where a video item's samples come from: an import (tier 1), or one texture per plane (tiers 2, 3).
struct VideoSamples {
  PixelFormat format = PixelFormat::nv12;
  const ImportedFrame* import = nullptr;
  std::array<const Texture*, max_planes> planes{};
  SizePx size;          // of the picture, in luma samples
  RectPx visible;       // sampling is clamped to it
  YuvToRgb to_rgb;      // on code values; YUV formats only
  ChromaOffset chroma;  // YUV formats only
};

// One shape: a rectangle with round corners in its own local space, filled with a colour or texels.
struct DrawItem {
  ItemKind kind = ItemKind::solid;
  bool opaque = false;  // every pixel that the shape covers whole ends with alpha 1
  float opacity = 1;
  float corner_radius = 0;   // local units, at most half of the shape's shorter side
  RectF shape;               // local units
  Affine target_from_local;  // invertible
  Affine local_from_target;
  Affine texel_from_local;           // image, mask, video: texel i of the texture has its centre at i + 0.5
  RectF clip;                        // target px; its edges are anti-aliased like the shape's
  RectPx bounds;                     // target px: every pixel that may change, inside target and clip
  Color color;                       // solid, mask: straight alpha
  const Texture* texture = nullptr;  // image: premultiplied rgba8; mask: r8 coverage
  VideoSamples video;
};

inline constexpr int max_damage_rects = 8;

struct DamageList {
  std::array<RectPx, max_damage_rects> rects{};
  int count = 0;
};

struct FramePlan {
  SizePx size;                  // of the target, px
  Color background;             // straight alpha
  std::vector<DrawItem> items;  // bottom to top
  DamageList damage;            // disjoint, inside the target; targets that keep their content draw only this
};

}  // namespace zc
