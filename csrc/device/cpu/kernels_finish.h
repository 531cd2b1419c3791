// Kernels: filtered rows of YUV to RGBA8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

// The matrix in registers.
struct Matrix {
  explicit Matrix(const YuvCoefficients& c)
      : luma(splat(c.luma)),
        r_v(splat(c.r_v)),
        g_u(splat(c.g_u)),
        g_v(splat(c.g_v)),
        b_u(splat(c.b_u)),
        offset(splat(c.offset)) {}
  auto convert(I16 y, I16 u, I16 v) const {
    const I16 gray = add(mul_q15(y, luma), offset);
    return pixels(shift_right<5>(add_saturated(gray, mul_q15(v, r_v))),
                  shift_right<5>(add_saturated(gray, add(mul_q15(u, g_u), mul_q15(v, g_v)))),
                  shift_right<5>(add_saturated(gray, mul_q15(u, b_u))), splat(255));
  }
  I16 luma, r_v, g_u, g_v, b_u, offset;
};

template <bool stream, class Pixels>
void store_pixels(std::uint8_t* to, const Pixels& rgba) {
  constexpr int half = 2 * lanes;
  if constexpr (stream) {
    stream_bytes(to, rgba.first);
    stream_bytes(to + half, rgba.second);
  } else {
    store_bytes(to, rgba.first);
    store_bytes(to + half, rgba.second);
  }
}

inline bool can_stream(const std::uint8_t* to) { return reinterpret_cast<std::uintptr_t>(to) % 32 == 0; }

template <bool stream>
void finish_scaled_to(const ScaledRows& rows, int count, const YuvCoefficients& coefficients,
                      std::uint8_t* to) {
  const Matrix matrix(coefficients);
  const I16 luma_weight = splat(rows.luma_weight);
  const I16 chroma_weight = splat(rows.chroma_weight);
  const auto block = [&](int x) {
    return matrix.convert(lerp(load(rows.y[0] + x), load(rows.y[1] + x), luma_weight),
                          lerp(load(rows.u[0] + x), load(rows.u[1] + x), chroma_weight),
                          lerp(load(rows.v[0] + x), load(rows.v[1] + x), chroma_weight));
  };
  int x = 0;
  for (; x + lanes <= count; x += lanes) store_pixels<stream>(to + 4 * x, block(x));
  if (x == count) return;
  std::uint8_t last[4 * lanes];
  store_pixels<false>(last, block(x));
  std::memcpy(to + 4 * x, last, static_cast<std::size_t>(count - x) * 4);
}

void finish_scaled(const ScaledRows& rows, int count, const YuvCoefficients& matrix, bool stream,
                   std::uint8_t* to) {
  if (stream && can_stream(to)) return finish_scaled_to<true>(rows, count, matrix, to);
  finish_scaled_to<false>(rows, count, matrix, to);
}

// cosited: each even luma sample lies on a chroma sample, each odd one amid two.
template <bool stream, bool cosited, bool bytes>
void finish_native_to(const NativeRows& rows, int count, const YuvCoefficients& coefficients,
                      std::uint8_t* to) {
  const Matrix matrix(coefficients);
  const I16 even_weight = splat(rows.even_weight);
  const I16 odd_weight = splat(rows.odd_weight);
  const auto widen = [&](const std::int16_t* chroma, int k) {
    const I16 here = load(chroma + k);
    const I16 even = cosited ? here : lerp(load(chroma + k - 1), here, even_weight);
    return zip(even, lerp(here, load(chroma + k + 1), odd_weight));
  };
  // Two vectors of luma beside one of chroma.
  constexpr int step = 2 * lanes;
  const auto block = [&](int x, I16 luma0, I16 luma1, auto store_block) {
    const auto u = widen(rows.u, x / 2);
    const auto v = widen(rows.v, x / 2);
    store_block(0, matrix.convert(luma0, u.first, v.first));
    store_block(4 * lanes, matrix.convert(luma1, u.second, v.second));
  };
  int x = 0;
  for (; x + step <= count; x += step) {
    const auto store_block = [&](int at, const auto& rgba) { store_pixels<stream>(to + 4 * x + at, rgba); };
    if constexpr (bytes)
      block(x, shift_left<7>(load_widened(rows.luma_bytes + x)),
            shift_left<7>(load_widened(rows.luma_bytes + x + lanes)), store_block);
    else
      block(x, load(rows.luma + x), load(rows.luma + x + lanes), store_block);
  }
  if (x == count) return;
  std::int16_t luma[step] = {};
  for (int i = 0; i < count - x; ++i)
    luma[i] = bytes ? static_cast<std::int16_t>(rows.luma_bytes[x + i] << 7) : rows.luma[x + i];
  std::uint8_t last[4 * step];
  block(x, load(luma), load(luma + lanes),
        [&](int at, const auto& rgba) { store_pixels<false>(last + at, rgba); });
  std::memcpy(to + 4 * x, last, static_cast<std::size_t>(count - x) * 4);
}

template <bool stream>
void finish_native_siting(const NativeRows& rows, int count, const YuvCoefficients& matrix,
                          std::uint8_t* to) {
  const bool cosited = rows.even_weight == 32767;
  if (rows.luma_bytes) {
    if (cosited) return finish_native_to<stream, true, true>(rows, count, matrix, to);
    return finish_native_to<stream, false, true>(rows, count, matrix, to);
  }
  if (cosited) return finish_native_to<stream, true, false>(rows, count, matrix, to);
  finish_native_to<stream, false, false>(rows, count, matrix, to);
}

void finish_native(const NativeRows& rows, int count, const YuvCoefficients& matrix, bool stream,
                   std::uint8_t* to) {
  if (stream && can_stream(to)) return finish_native_siting<true>(rows, count, matrix, to);
  finish_native_siting<false>(rows, count, matrix, to);
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
