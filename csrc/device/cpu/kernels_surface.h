// Kernels: the filters between surfaces. Values are unsigned with 16 bits, where 65535 is 1; a pixel is
// four of them. Rounding is the same on every set. What lies behind the last whole vector is done by a
// vector that ends where the row ends, or value by value where the row is shorter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

inline I16 load_u16(const std::uint16_t* from) { return load(reinterpret_cast<const std::int16_t*>(from)); }
inline void store_u16(std::uint16_t* to, I16 a) { store(reinterpret_cast<std::int16_t*>(to), a); }

// Calls each(i) for every vector of a row of `count` values, of which the last one may overlap with the one
// before: each() must not depend on what it has written. A row shorter than a vector is each_short()'s.
template <class Each, class EachShort>
void for_row(int count, Each each, EachShort each_short) {
  if (count < lanes) return each_short();
  int i = 0;
  for (; i + lanes <= count; i += lanes) each(i);
  if (i < count) each(count - lanes);
}

template <class Value>
struct ShortRow {
  ShortRow(const Value* from, int count) {
    std::memcpy(values, from, static_cast<std::size_t>(count) * sizeof(Value));
  }
  Value values[2 * lanes] = {};
};

void widen_row(const std::uint8_t* from, int count, std::uint16_t* to) {
  const auto widened = [](const std::uint8_t* bytes) {
    const I16 value = load_widened(bytes);
    return add(value, shift_left<8>(value));
  };
  for_row(
      count, [&](int i) { store_u16(to + i, widened(from + i)); },
      [&] {
        for (int i = 0; i < count; ++i) to[i] = static_cast<std::uint16_t>(from[i] * 257);
      });
}

// Rounds to 8 bits.
inline I16 to_code(I16 value) {
  return shift_right_unsigned<8>(add(sub(value, shift_right_unsigned<8>(value)), splat(128)));
}

void narrow_row(const std::uint16_t* from, int count, std::uint8_t* to) {
  const auto narrowed = [](const std::uint16_t* values) {
    return narrow_in_order(to_code(load_u16(values)), to_code(load_u16(values + lanes)));
  };
  constexpr int step = 2 * lanes;
  int i = 0;
  for (; i + step <= count; i += step) store_bytes(to + i, narrowed(from + i));
  if (i == count) return;
  const ShortRow<std::uint16_t> last(from + i, count - i);
  std::uint8_t bytes[step];
  store_bytes(bytes, narrowed(last.values));
  std::memcpy(to + i, bytes, static_cast<std::size_t>(count - i));
}

void tint_row(std::uint16_t* row, int pixels, const std::uint16_t* tint) {
  const I16 factor = splat4(reinterpret_cast<const std::int16_t*>(tint));
  const auto tinted = [&](I16 rgba) { return mul_high(spread_alpha_16(rgba), factor); };
  const int count = 4 * pixels;
  int i = 0;
  for (; i + lanes <= count; i += lanes) store_u16(row + i, tinted(load_u16(row + i)));
  if (i == count) return;
  ShortRow<std::uint16_t> last(row + i, count - i);
  store_u16(last.values, tinted(load_u16(last.values)));
  std::memcpy(row + i, last.values, static_cast<std::size_t>(count - i) * sizeof(std::uint16_t));
}

// (outer + 3 inner + 3 inner + outer) / 8
inline I16 weigh_1331(I16 outer_a, I16 inner_a, I16 inner_b, I16 outer_b) {
  const I16 inner = average(inner_a, inner_b);
  return average(inner, average(inner, average(outer_a, outer_b)));
}

void halve_rows_8(const std::uint8_t* const* rows, int count, std::uint16_t* to) {
  if (count < lanes) {
    std::uint8_t padded[4][lanes] = {};
    for (int k = 0; k < 4; ++k) std::memcpy(padded[k], rows[k], static_cast<std::size_t>(count));
    const std::uint8_t* const whole[] = {padded[0], padded[1], padded[2], padded[3]};
    std::uint16_t out[lanes];
    halve_rows_8(whole, lanes, out);
    std::memcpy(to, out, static_cast<std::size_t>(count) * sizeof(std::uint16_t));
    return;
  }
  const auto filtered = [&](int i) {
    const auto at = [&](int k) { return load_widened(rows[k] + i); };
    const I16 inner = add(at(1), at(2));
    const I16 sum = add(add(inner, shift_left<1>(inner)), add(at(0), at(3)));  // of eighths
    return add(shift_left<5>(sum), shift_right<3>(sum));                       // * 257 / 8
  };
  for_row(
      count, [&](int i) { store_u16(to + i, filtered(i)); }, [] {});
}

