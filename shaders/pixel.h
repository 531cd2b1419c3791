// Between the stages there is the pixel's position alone; everything else is computed from it.
#pragma once

#include <metal_stdlib>

using namespace metal;

struct Pixel {
  float4 position [[position]];
};
