// What the filters of surfaces share: one texel of a surface, and what is made of the filtered ones.
#pragma once

#include <metal_stdlib>

#include "arguments.h"
#include "pixel.h"

// The column and row of a pixel.
static inline int2 place_of(Pixel pixel) { return int2(pixel.position.xy); }

// Beyond the content there is the texel at its edge.
static inline float4 texel_at(metal::texture2d<float> source, int2 at,
                              constant zc_shaders::FilterArguments& filter) {
  const int2 last = int2(filter.last[0], filter.last[1]);
  return source.read(uint2(metal::min(metal::max(at, int2(0, 0)), last)));
}

static inline float4 tinted(float4 filtered, constant zc_shaders::FilterArguments& filter) {
  const float4 tint = float4(filter.tint[0], filter.tint[1], filter.tint[2], filter.tint[3]);
  return filter.tinted != 0 ? tint * filtered.a : filtered;
}

// Along an axis by a symmetric kernel.
static inline float4 convolved(metal::texture2d<float> source, int2 at, int2 step,
                               constant zc_shaders::FilterArguments& filter, constant float* weights) {
  float4 sum = texel_at(source, at, filter) * weights[0];
  for (int i = 1; i <= filter.radius; ++i)
    sum += (texel_at(source, at - step * i, filter) + texel_at(source, at + step * i, filter)) * weights[i];
  return tinted(sum, filter);
}
