// How much of a target pixel an item covers: rules 2 and 3 of "Picture rules" in csrc/README.md.
#pragma once

#include <metal_stdlib>

#include "arguments.h"
#include "pixel.h"

// The pixel's centre from the origin.
static inline float2 from_origin(Pixel pixel, constant zc_shaders::ShapeArguments& shape) {
  return pixel.position.xy - float2(shape.origin[0], shape.origin[1]);
}

// The share of the pixel around `at` that lies between two edges.
static inline float box(float at, float low, float high) {
  return metal::saturate(0.5f + (at - low)) - metal::saturate(0.5f + (at - high));
}

// In a corner: `from_circle` is the vector from the circle's centre, in radii.
static inline float corner_coverage(float2 from_circle, constant zc_shaders::Outline& outline) {
  const float distance = metal::length(from_circle);
  if (distance == 0.0f) return 1.0f;
  const float2 normal = from_circle / distance;
  // The change of the distance per target px.
  const float2 gradient = float2(outline.u_step[0], outline.u_step[1]) * (normal.x / outline.corner[0]) +
                          float2(outline.v_step[0], outline.v_step[1]) * (normal.y / outline.corner[1]);
  return metal::saturate(0.5f - (distance - 1.0f) / metal::length(gradient));
}

static inline float outline_coverage(float2 at, constant zc_shaders::Outline& outline) {
  const float u = outline.u_step[0] * at.x + outline.u_step[1] * at.y;
  const float v = outline.v_step[0] * at.x + outline.v_step[1] * at.y;
  const bool beside = u < outline.u_inner[0] || u > outline.u_inner[1];
  const bool beyond = v < outline.v_inner[0] || v > outline.v_inner[1];
  const float sharp =
      box(u, outline.u_edges[0], outline.u_edges[1]) * box(v, outline.v_edges[0], outline.v_edges[1]);
  // A corner's quadrant ends half a pixel outside of the shape.
  if (outline.corner[0] > 0.0f && beside && beyond && sharp > 0.0f) {
    const float circle_u = u < outline.u_inner[0] ? outline.u_inner[0] : outline.u_inner[1];
    const float circle_v = v < outline.v_inner[0] ? outline.v_inner[0] : outline.v_inner[1];
    return corner_coverage(float2((u - circle_u) / outline.corner[0], (v - circle_v) / outline.corner[1]),
                           outline);
  }
  return sharp;
}

// What the item's own colour is multiplied with: opacity, clip, and its outlines.
static inline float weight_at(float2 at, constant zc_shaders::ShapeArguments& shape,
                              constant zc_shaders::Outline* outlines) {
  float weight = shape.opacity * box(at.x, shape.clip_x[0], shape.clip_x[1]) *
                 box(at.y, shape.clip_y[0], shape.clip_y[1]);
  for (int i = 0; i < shape.outlines; ++i) weight *= outline_coverage(at, outlines[i]);
  return weight;
}

// A premultiplied colour as the item's step of blending takes it.
static inline float4 to_blend(float4 color, constant zc_shaders::ShapeArguments& shape) {
  return shape.complement != 0 ? float4(float3(color.a) - color.rgb, color.a) : color;
}
