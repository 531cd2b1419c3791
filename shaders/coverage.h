// How much of a target pixel an item covers: rules 2 and 3 of "Picture rules" in csrc/README.md.
#pragma once

#include <metal_stdlib>

#include "arguments.h"

using namespace metal;

// Between the stages there is the pixel's position alone; everything else is computed from it.
struct Pixel {
  float4 position [[position]];
};

// The pixel's centre from the origin.
static inline float2 from_origin(Pixel pixel, constant zc_shaders::ShapeArguments& shape) {
  return pixel.position.xy - float2(shape.origin[0], shape.origin[1]);
}

// The share of the pixel around `at` that lies between two edges.
static inline float box(float at, float low, float high) {
  return metal::saturate(0.5f + (at - low)) - metal::saturate(0.5f + (at - high));
}

// In a corner: `from_circle` is the vector from the circle's centre, in radii.
static inline float corner_coverage(float2 from_circle, constant zc_shaders::ShapeArguments& shape) {
  const float distance = metal::length(from_circle);
  if (distance == 0.0f) return 1.0f;
  const float2 normal = from_circle / distance;
  // The change of the distance per target px.
  const float2 gradient = float2(shape.u_step[0], shape.u_step[1]) * (normal.x / shape.corner[0]) +
                          float2(shape.v_step[0], shape.v_step[1]) * (normal.y / shape.corner[1]);
  return metal::saturate(0.5f - (distance - 1.0f) / metal::length(gradient));
}

static inline float shape_coverage(float2 at, constant zc_shaders::ShapeArguments& shape) {
  const float u = shape.u_step[0] * at.x + shape.u_step[1] * at.y;
  const float v = shape.v_step[0] * at.x + shape.v_step[1] * at.y;
  const bool beside = u < shape.u_inner[0] || u > shape.u_inner[1];
  const bool beyond = v < shape.v_inner[0] || v > shape.v_inner[1];
  const float sharp = box(u, shape.u_edges[0], shape.u_edges[1]) * box(v, shape.v_edges[0], shape.v_edges[1]);
  // A corner's quadrant ends half a pixel outside of the shape.
  if (shape.corner[0] > 0.0f && beside && beyond && sharp > 0.0f) {
    const float circle_u = u < shape.u_inner[0] ? shape.u_inner[0] : shape.u_inner[1];
    const float circle_v = v < shape.v_inner[0] ? shape.v_inner[0] : shape.v_inner[1];
    return corner_coverage(float2((u - circle_u) / shape.corner[0], (v - circle_v) / shape.corner[1]), shape);
  }
  return sharp;
}

// What the item's own alpha is multiplied with: opacity, shape and clip.
static inline float weight_at(float2 at, constant zc_shaders::ShapeArguments& shape) {
  const float clip =
      box(at.x, shape.clip_x[0], shape.clip_x[1]) * box(at.y, shape.clip_y[0], shape.clip_y[1]);
  return shape.opacity * clip * shape_coverage(at, shape);
}
