// Bilinear lookups: rule 6 of "Picture rules" in csrc/README.md. The four texels are read and weighed here:
// texture units weigh with 8 bits and know no clamp to a part of a texture.
#pragma once

#include <metal_stdlib>

#include "arguments.h"

struct Corners {
  uint2 low;     // the texel to the upper left
  uint2 high;    // the one to the lower right
  float2 share;  // of `high`
};

static inline Corners corners_at(float2 at, constant zc_shaders::TexelMap& map) {
  const float2 position = float2(map.start[0], map.start[1]) + at.x * float2(map.x_step[0], map.x_step[1]) +
                          at.y * float2(map.y_step[0], map.y_step[1]);
  const float2 whole = metal::floor(position);
  const float2 within = metal::clamp(whole, -65536.0f, 65536.0f);  // so that an int holds it
  const int2 first = int2(map.base[0], map.base[1]) + int2(within);
  const int2 low_limit = int2(map.limits[0], map.limits[1]);
  const int2 high_limit = int2(map.limits[2], map.limits[3]);
  Corners corners;
  corners.low = uint2(metal::min(metal::max(first, low_limit), high_limit));
  corners.high = uint2(metal::min(metal::max(first + 1, low_limit), high_limit));
  corners.share = position - whole;
  return corners;
}

static inline float4 sample_at(metal::texture2d<float> texels, Corners corners) {
  const float4 top = metal::mix(texels.read(corners.low), texels.read(uint2(corners.high.x, corners.low.y)),
                                corners.share.x);
  const float4 bottom = metal::mix(texels.read(uint2(corners.low.x, corners.high.y)),
                                   texels.read(corners.high), corners.share.x);
  return metal::mix(top, bottom, corners.share.y);
}
