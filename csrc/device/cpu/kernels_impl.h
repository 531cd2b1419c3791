// The kernels, written once on simd.h. Each kernels_<set>.cpp includes this in a translation unit of
// its own flags.
#pragma once

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

template <class Sample, int components, int pixels_per_window>
void filter_windows(const std::uint8_t* row, const RowMap& map, int begin, int end, std::int16_t zero,
                    std::int16_t* const* out) {
  const I16 zeros = splat(zero);
  for (int x = begin; x < end; x += lanes) {
    const U8 indices = load_bytes(map.pick + 2 * x);
    const I16 weight = load(map.weight + x);
    constexpr int windows = 8 / pixels_per_window;
    const std::int32_t* window = map.window + x / pixels_per_window;
    const U8 left = load_windows(row, window, windows);
    const U8 right = windows == 2 ? load_windows(row, window + 1, windows) : left;
    const auto component = [&](int byte) {
      const U8 at = add_bytes(indices, byte);
      const I16 value = windows == 2 ? join_halves(pick(left, at), pick(right, at)) : pick(left, at);
      return Sample::to_ring(value);
    };
    for (int c = 0; c < components; ++c) {
      const I16 a = component(c * Sample::bytes);
      const I16 b = component((c + components) * Sample::bytes);
      store(out[c] + (x - begin), sub(lerp(a, b, weight), zeros));
    }
  }
}

// For pixels that lie too far apart, or rows too short, for windows.
template <class Sample, int components>
void filter_gathered(const std::uint8_t* row, const RowMap& map, int begin, int end, std::int16_t zero,
                     std::int16_t* const* out) {
  // Long enough that no vector is loaded while its values are still on their way to the cache.
  constexpr int chunk = 128;
  std::int16_t left[components][chunk];
  std::int16_t right[components][chunk];
  const I16 zeros = splat(zero);
  for (int start = begin; start < end; start += chunk) {
    const int count = end - start < chunk ? end - start : chunk;
    for (int i = 0; i < count; ++i) {
      const std::uint8_t* pair = row + std::ptrdiff_t{map.first[start + i]} * (components * Sample::bytes);
      for (int c = 0; c < components; ++c) {
        left[c][i] = Sample::get(pair + c * Sample::bytes);
        right[c][i] = Sample::get(pair + (c + components) * Sample::bytes);
      }
    }
    for (int i = 0; i < count; i += lanes) {
      const I16 weight = load(map.weight + start + i);
      for (int c = 0; c < components; ++c) {
        const I16 a = Sample::to_ring(load(left[c] + i));
        const I16 b = Sample::to_ring(load(right[c] + i));
        store(out[c] + (start - begin + i), sub(lerp(a, b, weight), zeros));
      }
    }
  }
}

template <class Sample, int components>
void filter_components(const std::uint8_t* row, const RowMap& map, int begin, int end, std::int16_t zero,
                       std::int16_t* const* out) {
  switch (map.pixels_per_window) {
    case 8: return filter_windows<Sample, components, 8>(row, map, begin, end, zero, out);
    case 4: return filter_windows<Sample, components, 4>(row, map, begin, end, zero, out);
    default: return filter_gathered<Sample, components>(row, map, begin, end, zero, out);
  }
}

template <class Sample>
void filter(const std::uint8_t* row, const RowMap& map, int begin, int end, std::int16_t zero,
            std::int16_t* out) {
  filter_components<Sample, 1>(row, map, begin, end, zero, &out);
}

template <class Sample>
void filter_pairs(const std::uint8_t* row, const RowMap& map, int begin, int end, std::int16_t* out_u,
                  std::int16_t* out_v) {
  std::int16_t* const out[2] = {out_u, out_v};
  filter_components<Sample, 2>(row, map, begin, end, ring_chroma_zero, out);
}

