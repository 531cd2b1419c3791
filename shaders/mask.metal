// One colour through a mask of coverage: text.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"
#include "sampling.h"

fragment float4 mask_fragment(Pixel pixel [[stage_in]],
                              constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                              constant zc_shaders::MaskArguments& fill [[buffer(1)]],
                              constant zc_shaders::Outline* outlines [[buffer(2)]],
                              metal::texture2d<float> texels [[texture(0)]]) {
  const float2 at = from_origin(pixel, shape);
  const float mask = sample_at(texels, corners_at(at, fill.texels)).r;
  const float4 color = float4(fill.color[0], fill.color[1], fill.color[2], fill.color[3]);
  return to_blend(color * (mask * weight_at(at, shape, outlines)), shape);
}
