// simd.h for AVX2: 16 lanes. Windows come in two halves of 16 bytes.
#pragma once

#include <immintrin.h>

#include <cstdint>

#define ZC_SIMD_NAMESPACE kernels_of_avx2

namespace zc::cpu::kernels_of_avx2 {

using I16 = __m256i;
using U8 = __m256i;
struct Two {
  __m256i first, second;
};
inline constexpr int lanes = 16;
inline constexpr const char* set_name = "avx2";

inline I16 load(const std::int16_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
inline void store(std::int16_t* to, I16 a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), a); }
inline U8 load_bytes(const std::uint8_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
inline void store_bytes(std::uint8_t* to, U8 a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), a); }
inline void stream_bytes(std::uint8_t* to, U8 a) { _mm256_stream_si256(reinterpret_cast<__m256i*>(to), a); }
static inline void stream_fence() { _mm_sfence(); }
inline I16 splat(std::int16_t value) { return _mm256_set1_epi16(value); }
// Four values over and over.
inline I16 splat4(const std::int16_t* values) {
  return _mm256_broadcastq_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(values)));
}
inline I16 load_widened(const std::uint8_t* from) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}

inline I16 add(I16 a, I16 b) { return _mm256_add_epi16(a, b); }
inline I16 add_saturated(I16 a, I16 b) { return _mm256_adds_epi16(a, b); }
inline I16 sub(I16 a, I16 b) { return _mm256_sub_epi16(a, b); }
inline I16 mul_q15(I16 a, I16 b) { return _mm256_mulhrs_epi16(a, b); }
inline I16 mul_low(I16 a, I16 b) { return _mm256_mullo_epi16(a, b); }
inline I16 mul_high(I16 a, I16 b) { return _mm256_mulhi_epu16(a, b); }
inline I16 average(I16 a, I16 b) { return _mm256_avg_epu16(a, b); }
template <int bits>
inline I16 shift_left(I16 a) {
  return _mm256_slli_epi16(a, bits);
}
template <int bits>
inline I16 shift_right(I16 a) {
  return _mm256_srai_epi16(a, bits);
}
template <int bits>
inline I16 shift_right_unsigned(I16 a) {
  return _mm256_srli_epi16(a, bits);
}
inline I16 even_bytes(U8 a) { return _mm256_and_si256(a, _mm256_set1_epi16(255)); }
inline I16 odd_bytes(U8 a) { return _mm256_srli_epi16(a, 8); }
inline I16 bits_and(I16 a, I16 b) { return _mm256_and_si256(a, b); }
inline Two even_odd_words(const std::int16_t* from) {
  const __m256i pick = _mm256_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15, 0, 1, 4, 5, 8,
                                        9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  const __m256i a = _mm256_permute4x64_epi64(_mm256_shuffle_epi8(load(from), pick), 0xd8);
  const __m256i b = _mm256_permute4x64_epi64(_mm256_shuffle_epi8(load(from + lanes), pick), 0xd8);
  return {_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31)};
}
// a0 b0 a1 b1 …
inline Two zip(I16 a, I16 b) {
  const __m256i low = _mm256_unpacklo_epi16(a, b);
  const __m256i high = _mm256_unpackhi_epi16(a, b);
  return {_mm256_permute2x128_si256(low, high, 0x20), _mm256_permute2x128_si256(low, high, 0x31)};
}

// Of the pixels in `a` and `b`, four values each, every other one.
inline I16 even_pixels(I16 a, I16 b) { return _mm256_permute4x64_epi64(_mm256_unpacklo_epi64(a, b), 0xd8); }
inline I16 odd_pixels(I16 a, I16 b) { return _mm256_permute4x64_epi64(_mm256_unpackhi_epi64(a, b), 0xd8); }
// Pixels of `a` and `b` in turn, in memory order.
inline U8 narrow_zipped(I16 a, I16 b) {
  return _mm256_packus_epi16(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
}
inline I16 spread_alpha_16(I16 rgba) {
  return _mm256_shufflehi_epi16(_mm256_shufflelo_epi16(rgba, 0xff), 0xff);
}

inline I16 low(U8 a) { return _mm256_unpacklo_epi8(a, _mm256_setzero_si256()); }
inline I16 high(U8 a) { return _mm256_unpackhi_epi8(a, _mm256_setzero_si256()); }
inline U8 narrow(I16 low_half, I16 high_half) { return _mm256_packus_epi16(low_half, high_half); }
inline U8 narrow_in_order(I16 a, I16 b) { return _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xd8); }
inline U8 swap_red_blue(U8 rgba) {
  return _mm256_shuffle_epi8(rgba, _mm256_setr_epi8(2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15, 2,
                                                    1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15));
}
inline U8 add_bytes_saturated(U8 a, U8 b) { return _mm256_adds_epu8(a, b); }
inline U8 invert(U8 a) { return _mm256_xor_si256(a, _mm256_set1_epi8(-1)); }
// Each pixel's alpha in all four of its bytes.
inline U8 spread_alpha(U8 rgba) {
  return _mm256_shuffle_epi8(rgba, _mm256_setr_epi8(3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15, 3,
                                                    3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15));
}
inline constexpr int pixels_per_vector = 8;
// Each of a mask's next bytes in all four bytes of its pixel.
inline U8 spread_mask(const std::uint8_t* mask) {
  const __m256i eight = _mm256_broadcastq_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(mask)));
  return _mm256_shuffle_epi8(eight, _mm256_setr_epi8(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4,
                                                     4, 5, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7));
}

// The 16 bytes at window[0], and for the upper half those at window[stride].
inline U8 load_windows(const std::uint8_t* row, const std::int32_t* window, int stride) {
  const auto* a = reinterpret_cast<const __m128i*>(row + window[0]);
  const auto* b = reinterpret_cast<const __m128i*>(row + window[stride]);
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(a)), _mm_loadu_si128(b), 1);
}
// Bytes by index within each window; an index of 128 or more gives 0.
inline I16 pick(U8 windows, U8 indices) { return _mm256_shuffle_epi8(windows, indices); }
// The first four lanes of each half from `a`, the others from `b`.
inline I16 join_halves(I16 a, I16 b) { return _mm256_blend_epi32(a, b, 0xcc); }
inline U8 add_bytes(U8 a, int value) {
  return _mm256_add_epi8(a, _mm256_set1_epi8(static_cast<char>(value)));
}

// RGBA8 of `lanes` pixels, saturated to 0…255.
inline Two pixels(I16 r, I16 g, I16 b, I16 a) {
  const __m256i rb = _mm256_packus_epi16(r, b);
  const __m256i ga = _mm256_packus_epi16(g, a);
  const __m256i rg = _mm256_unpacklo_epi8(rb, ga);
  const __m256i ba = _mm256_unpackhi_epi8(rb, ga);
  const __m256i even = _mm256_unpacklo_epi16(rg, ba);
  const __m256i odd = _mm256_unpackhi_epi16(rg, ba);
  return {_mm256_permute2x128_si256(even, odd, 0x20), _mm256_permute2x128_si256(even, odd, 0x31)};
}

}  // namespace zc::cpu::kernels_of_avx2
