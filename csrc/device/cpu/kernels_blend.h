// Kernels: rows filled, blended and stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

void fill(std::uint8_t* to, int count, std::uint32_t rgba) {
  std::uint8_t pattern[4 * pixels_per_vector];
  for (int i = 0; i < pixels_per_vector; ++i) std::memcpy(pattern + 4 * i, &rgba, 4);
  const U8 pixels4 = load_bytes(pattern);
  int x = 0;
  for (; x + pixels_per_vector <= count; x += pixels_per_vector) store_bytes(to + 4 * x, pixels4);
  std::memcpy(to + 4 * x, pattern, static_cast<std::size_t>(count - x) * 4);
}

// Calls blend(pixels, x) for each vector of pixels, the last one padded.
template <class Blend>
void for_vectors(std::uint8_t* to, int count, Blend blend) {
  int x = 0;
  for (; x + pixels_per_vector <= count; x += pixels_per_vector)
    store_bytes(to + 4 * x, blend(load_bytes(to + 4 * x), x, pixels_per_vector));
  if (x == count) return;
  std::uint8_t last[4 * pixels_per_vector] = {};
  const auto bytes = static_cast<std::size_t>(count - x) * 4;
  std::memcpy(last, to + 4 * x, bytes);
  store_bytes(last, blend(load_bytes(last), x, count - x));
  std::memcpy(to + 4 * x, last, bytes);
}

inline U8 load_pixels(const std::uint8_t* from, int count) {
  if (count == pixels_per_vector) return load_bytes(from);
  std::uint8_t last[4 * pixels_per_vector] = {};
  std::memcpy(last, from, static_cast<std::size_t>(count) * 4);
  return load_bytes(last);
}

// (source + below * keep) rounded to 8 bits; source has 7 fractional bits, keep is Q15.
inline I16 over(I16 source, I16 below, I16 keep) {
  const I16 kept = mul_q15(shift_left<7>(below), keep);
  return shift_right<7>(add_saturated(add_saturated(source, kept), splat(64)));
}

void blend_solid(std::uint8_t* to, int count, const SolidColor& color) {
  const I16 source = splat4(color.rgba);
  const I16 keep = splat(color.keep);
  for_vectors(to, count, [&](U8 below, int, int) {
    return narrow(over(source, low(below), keep), over(source, high(below), keep));
  });
}

void blend_image(std::uint8_t* to, const std::uint8_t* rgba, int count) {
  for_vectors(to, count, [&](U8 below, int x, int valid) {
    const U8 source = load_pixels(rgba + 4 * x, valid);
    const U8 keep = invert(spread_alpha(source));
    return add_bytes_saturated(
        source, narrow(scale_8_bits(low(below), low(keep)), scale_8_bits(high(below), high(keep))));
  });
}

void blend_image_alpha(std::uint8_t* to, const std::uint8_t* rgba, int count, std::int16_t alpha) {
  const I16 opacity = splat(alpha);
  const auto blend = [&](I16 source, I16 source_alpha, I16 below) {
    const I16 covered = mul_q15(shift_left<7>(source_alpha), opacity);  // 0 to 255 * 128
    const I16 keep = sub(splat(32767), add(covered, shift_right<8>(covered)));
    return over(mul_q15(shift_left<7>(source), opacity), below, keep);
  };
  for_vectors(to, count, [&](U8 below, int x, int valid) {
    const U8 source = load_pixels(rgba + 4 * x, valid);
    const U8 source_alpha = spread_alpha(source);
    return narrow(blend(low(source), low(source_alpha), low(below)),
                  blend(high(source), high(source_alpha), high(below)));
  });
}

void blend_mask(std::uint8_t* to, const std::uint8_t* mask, int count, const MaskColor& color) {
  const I16 source = splat4(color.rgba);
  const I16 alpha = splat(color.alpha);
  const auto blend = [&](I16 below, I16 coverage) {
    const I16 share = add(shift_left<7>(coverage), shift_right<1>(coverage));  // Q15
    return over(mul_q15(source, share), below, sub(splat(32767), mul_q15(alpha, share)));
  };
  for_vectors(to, count, [&](U8 below, int x, int valid) {
    std::uint8_t last[pixels_per_vector] = {};
    const std::uint8_t* from = mask + x;
    if (valid < pixels_per_vector) {
      std::memcpy(last, from, static_cast<std::size_t>(valid));
      from = last;
    }
    const U8 coverage = spread_mask(from);
    return narrow(blend(low(below), low(coverage)), blend(high(below), high(coverage)));
  });
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
