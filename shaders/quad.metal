// The vertex stage of everything: a rectangle as a strip of two triangles.
#include <metal_stdlib>

#include "arguments.h"
#include "pixel.h"

vertex Pixel quad_vertex(uint index [[vertex_id]], constant zc_shaders::QuadArguments& quad [[buffer(0)]]) {
  const float x = (index & 1) != 0 ? quad.bounds[2] : quad.bounds[0];
  const float y = (index & 2) != 0 ? quad.bounds[3] : quad.bounds[1];
  Pixel out;
  out.position = float4(x * quad.clip_step[0] - 1.0f, y * quad.clip_step[1] + 1.0f, 0.0f, 1.0f);
  return out;
}
