// Video in one plane of RGB with or without straight alpha: rgba, bgra, rgb24, bgr24.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"
#include "sampling.h"

fragment float4 video_rgb_fragment(Pixel pixel [[stage_in]],
                                   constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                                   constant zc_shaders::RgbArguments& fill [[buffer(1)]],
                                   constant zc_shaders::Outline* outlines [[buffer(2)]],
                                   metal::texture2d<float> texels [[texture(0)]]) {
  const float2 at = from_origin(pixel, shape);
  const float4 texel = sample_at(texels, corners_at(at, fill.texels));
  const float3 rgb = fill.blue_first != 0 ? texel.bgr : texel.rgb;
  const float alpha = fill.straight_alpha != 0 ? texel.a : 1.0f;
  return to_blend(float4(rgb, 1.0f) * (alpha * weight_at(at, shape, outlines)), shape);
}
