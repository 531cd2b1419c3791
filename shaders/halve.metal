// A surface at half its size: each axis by [1 3 3 1] / 8.
#include <metal_stdlib>

#include "arguments.h"
#include "filter.h"
#include "pixel.h"

static inline float4 halved_row(metal::texture2d<float> source, int2 first,
                                constant zc_shaders::FilterArguments& filter) {
  const float4 outer = texel_at(source, first, filter) + texel_at(source, first + int2(3, 0), filter);
  const float4 inner =
      texel_at(source, first + int2(1, 0), filter) + texel_at(source, first + int2(2, 0), filter);
  return outer * 0.125f + inner * 0.375f;
}

fragment float4 halve_fragment(Pixel pixel [[stage_in]],
                               constant zc_shaders::FilterArguments& filter [[buffer(0)]],
                               metal::texture2d<float> source [[texture(0)]]) {
  const int2 first = place_of(pixel) * 2 - 1;
  const float4 outer = halved_row(source, first, filter) + halved_row(source, first + int2(0, 3), filter);
  const float4 inner =
      halved_row(source, first + int2(0, 1), filter) + halved_row(source, first + int2(0, 2), filter);
  return tinted(outer * 0.125f + inner * 0.375f, filter);
}
