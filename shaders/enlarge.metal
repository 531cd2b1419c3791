// A surface at several times its size: linear between the centres of its texels.
#include <metal_stdlib>

#include "arguments.h"
#include "filter.h"
#include "pixel.h"

fragment float4 enlarge_fragment(Pixel pixel [[stage_in]],
                                 constant zc_shaders::FilterArguments& filter [[buffer(0)]],
                                 metal::texture2d<float> source [[texture(0)]]) {
  const float2 position = pixel.position.xy * filter.step - 0.5f;
  const float2 whole = metal::floor(position);
  const float2 share = position - whole;
  const int2 low = int2(whole);
  const float4 top =
      metal::mix(texel_at(source, low, filter), texel_at(source, low + int2(1, 0), filter), share.x);
  const float4 bottom = metal::mix(texel_at(source, low + int2(0, 1), filter),
                                   texel_at(source, low + int2(1, 1), filter), share.x);
  return tinted(metal::mix(top, bottom, share.y), filter);
}
