// One colour.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"

fragment float4 solid_fragment(Pixel pixel [[stage_in]],
                               constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                               constant zc_shaders::SolidArguments& fill [[buffer(1)]],
                               constant zc_shaders::Outline* outlines [[buffer(2)]]) {
  const float4 color = float4(fill.color[0], fill.color[1], fill.color[2], fill.color[3]);
  return to_blend(color * weight_at(from_origin(pixel, shape), shape, outlines), shape);
}
