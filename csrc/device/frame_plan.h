// What a device is asked to draw: plain data, made by the composer, read by every device.
// The exact meaning of each field, with formulas, is "Picture rules" in csrc/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/color.h"
#include "core/geometry.h"
#include "core/pixel_format.h"

namespace zc {

class ImportedFrame;
class Texture;

enum class ItemKind : std::uint8_t { solid, image, mask, video };
enum class Blend : std::uint8_t { normal, add, multiply, screen };

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

// What items are cut to beside their rectangular clip: a rectangle with round corners in a space of its own.
// Coverages multiply.
struct ClipShape {
  RectF shape;              // local units
  float corner_radius = 0;  // local units
  Affine local_from_target;
  friend bool operator==(const ClipShape&, const ClipShape&) = default;
};
inline constexpr int max_clip_shapes = 8;  // of one item

// A run of elements of one of the plan's lists.
struct ListRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  friend bool operator==(const ListRange&, const ListRange&) = default;
};

// One shape: a rectangle with round corners in its own local space, filled with a colour or texels.
struct DrawItem {
  ItemKind kind = ItemKind::solid;
  Blend blend = Blend::normal;
  bool opaque = false;  // every pixel that the shape covers whole ends with alpha 1
  float opacity = 1;
  float corner_radius = 0;   // local units, at most half of the shape's shorter side
  RectF shape;               // local units
  Affine target_from_local;  // invertible
  Affine local_from_target;
  Affine texel_from_local;           // image, mask, video: texel i of the texture has its centre at i + 0.5
  RectF clip;                        // target px; its edges are anti-aliased like the shape's
  ListRange clips;                   // of FramePlan::clips
  RectPx bounds;                     // target px: every pixel that may change, inside target and clip
  Color color;                       // solid, mask: straight alpha
  const Texture* texture = nullptr;  // image: premultiplied rgba8; mask: r8 coverage
  SizePx texels;                     // image, mask: those that are read, from the texture's corner on
  std::uint64_t content = 0;         // another number where the texels are other ones
  VideoSamples video;
};

// Surface passes run in order, before the final one.
//   draw        items over a transparent ground.
//   halve       2 × 2 texels to one, each axis by [1 3 3 1] / 8; ⌈size / 2⌉ texels come of it.
//   convolve_x  along the axis, by a symmetric kernel: weights[|offset|], offset -radius … radius.
//   convolve_y
//   enlarge     `factor` times, linear between the centres of the texels.
// What a filter reads beyond its source is the texel at its edge. Values are kept in `to`'s precision.
enum class PassKind : std::uint8_t { draw, halve, convolve_x, convolve_y, enlarge };

struct SurfacePass {
  PassKind kind = PassKind::draw;
  const Texture* to = nullptr;    // a surface; rgba8, or rgba16 between filters
  SizePx size;                    // of what is written, from `to`'s corner on
  ListRange items;                // draw: of FramePlan::surface_items, in the surface's px
  const Texture* from = nullptr;  // filters
  SizePx from_size;               // filters: the texels that are read
  ListRange weights;              // convolve: of FramePlan::weights, radius + 1 of them, offset 0 first
  int factor = 1;                 // enlarge: 2, 4, 8, …
  // Filters: what is written is this colour, premultiplied, times the filtered alpha. Straight alpha.
  std::optional<Color> tint;
};

inline constexpr int max_damage_rects = 8;

struct DamageList {
  std::array<RectPx, max_damage_rects> rects{};
  int count = 0;
};

struct FramePlan {
  SizePx size;                  // of the target, px
  Color background;             // straight alpha
  std::vector<DrawItem> items;  // of the target, bottom to top
  std::vector<SurfacePass> passes;
  std::vector<DrawItem> surface_items;
  std::vector<ClipShape> clips;
  std::vector<float> weights;
  DamageList damage;  // disjoint, inside the target; targets that keep their content draw only this
};

}  // namespace zc
