// What a draw of one item is told: the same layouts in C++ and in MSL. Scalars alone, so that both languages
// lay them out alike; asserted below.
//
// Positions are relative to an origin that the core picks, in double precision, in the middle of the item's
// bounds: single precision then suffices everywhere on a target of 16384 px.
#pragma once

namespace zc_shaders {

// Buffer 0 of both stages. The quad to draw and how it is covered: rules 2 and 3 of "Picture rules".
struct ShapeArguments {
  float bounds[4];     // target px: x0, y0, x1, y1
  float clip_step[2];  // from target px to clip space: 2 / width, -2 / height
  float origin[2];     // target px, whole
  // Local coordinates divided by their change per target px: distances that are pixels across an edge.
  float u_step[2];  // per px along x and y
  float v_step[2];
  float u_edges[2];  // of the shape: low, high
  float v_edges[2];
  float u_inner[2];  // the centres of the corners' circles
  float v_inner[2];
  float corner[2];  // the corner radius along u and v; 0: sharp
  float clip_x[2];  // px from the origin: low, high
  float clip_y[2];
  float opacity;
};

// A bilinear lookup: rule 6. Position, in texels from the first texel's centre:
// base + start + dx * x_step + dy * y_step.
struct TexelMap {
  int base[2];
  float start[2];
  float x_step[2];
  float y_step[2];
  int limits[4];  // the first and last texel that may be read: x0, y0, x1, y1
};

// Buffer 1 of the fragment stage, by kind of item.
struct SolidArguments {
  float color[4];  // premultiplied
};
struct ImageArguments {
  TexelMap texels;
};
struct MaskArguments {
  TexelMap texels;
  float color[4];  // premultiplied
};
// Rows of rule 7's matrix over (luma, Cb, Cr, 1), as sampled: 0 to 1.
struct YuvArguments {
  TexelMap luma;
  TexelMap chroma;
  float red[4];
  float green[4];
  float blue[4];
};
struct RgbArguments {
  TexelMap texels;
  int blue_first;
  int straight_alpha;  // 0: every texel is opaque
};

static_assert(sizeof(ShapeArguments) == 108, "ShapeArguments has padding");
static_assert(sizeof(TexelMap) == 48, "TexelMap has padding");
static_assert(sizeof(SolidArguments) == 16, "SolidArguments has padding");
static_assert(sizeof(ImageArguments) == 48, "ImageArguments has padding");
static_assert(sizeof(MaskArguments) == 64, "MaskArguments has padding");
static_assert(sizeof(YuvArguments) == 144, "YuvArguments has padding");
static_assert(sizeof(RgbArguments) == 56, "RgbArguments has padding");
// MSL lays scalars out as C++ does; offsets are asserted where offsetof is at hand.
#ifndef __METAL_VERSION__
static_assert(__builtin_offsetof(ShapeArguments, clip_step) == 16, "ShapeArguments.clip_step moved");
static_assert(__builtin_offsetof(ShapeArguments, origin) == 24, "ShapeArguments.origin moved");
static_assert(__builtin_offsetof(ShapeArguments, u_step) == 32, "ShapeArguments.u_step moved");
static_assert(__builtin_offsetof(ShapeArguments, v_step) == 40, "ShapeArguments.v_step moved");
static_assert(__builtin_offsetof(ShapeArguments, u_edges) == 48, "ShapeArguments.u_edges moved");
static_assert(__builtin_offsetof(ShapeArguments, v_edges) == 56, "ShapeArguments.v_edges moved");
static_assert(__builtin_offsetof(ShapeArguments, u_inner) == 64, "ShapeArguments.u_inner moved");
static_assert(__builtin_offsetof(ShapeArguments, v_inner) == 72, "ShapeArguments.v_inner moved");
static_assert(__builtin_offsetof(ShapeArguments, corner) == 80, "ShapeArguments.corner moved");
static_assert(__builtin_offsetof(ShapeArguments, clip_x) == 88, "ShapeArguments.clip_x moved");
static_assert(__builtin_offsetof(ShapeArguments, clip_y) == 96, "ShapeArguments.clip_y moved");
static_assert(__builtin_offsetof(ShapeArguments, opacity) == 104, "ShapeArguments.opacity moved");
static_assert(__builtin_offsetof(TexelMap, start) == 8, "TexelMap.start moved");
static_assert(__builtin_offsetof(TexelMap, x_step) == 16, "TexelMap.x_step moved");
static_assert(__builtin_offsetof(TexelMap, y_step) == 24, "TexelMap.y_step moved");
static_assert(__builtin_offsetof(TexelMap, limits) == 32, "TexelMap.limits moved");
static_assert(__builtin_offsetof(MaskArguments, color) == 48, "MaskArguments.color moved");
static_assert(__builtin_offsetof(YuvArguments, chroma) == 48, "YuvArguments.chroma moved");
static_assert(__builtin_offsetof(YuvArguments, red) == 96, "YuvArguments.red moved");
static_assert(__builtin_offsetof(YuvArguments, green) == 112, "YuvArguments.green moved");
static_assert(__builtin_offsetof(YuvArguments, blue) == 128, "YuvArguments.blue moved");
static_assert(__builtin_offsetof(RgbArguments, blue_first) == 48, "RgbArguments.blue_first moved");
static_assert(__builtin_offsetof(RgbArguments, straight_alpha) == 52, "RgbArguments.straight_alpha moved");
#endif

}  // namespace zc_shaders
