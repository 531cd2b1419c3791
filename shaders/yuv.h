// Rule 7 of "Picture rules" in csrc/README.md: YUV to RGB, opaque, weighed.
#pragma once

#include <metal_stdlib>

#include "arguments.h"

static inline float4 opaque_rgb(float luma, float2 chroma, float weight,
                                constant zc_shaders::YuvArguments& fill) {
  const float4 yuv = float4(luma, chroma, 1.0f);
  const float3 rgb =
      float3(metal::dot(yuv, float4(fill.red[0], fill.red[1], fill.red[2], fill.red[3])),
             metal::dot(yuv, float4(fill.green[0], fill.green[1], fill.green[2], fill.green[3])),
             metal::dot(yuv, float4(fill.blue[0], fill.blue[1], fill.blue[2], fill.blue[3])));
  return float4(metal::saturate(rgb), 1.0f) * weight;
}
