// What a draw of one item is told: the same layouts in C++ and in MSL. Scalars alone, so that both languages
// lay them out alike; asserted below.
//
// Positions are relative to an origin that the core picks, in double precision, in the middle of the item's
// bounds: single precision then suffices everywhere on a target of 16384 px.
#pragma once

namespace zc_shaders {

// Buffer 0 of the vertex stage: the quad to draw.
struct QuadArguments {
  float bounds[4];     // target px: x0, y0, x1, y1
  float clip_step[2];  // from target px to clip space: 2 / width, -2 / height
};

// A rectangle with round corners: rule 3 of "Picture rules". Local coordinates are divided by their change
// per target px: distances that are pixels across an edge.
struct Outline {
  float u_step[2];  // per px along x and y
  float v_step[2];
  float u_edges[2];  // low, high
  float v_edges[2];
  float u_inner[2];  // the centres of the corners' circles
  float v_inner[2];
  float corner[2];  // the corner radius along u and v; 0: sharp
};

// Buffer 0 of the fragment stage of items: how much of a pixel is covered, rules 2 and 3. Buffer 2 has the
// outlines, the item's own and those that it is cut to.
struct ShapeArguments {
  float origin[2];  // target px, whole
  float clip_x[2];  // px from the origin: low, high
  float clip_y[2];
  float opacity;
  int outlines;
  int complement;  // give alpha - colour, which the first step of `multiply` blends with
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

// Buffer 1 of the fragment stage of items, by their kind.
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

// Buffer 0 of the fragment stage of filters; buffer 1 of the convolutions has the weights.
struct FilterArguments {
  int last[2];    // the last texel that may be read: x, y
  int radius;     // convolutions
  float step;     // enlarge: texels per px
  float tint[4];  // premultiplied
  int tinted;
};

static_assert(sizeof(QuadArguments) == 24, "QuadArguments has padding");
static_assert(sizeof(Outline) == 56, "Outline has padding");
static_assert(sizeof(ShapeArguments) == 36, "ShapeArguments has padding");
static_assert(sizeof(TexelMap) == 48, "TexelMap has padding");
static_assert(sizeof(SolidArguments) == 16, "SolidArguments has padding");
static_assert(sizeof(ImageArguments) == 48, "ImageArguments has padding");
static_assert(sizeof(MaskArguments) == 64, "MaskArguments has padding");
static_assert(sizeof(YuvArguments) == 144, "YuvArguments has padding");
static_assert(sizeof(RgbArguments) == 56, "RgbArguments has padding");
static_assert(sizeof(FilterArguments) == 36, "FilterArguments has padding");
// MSL lays scalars out as C++ does; offsets are asserted where offsetof is at hand.
#ifndef __METAL_VERSION__
static_assert(__builtin_offsetof(QuadArguments, clip_step) == 16, "QuadArguments.clip_step moved");
static_assert(__builtin_offsetof(Outline, v_step) == 8, "Outline.v_step moved");
static_assert(__builtin_offsetof(Outline, u_edges) == 16, "Outline.u_edges moved");
static_assert(__builtin_offsetof(Outline, v_edges) == 24, "Outline.v_edges moved");
static_assert(__builtin_offsetof(Outline, u_inner) == 32, "Outline.u_inner moved");
static_assert(__builtin_offsetof(Outline, v_inner) == 40, "Outline.v_inner moved");
static_assert(__builtin_offsetof(Outline, corner) == 48, "Outline.corner moved");
static_assert(__builtin_offsetof(ShapeArguments, clip_x) == 8, "ShapeArguments.clip_x moved");
static_assert(__builtin_offsetof(ShapeArguments, clip_y) == 16, "ShapeArguments.clip_y moved");
static_assert(__builtin_offsetof(ShapeArguments, opacity) == 24, "ShapeArguments.opacity moved");
static_assert(__builtin_offsetof(ShapeArguments, outlines) == 28, "ShapeArguments.outlines moved");
static_assert(__builtin_offsetof(ShapeArguments, complement) == 32, "ShapeArguments.complement moved");
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
static_assert(__builtin_offsetof(FilterArguments, radius) == 8, "FilterArguments.radius moved");
static_assert(__builtin_offsetof(FilterArguments, step) == 12, "FilterArguments.step moved");
static_assert(__builtin_offsetof(FilterArguments, tint) == 16, "FilterArguments.tint moved");
static_assert(__builtin_offsetof(FilterArguments, tinted) == 32, "FilterArguments.tinted moved");
#endif

}  // namespace zc_shaders