template <class Sample>
void blend_rows(const std::uint8_t* row0, const std::uint8_t* row1, std::int16_t weight, int count,
                std::int16_t zero, std::int16_t* out) {
  const I16 weights = splat(weight);
  const I16 zeros = splat(zero);
  const auto blend = [&](const std::uint8_t* a, const std::uint8_t* b, std::int16_t* to) {
    const I16 upper = Sample::to_ring(Sample::load_one(a));
    const I16 lower = Sample::to_ring(Sample::load_one(b));
    store(to, sub(lerp(upper, lower, weights), zeros));
  };
  int x = 0;
  for (; x + lanes <= count; x += lanes) blend(row0 + x * Sample::bytes, row1 + x * Sample::bytes, out + x);
  if (x == count) return;
  std::uint8_t last[2][lanes * Sample::bytes] = {};
  const auto bytes = static_cast<std::size_t>((count - x) * Sample::bytes);
  std::memcpy(last[0], row0 + x * Sample::bytes, bytes);
  std::memcpy(last[1], row1 + x * Sample::bytes, bytes);
  blend(last[0], last[1], out + x);
}

template <class Sample>
void blend_row_pairs(const std::uint8_t* row0, const std::uint8_t* row1, std::int16_t weight, int count,
                     std::int16_t* out_u, std::int16_t* out_v) {
  constexpr int bytes_per_pair = 2 * Sample::bytes;
  const I16 weights = splat(weight);
  const I16 zeros = splat(ring_chroma_zero);
  const auto blend = [&](const std::uint8_t* a, const std::uint8_t* b, int x) {
    const auto upper = Sample::load_pair(a);
    const auto lower = Sample::load_pair(b);
    store(out_u + x, sub(lerp(Sample::to_ring(upper.first), Sample::to_ring(lower.first), weights), zeros));
    store(out_v + x, sub(lerp(Sample::to_ring(upper.second), Sample::to_ring(lower.second), weights), zeros));
  };
  int x = 0;
  for (; x + lanes <= count; x += lanes) blend(row0 + x * bytes_per_pair, row1 + x * bytes_per_pair, x);
  if (x == count) return;
  std::uint8_t last[2][lanes * bytes_per_pair] = {};
  const auto bytes = static_cast<std::size_t>((count - x) * bytes_per_pair);
  std::memcpy(last[0], row0 + x * bytes_per_pair, bytes);
  std::memcpy(last[1], row1 + x * bytes_per_pair, bytes);
  blend(last[0], last[1], x);
}

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
                  shift_right<5>(add_saturated(gray, mul_q15(u, b_u))));
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
    // x / 255, rounded
    const auto scale = [](I16 value, I16 factor) {
      const I16 product = add(mul_low(value, factor), splat(128));
      return shift_right_unsigned<8>(add(product, shift_right_unsigned<8>(product)));
    };
    return add_bytes_saturated(source,
                               narrow(scale(low(below), low(keep)), scale(high(below), high(keep))));
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

void stream_copy(std::uint8_t* to, const std::uint8_t* rgba, int count) {
  int x = 0;
  for (; x < count && !can_stream(to + 4 * x); ++x) std::memcpy(to + 4 * x, rgba + 4 * x, 4);
  for (; x + pixels_per_vector <= count; x += pixels_per_vector)
    stream_bytes(to + 4 * x, load_bytes(rgba + 4 * x));
  std::memcpy(to + 4 * x, rgba + 4 * x, static_cast<std::size_t>(count - x) * 4);
}

constexpr Kernels table{
    set_name,
    {filter<Sample8>, filter<SampleLow10>, filter<SampleHigh10>},
    {filter_pairs<Sample8>, filter_pairs<SampleLow10>, filter_pairs<SampleHigh10>},
    {blend_rows<Sample8>, blend_rows<SampleLow10>, blend_rows<SampleHigh10>},
    {blend_row_pairs<Sample8>, blend_row_pairs<SampleLow10>, blend_row_pairs<SampleHigh10>},
    finish_scaled,
    finish_native,
    fill,
    blend_solid,
    blend_image,
    blend_image_alpha,
    blend_mask,
    stream_copy,
    stream_fence,
};

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