void halve_rows_16(const std::uint16_t* const* rows, int count, std::uint16_t* to) {
  if (count < lanes) {
    std::uint16_t padded[4][lanes] = {};
    for (int k = 0; k < 4; ++k) std::memcpy(padded[k], rows[k], static_cast<std::size_t>(count) * 2);
    const std::uint16_t* const whole[] = {padded[0], padded[1], padded[2], padded[3]};
    std::uint16_t out[lanes];
    halve_rows_16(whole, lanes, out);
    std::memcpy(to, out, static_cast<std::size_t>(count) * sizeof(std::uint16_t));
    return;
  }
  const auto filtered = [&](int i) {
    const auto at = [&](int k) { return load_u16(rows[k] + i); };
    return weigh_1331(at(0), at(1), at(2), at(3));
  };
  for_row(
      count, [&](int i) { store_u16(to + i, filtered(i)); }, [] {});
}

void halve_row(const std::uint16_t* row, int pixels, std::uint16_t* to) {
  const auto filtered = [](const std::uint16_t* from) {
    const auto at = [from](int pixel) { return load_u16(from + 4 * pixel); };
    constexpr int step = lanes / 4;
    const I16 a = at(0);
    const I16 b = at(step);
    return weigh_1331(even_pixels(at(-1), at(step - 1)), even_pixels(a, b), odd_pixels(a, b),
                      even_pixels(at(2), at(step + 2)));
  };
  const int count = 4 * pixels;
  int i = 0;
  for (; i + lanes <= count; i += lanes) store_u16(to + i, filtered(row + 2 * i));
  if (i == count) return;
  std::uint16_t last[lanes];
  store_u16(last, filtered(row + 2 * i));  // `row` is readable for a block past its end
  std::memcpy(to + i, last, static_cast<std::size_t>(count - i) * sizeof(std::uint16_t));
}

// A row's sums so far of some values from `i` on.
struct Sum {
  // Each product is cut off, by half a step on average.
  Sum(const std::uint16_t* centre, I16 weight, I16 rounding)
      : value(add(rounding, mul_high(load_u16(centre), weight))) {}
  void add_pair(const std::uint16_t* before, const std::uint16_t* after, I16 weight) {
    value = add(value, mul_high(average(load_u16(before), load_u16(after)), weight));
  }
  I16 value;
};

// Four vectors go along each tap together, so that its pointers and its weight are fetched once.
void convolve_four(const std::uint16_t* const* taps, const std::uint16_t* weights, int radius, int i,
                   std::uint16_t* to) {
  const I16 rounding = splat(static_cast<std::int16_t>((radius + 1) / 2));
  const I16 centre = splat(static_cast<std::int16_t>(weights[0]));
  const auto start = [&](int v) { return Sum(taps[0] + i + v * lanes, centre, rounding); };
  Sum a = start(0);
  Sum b = start(1);
  Sum c = start(2);
  Sum d = start(3);
  for (int k = 1; k <= radius; ++k) {
    const std::uint16_t* const before = taps[2 * k - 1] + i;
    const std::uint16_t* const after = taps[2 * k] + i;
    const I16 weight = splat(static_cast<std::int16_t>(weights[k]));
    a.add_pair(before, after, weight);
    b.add_pair(before + lanes, after + lanes, weight);
    c.add_pair(before + 2 * lanes, after + 2 * lanes, weight);
    d.add_pair(before + 3 * lanes, after + 3 * lanes, weight);
  }
  store_u16(to + i, a.value);
  store_u16(to + i + lanes, b.value);
  store_u16(to + i + 2 * lanes, c.value);
  store_u16(to + i + 3 * lanes, d.value);
}

void convolve_one(const std::uint16_t* const* taps, const std::uint16_t* weights, int radius, int i,
                  std::uint16_t* to) {
  const I16 rounding = splat(static_cast<std::int16_t>((radius + 1) / 2));
  Sum sum(taps[0] + i, splat(static_cast<std::int16_t>(weights[0])), rounding);
  for (int k = 1; k <= radius; ++k)
    sum.add_pair(taps[2 * k - 1] + i, taps[2 * k] + i, splat(static_cast<std::int16_t>(weights[k])));
  store_u16(to + i, sum.value);
}

void convolve(const std::uint16_t* const* taps, const std::uint16_t* weights, int radius, int count,
              std::uint16_t* to) {
  if (count < lanes) {
    for (int i = 0; i < count; ++i) {
      unsigned sum = static_cast<unsigned>(radius + 1) / 2 + (unsigned{taps[0][i]} * weights[0] >> 16);
      for (int k = 1; k <= radius; ++k)
        sum += (unsigned{taps[2 * k - 1][i]} + taps[2 * k][i] + 1) / 2 * weights[k] >> 16;
      to[i] = static_cast<std::uint16_t>(sum);
    }
    return;
  }
  int i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) convolve_four(taps, weights, radius, i, to);
  for (; i + lanes <= count; i += lanes) convolve_one(taps, weights, radius, i, to);
  if (i < count) convolve_one(taps, weights, radius, count - lanes, to);
}

// 16 bits to ring units.
inline I16 to_ring_units(I16 value) {
  return shift_right_unsigned<1>(sub(value, shift_right_unsigned<8>(value)));
}

