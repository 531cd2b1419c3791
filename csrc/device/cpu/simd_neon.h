// simd.h for NEON (AArch64): 8 lanes.
#pragma once

#include <arm_neon.h>

#include <cstdint>

#define ZC_SIMD_NAMESPACE kernels_of_neon

namespace zc::cpu::kernels_of_neon {

using I16 = int16x8_t;
using U8 = uint8x16_t;
struct Two {
  U8 first, second;
};
struct TwoI16 {
  I16 first, second;
};
inline constexpr int lanes = 8;
inline constexpr const char* set_name = "neon";

inline I16 load(const std::int16_t* from) { return vld1q_s16(from); }
inline void store(std::int16_t* to, I16 a) { vst1q_s16(to, a); }
inline U8 load_bytes(const std::uint8_t* from) { return vld1q_u8(from); }
inline void store_bytes(std::uint8_t* to, U8 a) { vst1q_u8(to, a); }
inline void stream_bytes(std::uint8_t* to, U8 a) { vst1q_u8(to, a); }
static inline void stream_fence() {}
inline I16 splat(std::int16_t value) { return vdupq_n_s16(value); }
inline I16 splat4(const std::int16_t* values) {
  const int16x4_t four = vld1_s16(values);
  return vcombine_s16(four, four);
}
inline I16 load_widened(const std::uint8_t* from) { return vreinterpretq_s16_u16(vmovl_u8(vld1_u8(from))); }

inline I16 add(I16 a, I16 b) { return vaddq_s16(a, b); }
inline I16 add_saturated(I16 a, I16 b) { return vqaddq_s16(a, b); }
inline I16 sub(I16 a, I16 b) { return vsubq_s16(a, b); }
inline I16 mul_q15(I16 a, I16 b) { return vqrdmulhq_s16(a, b); }
inline I16 mul_low(I16 a, I16 b) { return vmulq_s16(a, b); }
inline I16 mul_high(I16 a, I16 b) {
  const uint16x8_t x = vreinterpretq_u16_s16(a);
  const uint16x8_t y = vreinterpretq_u16_s16(b);
  const uint32x4_t low_half = vmull_u16(vget_low_u16(x), vget_low_u16(y));
  const uint32x4_t high_half = vmull_high_u16(x, y);
  return vreinterpretq_s16_u16(vuzp2q_u16(vreinterpretq_u16_u32(low_half), vreinterpretq_u16_u32(high_half)));
}
inline I16 average(I16 a, I16 b) {
  return vreinterpretq_s16_u16(vrhaddq_u16(vreinterpretq_u16_s16(a), vreinterpretq_u16_s16(b)));
}
template <int bits>
inline I16 shift_left(I16 a) {
  return vshlq_n_s16(a, bits);
}
template <int bits>
inline I16 shift_right(I16 a) {
  return vshrq_n_s16(a, bits);
}
template <int bits>
inline I16 shift_right_unsigned(I16 a) {
  return vreinterpretq_s16_u16(vshrq_n_u16(vreinterpretq_u16_s16(a), bits));
}
inline I16 even_bytes(U8 a) {
  return vreinterpretq_s16_u16(vandq_u16(vreinterpretq_u16_u8(a), vdupq_n_u16(255)));
}
inline I16 odd_bytes(U8 a) { return vreinterpretq_s16_u16(vshrq_n_u16(vreinterpretq_u16_u8(a), 8)); }
inline I16 bits_and(I16 a, I16 b) { return vandq_s16(a, b); }
inline TwoI16 even_odd_words(const std::int16_t* from) {
  const int16x8x2_t words = vld2q_s16(from);
  return {words.val[0], words.val[1]};
}
inline TwoI16 zip(I16 a, I16 b) { return {vzip1q_s16(a, b), vzip2q_s16(a, b)}; }

inline I16 even_pixels(I16 a, I16 b) {
  return vreinterpretq_s16_s64(vzip1q_s64(vreinterpretq_s64_s16(a), vreinterpretq_s64_s16(b)));
}
inline I16 odd_pixels(I16 a, I16 b) {
  return vreinterpretq_s16_s64(vzip2q_s64(vreinterpretq_s64_s16(a), vreinterpretq_s64_s16(b)));
}
inline I16 spread_alpha_16(I16 rgba) {
  const U8 indices = {6, 7, 6, 7, 6, 7, 6, 7, 14, 15, 14, 15, 14, 15, 14, 15};
  return vreinterpretq_s16_u8(vqtbl1q_u8(vreinterpretq_u8_s16(rgba), indices));
}

inline I16 low(U8 a) { return vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(a))); }
inline I16 high(U8 a) { return vreinterpretq_s16_u16(vmovl_high_u8(a)); }
inline U8 narrow(I16 low_half, I16 high_half) { return vqmovun_high_s16(vqmovun_s16(low_half), high_half); }
inline U8 narrow_in_order(I16 a, I16 b) { return narrow(a, b); }
inline U8 narrow_zipped(I16 a, I16 b) { return narrow(even_pixels(a, b), odd_pixels(a, b)); }
inline U8 swap_red_blue(U8 rgba) {
  const U8 indices = {2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15};
  return vqtbl1q_u8(rgba, indices);
}
inline U8 add_bytes_saturated(U8 a, U8 b) { return vqaddq_u8(a, b); }
inline U8 invert(U8 a) { return vmvnq_u8(a); }
inline U8 spread_alpha(U8 rgba) {
  const U8 indices = {3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15};
  return vqtbl1q_u8(rgba, indices);
}
inline constexpr int pixels_per_vector = 4;
inline U8 spread_mask(const std::uint8_t* mask) {
  std::uint32_t four = 0;
  __builtin_memcpy(&four, mask, sizeof four);
  const U8 indices = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  return vqtbl1q_u8(vreinterpretq_u8_u32(vdupq_n_u32(four)), indices);
}

inline U8 load_windows(const std::uint8_t* row, const std::int32_t* window, int) {
  return vld1q_u8(row + window[0]);
}
inline I16 pick(U8 windows, U8 indices) { return vreinterpretq_s16_u8(vqtbl1q_u8(windows, indices)); }
inline I16 join_halves(I16 a, I16 b) { return vcombine_s16(vget_low_s16(a), vget_high_s16(b)); }
inline U8 add_bytes(U8 a, int value) { return vaddq_u8(a, vdupq_n_u8(static_cast<std::uint8_t>(value))); }

inline Two pixels(I16 r, I16 g, I16 b, I16 a) {
  const uint8x8x2_t rg_pairs = vzip_u8(vqmovun_s16(r), vqmovun_s16(g));
  const uint8x8x2_t ba_pairs = vzip_u8(vqmovun_s16(b), vqmovun_s16(a));
  const uint16x8_t rg = vreinterpretq_u16_u8(vcombine_u8(rg_pairs.val[0], rg_pairs.val[1]));
  const uint16x8_t ba = vreinterpretq_u16_u8(vcombine_u8(ba_pairs.val[0], ba_pairs.val[1]));
  return {vreinterpretq_u8_u16(vzip1q_u16(rg, ba)), vreinterpretq_u8_u16(vzip2q_u16(rg, ba))};
}

}  // namespace zc::cpu::kernels_of_neon
