// Video in two planes, luma and interleaved chroma: nv12, p010.
#include <metal_stdlib>

#include "arguments.h"
#include "coverage.h"
#include "sampling.h"
#include "yuv.h"

fragment float4 video_biplanar_fragment(Pixel pixel [[stage_in]],
                                        constant zc_shaders::ShapeArguments& shape [[buffer(0)]],
                                        constant zc_shaders::YuvArguments& fill [[buffer(1)]],
                                        constant zc_shaders::Outline* outlines [[buffer(2)]],
                                        metal::texture2d<float> luma [[texture(0)]],
                                        metal::texture2d<float> chroma [[texture(1)]]) {
  const float2 at = from_origin(pixel, shape);
  const float y = sample_at(luma, corners_at(at, fill.luma)).r;
  const float2 c = sample_at(chroma, corners_at(at, fill.chroma)).rg;
  return to_blend(opaque_rgb(y, c, weight_at(at, shape, outlines), fill), shape);
}