void mix_rows(const std::uint16_t* upper, const std::uint16_t* lower, std::int16_t weight, int count,
              std::int16_t* to) {
  const I16 share = splat(weight);
  const auto mixed = [&](const std::uint16_t* a, const std::uint16_t* b) {
    return lerp(to_ring_units(load_u16(a)), to_ring_units(load_u16(b)), share);
  };
  for_row(
      count, [&](int i) { store(to + i, mixed(upper + i, lower + i)); },
      [&] {
        const ShortRow<std::uint16_t> a(upper, count);
        const ShortRow<std::uint16_t> b(lower, count);
        std::int16_t out[lanes];
        store(out, mixed(a.values, b.values));
        std::memcpy(to, out, static_cast<std::size_t>(count) * sizeof(std::int16_t));
      });
}

inline I16 ring_to_code(I16 value) { return shift_right<7>(add(value, splat(64))); }
inline I16 ring_to_16(I16 value) { return add(shift_left<1>(value), shift_right<7>(value)); }

// Two vectors of pixels, to 8 bits or to 16.
struct To8 {
  static constexpr int bytes = 1;
  static void put(std::uint8_t* to, I16 a, I16 b) {
    store_bytes(to, narrow_in_order(ring_to_code(a), ring_to_code(b)));
  }
};
struct To16 {
  static constexpr int bytes = 2;
  static void put(std::uint8_t* to, I16 a, I16 b) {
    auto* const values = reinterpret_cast<std::uint16_t*>(to);
    store_u16(values, ring_to_16(a));
    store_u16(values + lanes, ring_to_16(b));
  }
};

// By two and to 8 bits, which is most of what a small blur costs. Returns how many pixels it has made.
inline int enlarge_twice(const std::int16_t* row, int pixels, std::uint8_t* to) {
  constexpr int step = lanes / 4;  // texels
  const I16 near = splat(3 << 13);
  const I16 far = splat(1 << 13);
  int x = 0;
  for (; x + 2 * step <= pixels; x += 2 * step) {
    const std::int16_t* const from = row + 2 * x;
    const I16 here = load(from);
    const I16 even = lerp(load(from - 4), here, near);
    const I16 odd = lerp(here, load(from + 4), far);
    store_bytes(to + 4 * x, narrow_zipped(ring_to_code(even), ring_to_code(odd)));
  }
  return x;
}

template <class To>
void enlarge_from(int x, const std::int16_t* row, int pixels, int factor_bits, const std::int16_t* shares,
                  std::uint8_t* to) {
  constexpr int step = lanes / 4;  // pixels of a vector
  const int factor = 1 << factor_bits;
  const int lead = factor / 2;  // pixel -lead is the first beyond the centre of texel -1
  const auto one = [&](int pixel) {
    I16 out;
    if (factor >= step) {
      const std::int16_t* const left = row + 4 * ((pixel >> factor_bits) - 1);
      out = lerp(splat4(left), splat4(left + 4), load(shares + 4 * (pixel & (factor - 1))));
    } else {
      std::int16_t values[3][lanes];
      for (int k = 0; k < step; ++k) {
        const std::int16_t* const left = row + 4 * (((pixel + k) >> factor_bits) - 1);
        std::memcpy(values[0] + 4 * k, left, 8);
        std::memcpy(values[1] + 4 * k, left + 4, 8);
        std::memcpy(values[2] + 4 * k, shares + 4 * ((pixel + k) & (factor - 1)), 8);
      }
      out = lerp(load(values[0]), load(values[1]), load(values[2]));
    }
    return out;
  };
  // Vectors begin at whole ones from the first pixel between two texels on.
  for (int at = (x + lead) / (2 * step) * (2 * step); at - lead < pixels; at += 2 * step) {
    const int first = at - lead;
    if (first >= x && first + 2 * step <= pixels) {
      To::put(to + std::ptrdiff_t{4} * To::bytes * first, one(at), one(at + step));
      continue;
    }
    std::uint8_t out[2 * lanes * To::bytes];
    To::put(out, one(at), one(at + step));
    const int begin = first < x ? x - first : 0;
    const int end = first + 2 * step <= pixels ? 2 * step : pixels - first;
    std::memcpy(to + std::ptrdiff_t{4} * To::bytes * (first + begin), out + 4 * To::bytes * begin,
                static_cast<std::size_t>(end - begin) * 4 * To::bytes);
  }
}

void enlarge_row_8(const std::int16_t* row, int pixels, int factor_bits, const std::int16_t* shares,
                   std::uint8_t* to) {
  const int made = factor_bits == 1 ? enlarge_twice(row, pixels, to) : 0;
  if (made < pixels) enlarge_from<To8>(made, row, pixels, factor_bits, shares, to);
}

void enlarge_row_16(const std::int16_t* row, int pixels, int factor_bits, const std::int16_t* shares,
                    std::uint8_t* to) {
  enlarge_from<To16>(0, row, pixels, factor_bits, shares, to);
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
