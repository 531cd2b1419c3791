// The vertex stage of every item: its bounds as a strip of two triangles.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"

vertex Pixel quad_vertex(uint index [[vertex_id]], constant zc_shaders::ShapeArguments& shape [[buffer(0)]]) {
  const float x = (index & 1) != 0 ? shape.bounds[2] : shape.bounds[0];
  const float y = (index & 2) != 0 ? shape.bounds[3] : shape.bounds[1];
  Pixel out;
  out.position = float4(x * shape.clip_step[0] - 1.0f, y * shape.clip_step[1] + 1.0f, 0.0f, 1.0f);
  return out;
}
