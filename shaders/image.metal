// Premultiplied RGBA texels.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"
#include "sampling.h"

fragment float4 image_fragment(Pixel pixel [[stage_in]],
                               constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                               constant zc_shaders::ImageArguments& fill [[buffer(1)]],
                               constant zc_shaders::Outline* outlines [[buffer(2)]],
                               metal::texture2d<float> texels [[texture(0)]]) {
  const float2 at = from_origin(pixel, shape);
  return to_blend(sample_at(texels, corners_at(at, fill.texels)) * weight_at(at, shape, outlines), shape);
}
