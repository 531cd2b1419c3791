// One colour.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"

fragment float4 solid_fragment(Pixel pixel [[stage_in]],
                               constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                               constant zc_shaders::SolidArguments& fill [[buffer(1)]]) {
  return float4(fill.color[0], fill.color[1], fill.color[2], fill.color[3]) *
         weight_at(from_origin(pixel, shape), shape);
}
