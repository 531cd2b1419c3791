// What the tests of the shim look at: sampling, functions, interpolation.
#include <metal_stdlib>
using namespace metal;

struct Corner {
  float4 position;
  float4 value;
};

struct Varying {
  float4 position [[position]];
  float4 value;
  float4 first [[flat]];
};

vertex Varying probe_vertex(uint index [[vertex_id]], constant Corner* corners [[buffer(0)]]) {
  Varying out;
  out.position = corners[index].position;
  out.value = corners[index].value;
  out.first = corners[index].value;
  return out;
}

fragment float4 probe_value(Varying in [[stage_in]]) { return in.value; }
fragment float4 probe_flat(Varying in [[stage_in]]) { return in.first; }
fragment float4 probe_constant(float4 position [[position]], constant float4& color [[buffer(0)]]) {
  return position.x > 0 ? color : float4(0);
}

fragment float4 probe_linear(Varying in [[stage_in]], texture2d<float> texels [[texture(0)]]) {
  constexpr sampler linear(coord::pixel, address::clamp_to_edge, filter::linear);
  return texels.sample(linear, in.value.xy);
}
fragment float4 probe_normalized(Varying in [[stage_in]], texture2d<float> texels [[texture(0)]]) {
  constexpr sampler linear(coord::normalized, address::clamp_to_edge, filter::linear);
  return texels.sample(linear, in.value.xy / float2(texels.get_width(), texels.get_height()));
}
fragment half4 probe_nearest(Varying in [[stage_in]], texture2d<half> texels [[texture(0)]]) {
  constexpr sampler nearest(coord::pixel, address::clamp_to_edge, filter::nearest);
  return texels.sample(nearest, in.value.xy);
}
fragment float4 probe_read(Varying in [[stage_in]], texture2d<float> texels [[texture(0)]]) {
  return texels.read(uint2(in.value.xy));
}

static float4 by_matrix(float4 value, constant float4x4& matrix) { return matrix * value; }

fragment float4 probe_matrix(Varying in [[stage_in]], constant float4x4& matrix [[buffer(0)]]) {
  return by_matrix(in.value, matrix);
}
fragment float4 probe_functions(Varying in [[stage_in]], constant uint& which [[buffer(0)]]) {
  const float4 v = in.value;
  switch (which) {
    case 0:
      return saturate(v * 2.0 - 0.5);
    case 1:
      return mix(v, v.wzyx, 0.25);
    case 2:
      return float4(length(v.xyz), dot(v, v) * 0.25, distance(v.xy, v.zw), 1.0) * 0.5;
    case 3:
      return fract(v * 7.0);
    case 4:
      return clamp(v, float4(0.25), float4(0.5));
    case 5:
      return min(max(v, 0.3), 0.6);
    case 6:
      return step(float4(0.5), v);
    case 7:
      return smoothstep(float4(0.2), float4(0.8), v);
    case 8:
      return float4(select(v.xy, v.zw, v.xy < v.zw), abs(v.x - v.y), sqrt(v.z));
    default:
      return float4(floor(v.xy * 4.0) * 0.25, ceil(v.zw * 4.0) * 0.25);
  }
}
