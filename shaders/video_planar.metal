// Video in three planes: i420, i010.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"
#include "sampling.h"
#include "yuv.h"

fragment float4 video_planar_fragment(Pixel pixel [[stage_in]],
                                      constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                                      constant zc_shaders::YuvArguments& fill [[buffer(1)]],
                                      constant zc_shaders::Outline* outlines [[buffer(2)]],
                                      metal::texture2d<float> luma [[texture(0)]],
                                      metal::texture2d<float> blue_chroma [[texture(1)]],
                                      metal::texture2d<float> red_chroma [[texture(2)]]) {
  const float2 at = from_origin(pixel, shape);
  const float y = sample_at(luma, corners_at(at, fill.luma)).r;
  const Corners chroma = corners_at(at, fill.chroma);
  const float2 c = float2(sample_at(blue_chroma, chroma).r, sample_at(red_chroma, chroma).r);
  return to_blend(opaque_rgb(y, c, weight_at(at, shape, outlines), fill), shape);
}
