// simd.h for SSSE3: 8 lanes.
#pragma once

#include <tmmintrin.h>

#include <cstdint>

#define ZC_SIMD_NAMESPACE kernels_of_ssse3

namespace zc::cpu::kernels_of_ssse3 {

using I16 = __m128i;
using U8 = __m128i;
struct Two {
  __m128i first, second;
};
inline constexpr int lanes = 8;
inline constexpr const char* set_name = "ssse3";

inline I16 load(const std::int16_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
inline void store(std::int16_t* to, I16 a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), a); }
inline U8 load_bytes(const std::uint8_t* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}
inline void store_bytes(std::uint8_t* to, U8 a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), a); }
inline void stream_bytes(std::uint8_t* to, U8 a) { _mm_stream_si128(reinterpret_cast<__m128i*>(to), a); }
static inline void stream_fence() { _mm_sfence(); }
inline I16 splat(std::int16_t value) { return _mm_set1_epi16(value); }
inline I16 splat4(const std::int16_t* values) {
  const __m128i four = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(values));
  return _mm_unpacklo_epi64(four, four);
}
inline I16 load_widened(const std::uint8_t* from) {
  return _mm_unpacklo_epi8(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)), _mm_setzero_si128());
}

inline I16 add(I16 a, I16 b) { return _mm_add_epi16(a, b); }
inline I16 add_saturated(I16 a, I16 b) { return _mm_adds_epi16(a, b); }
inline I16 sub(I16 a, I16 b) { return _mm_sub_epi16(a, b); }
inline I16 mul_q15(I16 a, I16 b) { return _mm_mulhrs_epi16(a, b); }
inline I16 mul_low(I16 a, I16 b) { return _mm_mullo_epi16(a, b); }
inline I16 mul_high(I16 a, I16 b) { return _mm_mulhi_epu16(a, b); }
inline I16 average(I16 a, I16 b) { return _mm_avg_epu16(a, b); }
template <int bits>
inline I16 shift_left(I16 a) {
  return _mm_slli_epi16(a, bits);
}
template <int bits>
inline I16 shift_right(I16 a) {
  return _mm_srai_epi16(a, bits);
}
template <int bits>
inline I16 shift_right_unsigned(I16 a) {
  return _mm_srli_epi16(a, bits);
}
inline I16 even_bytes(U8 a) { return _mm_and_si128(a, _mm_set1_epi16(255)); }
inline I16 odd_bytes(U8 a) { return _mm_srli_epi16(a, 8); }
inline I16 bits_and(I16 a, I16 b) { return _mm_and_si128(a, b); }
inline Two even_odd_words(const std::int16_t* from) {
  const __m128i pick = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  const __m128i a = _mm_shuffle_epi8(load(from), pick);
  const __m128i b = _mm_shuffle_epi8(load(from + lanes), pick);
  return {_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b)};
}
inline Two zip(I16 a, I16 b) { return {_mm_unpacklo_epi16(a, b), _mm_unpackhi_epi16(a, b)}; }

inline I16 even_pixels(I16 a, I16 b) { return _mm_unpacklo_epi64(a, b); }
inline I16 odd_pixels(I16 a, I16 b) { return _mm_unpackhi_epi64(a, b); }
inline U8 narrow_zipped(I16 a, I16 b) {
  return _mm_packus_epi16(_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b));
}
inline I16 spread_alpha_16(I16 rgba) { return _mm_shufflehi_epi16(_mm_shufflelo_epi16(rgba, 0xff), 0xff); }

inline I16 low(U8 a) { return _mm_unpacklo_epi8(a, _mm_setzero_si128()); }
inline I16 high(U8 a) { return _mm_unpackhi_epi8(a, _mm_setzero_si128()); }
inline U8 narrow(I16 low_half, I16 high_half) { return _mm_packus_epi16(low_half, high_half); }
inline U8 narrow_in_order(I16 a, I16 b) { return narrow(a, b); }
inline U8 swap_red_blue(U8 rgba) {
  return _mm_shuffle_epi8(rgba, _mm_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15));
}
inline U8 add_bytes_saturated(U8 a, U8 b) { return _mm_adds_epu8(a, b); }
inline U8 invert(U8 a) { return _mm_xor_si128(a, _mm_set1_epi8(-1)); }
inline U8 spread_alpha(U8 rgba) {
  return _mm_shuffle_epi8(rgba, _mm_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
}
inline constexpr int pixels_per_vector = 4;
inline U8 spread_mask(const std::uint8_t* mask) {
  std::int32_t four = 0;
  __builtin_memcpy(&four, mask, sizeof four);
  return _mm_shuffle_epi8(_mm_cvtsi32_si128(four),
                          _mm_setr_epi8(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
}

inline U8 load_windows(const std::uint8_t* row, const std::int32_t* window, int) {
  return load_bytes(row + window[0]);
}
inline I16 pick(U8 windows, U8 indices) { return _mm_shuffle_epi8(windows, indices); }
inline I16 join_halves(I16 a, I16 b) {
  return _mm_castpd_si128(_mm_shuffle_pd(_mm_castsi128_pd(a), _mm_castsi128_pd(b), 2));
}
inline U8 add_bytes(U8 a, int value) { return _mm_add_epi8(a, _mm_set1_epi8(static_cast<char>(value))); }

inline Two pixels(I16 r, I16 g, I16 b, I16 a) {
  const __m128i rb = _mm_packus_epi16(r, b);
  const __m128i ga = _mm_packus_epi16(g, a);
  const __m128i rg = _mm_unpacklo_epi8(rb, ga);
  const __m128i ba = _mm_unpackhi_epi8(rb, ga);
  return {_mm_unpacklo_epi16(rg, ba), _mm_unpackhi_epi16(rg, ba)};
}

}  // namespace zc::cpu::kernels_of_ssse3
