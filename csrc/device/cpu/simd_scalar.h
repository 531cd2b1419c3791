// simd.h in plain C++: 8 lanes, for every processor.
#pragma once

#include <cstdint>
#include <cstring>

#define ZC_SIMD_NAMESPACE kernels_of_scalar

namespace zc::cpu::kernels_of_scalar {

inline constexpr int lanes = 8;
inline constexpr const char* set_name = "scalar";

struct I16 {
  std::int16_t lane[lanes];
};
struct U8 {
  std::uint8_t lane[2 * lanes];
};
struct Two {
  U8 first, second;
};
struct TwoI16 {
  I16 first, second;
};

template <class Operation>
inline I16 each(Operation operation) {
  I16 out;
  for (int i = 0; i < lanes; ++i) out.lane[i] = static_cast<std::int16_t>(operation(i));
  return out;
}
template <class Operation>
inline U8 each_byte(Operation operation) {
  U8 out;
  for (int i = 0; i < 2 * lanes; ++i) out.lane[i] = static_cast<std::uint8_t>(operation(i));
  return out;
}
inline int bounded(int value, int lo, int hi) { return value < lo ? lo : value > hi ? hi : value; }

inline I16 load(const std::int16_t* from) {
  I16 out;
  std::memcpy(out.lane, from, sizeof out.lane);
  return out;
}
inline void store(std::int16_t* to, const I16& a) { std::memcpy(to, a.lane, sizeof a.lane); }
inline U8 load_bytes(const std::uint8_t* from) {
  U8 out;
  std::memcpy(out.lane, from, sizeof out.lane);
  return out;
}
inline void store_bytes(std::uint8_t* to, const U8& a) { std::memcpy(to, a.lane, sizeof a.lane); }
inline void stream_bytes(std::uint8_t* to, const U8& a) { store_bytes(to, a); }
static inline void stream_fence() {}
inline I16 splat(std::int16_t value) {
  return each([value](int) { return value; });
}
inline I16 splat4(const std::int16_t* values) {
  return each([values](int i) { return values[i & 3]; });
}
inline I16 load_widened(const std::uint8_t* from) {
  return each([from](int i) { return from[i]; });
}

inline I16 add(const I16& a, const I16& b) {
  return each([&](int i) { return a.lane[i] + b.lane[i]; });
}
inline I16 add_saturated(const I16& a, const I16& b) {
  return each([&](int i) { return bounded(a.lane[i] + b.lane[i], -32768, 32767); });
}
inline I16 sub(const I16& a, const I16& b) {
  return each([&](int i) { return a.lane[i] - b.lane[i]; });
}
inline I16 mul_q15(const I16& a, const I16& b) {
  return each([&](int i) { return (a.lane[i] * b.lane[i] + 0x4000) >> 15; });
}
inline I16 mul_low(const I16& a, const I16& b) {
  return each([&](int i) { return a.lane[i] * b.lane[i]; });
}
inline I16 mul_high(const I16& a, const I16& b) {
  return each([&](int i) {
    return static_cast<std::uint32_t>(static_cast<std::uint16_t>(a.lane[i])) *
               static_cast<std::uint16_t>(b.lane[i]) >>
           16;
  });
}
inline I16 average(const I16& a, const I16& b) {
  return each([&](int i) {
    return (static_cast<std::uint16_t>(a.lane[i]) + static_cast<std::uint16_t>(b.lane[i]) + 1) >> 1;
  });
}
template <int bits>
inline I16 shift_left(const I16& a) {
  return each([&](int i) { return static_cast<std::uint16_t>(a.lane[i]) << bits; });
}
template <int bits>
inline I16 shift_right(const I16& a) {
  return each([&](int i) { return a.lane[i] >> bits; });
}
template <int bits>
inline I16 shift_right_unsigned(const I16& a) {
  return each([&](int i) { return static_cast<std::uint16_t>(a.lane[i]) >> bits; });
}
inline I16 even_bytes(const U8& a) {
  return each([&](int i) { return a.lane[2 * i]; });
}
inline I16 odd_bytes(const U8& a) {
  return each([&](int i) { return a.lane[2 * i + 1]; });
}
inline I16 bits_and(const I16& a, const I16& b) {
  return each([&](int i) { return a.lane[i] & b.lane[i]; });
}
inline TwoI16 even_odd_words(const std::int16_t* from) {
  return {each([&](int i) { return from[2 * i]; }), each([&](int i) { return from[2 * i + 1]; })};
}
inline TwoI16 zip(const I16& a, const I16& b) {
  const auto zipped = [&](int start) {
    return each([&](int i) { return (i & 1 ? b : a).lane[start + i / 2]; });
  };
  return {zipped(0), zipped(lanes / 2)};
}

inline I16 even_pixels(const I16& a, const I16& b) {
  return each([&](int i) { return (i < 4 ? a : b).lane[i & 3]; });
}
inline I16 odd_pixels(const I16& a, const I16& b) {
  return each([&](int i) { return (i < 4 ? a : b).lane[4 + (i & 3)]; });
}
inline I16 spread_alpha_16(const I16& rgba) {
  return each([&](int i) { return rgba.lane[i | 3]; });
}

inline I16 low(const U8& a) {
  return each([&](int i) { return a.lane[i]; });
}
inline I16 high(const U8& a) {
  return each([&](int i) { return a.lane[lanes + i]; });
}
inline U8 narrow(const I16& low_half, const I16& high_half) {
  U8 out;
  for (int i = 0; i < lanes; ++i) {
    out.lane[i] = static_cast<std::uint8_t>(bounded(low_half.lane[i], 0, 255));
    out.lane[lanes + i] = static_cast<std::uint8_t>(bounded(high_half.lane[i], 0, 255));
  }
  return out;
}
inline U8 narrow_in_order(const I16& a, const I16& b) { return narrow(a, b); }
inline U8 narrow_zipped(const I16& a, const I16& b) { return narrow(even_pixels(a, b), odd_pixels(a, b)); }
inline U8 swap_red_blue(const U8& rgba) {
  return each_byte([&](int i) { return rgba.lane[i % 4 == 0 ? i + 2 : i % 4 == 2 ? i - 2 : i]; });
}
inline U8 add_bytes_saturated(const U8& a, const U8& b) {
  return each_byte([&](int i) { return bounded(a.lane[i] + b.lane[i], 0, 255); });
}
inline U8 invert(const U8& a) {
  return each_byte([&](int i) { return 255 - a.lane[i]; });
}
inline U8 spread_alpha(const U8& rgba) {
  return each_byte([&](int i) { return rgba.lane[i | 3]; });
}
inline constexpr int pixels_per_vector = 4;
inline U8 spread_mask(const std::uint8_t* mask) {
  return each_byte([mask](int i) { return mask[i / 4]; });
}

inline U8 load_windows(const std::uint8_t* row, const std::int32_t* window, int) {
  return load_bytes(row + window[0]);
}
inline I16 pick(const U8& windows, const U8& indices) {
  I16 out;
  const auto byte = [&](int i) -> unsigned {
    return indices.lane[i] < 128 ? windows.lane[indices.lane[i] & 15] : 0;
  };
  for (int i = 0; i < lanes; ++i) out.lane[i] = static_cast<std::int16_t>(byte(2 * i) | byte(2 * i + 1) << 8);
  return out;
}
inline I16 join_halves(const I16& a, const I16& b) {
  return each([&](int i) { return (i < lanes / 2 ? a : b).lane[i]; });
}
inline U8 add_bytes(const U8& a, int value) {
  return each_byte([&](int i) { return a.lane[i] + value; });
}

inline Two pixels(const I16& r, const I16& g, const I16& b, const I16& a) {
  std::uint8_t out[4 * lanes];
  for (int i = 0; i < lanes; ++i) {
    out[4 * i] = static_cast<std::uint8_t>(bounded(r.lane[i], 0, 255));
    out[4 * i + 1] = static_cast<std::uint8_t>(bounded(g.lane[i], 0, 255));
    out[4 * i + 2] = static_cast<std::uint8_t>(bounded(b.lane[i], 0, 255));
    out[4 * i + 3] = static_cast<std::uint8_t>(bounded(a.lane[i], 0, 255));
  }
  return {load_bytes(out), load_bytes(out + 2 * lanes)};
}

}  // namespace zc::cpu::kernels_of_scalar
