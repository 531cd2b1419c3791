// Kernels: rows blended by modes other than source-over. Sources are rows of RGBA in ring units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_blend.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

void widen_texels(const std::uint8_t* rgba, int count, std::int16_t* to) {
  int i = 0;
  for (; i + lanes <= 4 * count; i += lanes) store(to + i, shift_left<7>(load_widened(rgba + i)));
  for (; i < 4 * count; ++i) to[i] = static_cast<std::int16_t>(rgba[i] << 7);
}

void widen_mask(const std::uint8_t* mask, int count, const std::int16_t* color, std::int16_t* to) {
  const I16 source = splat4(color);
  constexpr int step = lanes / 4;
  const auto shaded = [&](const std::uint8_t* values) {
    std::int16_t shares[lanes];
    for (int k = 0; k < lanes; ++k)
      shares[k] = static_cast<std::int16_t>((values[k / 4] << 7) + (values[k / 4] >> 1));
    return mul_q15(source, load(shares));
  };
  int x = 0;
  for (; x + step <= count; x += step) store(to + 4 * x, shaded(mask + x));
  if (x == count) return;
  std::uint8_t last[step] = {};
  std::memcpy(last, mask + x, static_cast<std::size_t>(count - x));
  std::int16_t out[lanes];
  store(out, shaded(last));
  std::memcpy(to + 4 * x, out, static_cast<std::size_t>(count - x) * 8);
}

void scale_source(std::int16_t* source, int count, std::int16_t share) {
  const I16 factor = splat(share);
  int i = 0;
  for (; i + lanes <= 4 * count; i += lanes) store(source + i, mul_q15(load(source + i), factor));
  for (; i < 4 * count; ++i) source[i] = static_cast<std::int16_t>((source[i] * share + 0x4000) >> 15);
}

// Ring units to shares in Q15.
inline I16 share_of(I16 value) { return add(value, shift_right<8>(value)); }

struct Add {
  static I16 blend(I16 source, I16, I16 below, I16) { return add_saturated(source, below); }
};
struct Screen {
  static I16 blend(I16 source, I16, I16 below, I16) {
    return add(source, sub(below, mul_q15(source, share_of(below))));
  }
};
// Of alpha this makes sa + da - sa * da.
struct Multiply {
  static I16 blend(I16 source, I16 source_alpha, I16 below, I16 below_alpha) {
    const I16 source_alone = sub(source, mul_q15(source, share_of(below_alpha)));
    const I16 below_alone = sub(below, mul_q15(below, share_of(source_alpha)));
    return add(add(source_alone, below_alone), mul_q15(source, share_of(below)));
  }
};

template <class Mode>
void blend_by(std::uint8_t* to, const std::int16_t* source, int count) {
  const auto blended = [](I16 from, I16 below) {
    const I16 mixed = Mode::blend(from, spread_alpha_16(from), below, spread_alpha_16(below));
    return shift_right<7>(add_saturated(mixed, splat(64)));
  };
  const auto block = [&](const std::uint8_t* below, const std::int16_t* from) {
    return narrow_in_order(blended(load(from), shift_left<7>(load_widened(below))),
                           blended(load(from + lanes), shift_left<7>(load_widened(below + lanes))));
  };
  constexpr int step = 2 * lanes;
  int i = 0;
  for (; i + step <= 4 * count; i += step) store_bytes(to + i, block(to + i, source + i));
  if (i == 4 * count) return;
  const auto left = static_cast<std::size_t>(4 * count - i);
  std::uint8_t below[step] = {};
  std::int16_t from[step] = {};
  std::memcpy(below, to + i, left);
  std::memcpy(from, source + i, left * sizeof(std::int16_t));
  store_bytes(below, block(below, from));
  std::memcpy(to + i, below, left);
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
