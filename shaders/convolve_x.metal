// A surface convolved along its rows.
#include <metal_stdlib>

#include "arguments.h"
#include "filter.h"
#include "pixel.h"

fragment float4 convolve_x_fragment(Pixel pixel [[stage_in]],
                                    constant zc_shaders::FilterArguments& filter [[buffer(0)]],
                                    constant float* weights [[buffer(1)]],
                                    metal::texture2d<float> source [[texture(0)]]) {
  return convolved(source, place_of(pixel), int2(1, 0), filter, weights);
}
