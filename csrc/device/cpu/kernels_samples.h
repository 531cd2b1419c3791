// Kernels: samples of each kind as vectors in ring units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/simd.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

struct Sample8 {
  static constexpr int bytes = 1;
  static I16 load_one(const std::uint8_t* from) { return load_widened(from); }
  static auto load_pair(const std::uint8_t* from) {
    struct {
      I16 first, second;
    } out{even_bytes(load_bytes(from)), odd_bytes(load_bytes(from))};
    return out;
  }
  static std::int16_t get(const std::uint8_t* from) { return *from; }
  static I16 to_ring(I16 value) { return shift_left<7>(value); }
};
struct Sample16 {
  static constexpr int bytes = 2;
  static I16 load_one(const std::uint8_t* from) { return load(reinterpret_cast<const std::int16_t*>(from)); }
  static auto load_pair(const std::uint8_t* from) {
    return even_odd_words(reinterpret_cast<const std::int16_t*>(from));
  }
  static std::int16_t get(const std::uint8_t* from) {
    std::int16_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
};
struct SampleLow10 : Sample16 {
  static I16 to_ring(I16 value) { return shift_left<5>(value); }
};
struct SampleHigh10 : Sample16 {
  static I16 to_ring(I16 value) { return bits_and(shift_right_unsigned<1>(value), splat(0x7fe0)); }
};

inline I16 lerp(I16 a, I16 b, I16 weight) { return add(a, mul_q15(sub(b, a), weight)); }

// x * factor / 255, rounded.
inline I16 scale_8_bits(I16 value, I16 factor) {
  const I16 product = add(mul_low(value, factor), splat(128));
  return shift_right_unsigned<8>(add(product, shift_right_unsigned<8>(product)));
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
