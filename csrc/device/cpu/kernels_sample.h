// Kernels: bilinear samples along any line of a plane or texture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

// Pixels; their samples are collected first, then filtered as vectors. Chunks begin at multiples of it, so
// that a position, which is a sum of rounded steps, does not depend on where the drawn span begins.
constexpr int walk_chunk = 64;

// The four samples around each pixel of a chunk, as they lie in memory, and the Q15 shares of the
// right and the lower ones. Pixel i's are at i * sample_bytes and weights_per_pixel * i.
template <int sample_bytes, int weights_per_pixel>
struct Neighbours {
  std::uint8_t sample[4][walk_chunk * sample_bytes + 32];
  std::int16_t right[walk_chunk * weights_per_pixel];
  std::int16_t lower[walk_chunk * weights_per_pixel];
};

// Positions with 24 fractional bits, clamped to the plane's limits.
struct Walk {
  static constexpr int fraction_bits = 24;
  static std::int64_t fixed(double value) {
    constexpr double limit = 1e10;
    const double bounded = value < -limit ? -limit : value > limit ? limit : value;
    return static_cast<std::int64_t>(bounded * (1 << fraction_bits) + 0.5);
  }
  static std::int64_t clamp(std::int64_t value, std::int64_t lo, std::int64_t hi) {
    return value < lo ? lo : value > hi ? hi : value;
  }
  static std::int16_t q15(std::int64_t value) {
    return static_cast<std::int16_t>((value & ((1 << fraction_bits) - 1)) >> (fraction_bits - 15));
  }

  Walk(const SampledPlane& samples, const AffineWalk& along)
      : plane(samples),
        line(along),
        x_lo(std::int64_t{samples.x_first} << fraction_bits),
        x_hi(std::int64_t{samples.x_last} << fraction_bits),
        y_lo(std::int64_t{samples.y_first} << fraction_bits),
        y_hi(std::int64_t{samples.y_last} << fraction_bits),
        x_step(fixed(along.x_step)),
        y_step(fixed(along.y_step)) {}

  // How many of the `left` pixels after the row's first `done` are collected together.
  int chunk(int done, int left) const {
    const int room = walk_chunk - (line.first_px + done) % walk_chunk;
    return left < room ? left : room;
  }

  template <int sample_bytes, int loaded_bytes, int weights_per_pixel>
  void collect(int done, int count, Neighbours<loaded_bytes, weights_per_pixel>& out) const {
    const int px = line.first_px + done;
    const int steps = px % walk_chunk;
    const std::int64_t x = fixed(line.x + (px - steps) * line.x_step) + steps * x_step;
    const std::int64_t y = fixed(line.y + (px - steps) * line.y_step) + steps * y_step;
    const std::int64_t x_end = x + (count - 1) * x_step;
    const std::int64_t y_end = y + (count - 1) * y_step;
    const auto within = [](std::int64_t value, std::int64_t lo, std::int64_t hi) {
      return value >= lo && value < hi;
    };
    const bool inside = within(x, x_lo, x_hi) && within(x_end, x_lo, x_hi) && within(y, y_lo, y_hi) &&
                        within(y_end, y_lo, y_hi);
    if (inside) return collect_from<true, sample_bytes>(x, y, count, out);
    collect_from<false, sample_bytes>(x, y, count, out);
  }

  template <bool inside, int sample_bytes, int loaded_bytes, int weights_per_pixel>
  void collect_from(std::int64_t walked_x, std::int64_t walked_y, int count,
                    Neighbours<loaded_bytes, weights_per_pixel>& out) const {
    const std::uint8_t* const data = plane.data;
    const std::ptrdiff_t stride = plane.stride_bytes;
    for (int i = 0; i < count; ++i) {
      const std::int64_t x = inside ? walked_x : clamp(walked_x, x_lo, x_hi);
      const std::int64_t y = inside ? walked_y : clamp(walked_y, y_lo, y_hi);
      walked_x += x_step;
      walked_y += y_step;
      const std::ptrdiff_t to_right = inside || x < x_hi ? sample_bytes : 0;
      const std::uint8_t* upper = data + (y >> fraction_bits) * stride + (x >> fraction_bits) * sample_bytes;
      const std::uint8_t* lower = upper + (inside || y < y_hi ? stride : 0);
      const int at = i * loaded_bytes;
      std::memcpy(out.sample[0] + at, upper, loaded_bytes);
      std::memcpy(out.sample[1] + at, upper + to_right, loaded_bytes);
      std::memcpy(out.sample[2] + at, lower, loaded_bytes);
      std::memcpy(out.sample[3] + at, lower + to_right, loaded_bytes);
      if constexpr (weights_per_pixel == 4) {
        constexpr std::uint64_t each_of_4 = 0x0001000100010001;
        const std::uint64_t right4 = static_cast<std::uint64_t>(q15(x)) * each_of_4;
        const std::uint64_t lower4 = static_cast<std::uint64_t>(q15(y)) * each_of_4;
        std::memcpy(out.right + 4 * i, &right4, sizeof right4);
        std::memcpy(out.lower + 4 * i, &lower4, sizeof lower4);
      } else {
        out.right[i] = q15(x);
        out.lower[i] = q15(y);
      }
    }
  }

  SampledPlane plane;
  AffineWalk line;
  std::int64_t x_lo, x_hi, y_lo, y_hi, x_step, y_step;
};

template <class Sample, int components>
void sample(const SampledPlane& plane, const AffineWalk& line, int count, std::int16_t zero,
            std::int16_t* const* out) {
  constexpr int sample_bytes = components * Sample::bytes;
  const I16 zeros = splat(zero);
  const Walk walk(plane, line);
  Neighbours<sample_bytes, 1> around;
  for (int start = 0, pixels = 0; start < count; start += pixels) {
    pixels = walk.chunk(start, count - start);
    walk.collect<sample_bytes>(start, pixels, around);
    for (int i = 0; i < pixels; i += lanes) {
      const I16 right = load(around.right + i);
      const I16 lower = load(around.lower + i);
      const auto filtered = [&](I16 a, I16 b, I16 c, I16 d) {
        const I16 top = lerp(Sample::to_ring(a), Sample::to_ring(b), right);
        const I16 bottom = lerp(Sample::to_ring(c), Sample::to_ring(d), right);
        return sub(lerp(top, bottom, lower), zeros);
      };
      const auto at = [&](int k) { return around.sample[k] + i * sample_bytes; };
      if constexpr (components == 1) {
        store(out[0] + start + i, filtered(Sample::load_one(at(0)), Sample::load_one(at(1)),
                                           Sample::load_one(at(2)), Sample::load_one(at(3))));
      } else {
        const auto a = Sample::load_pair(at(0));
        const auto b = Sample::load_pair(at(1));
        const auto c = Sample::load_pair(at(2));
        const auto d = Sample::load_pair(at(3));
        store(out[0] + start + i, filtered(a.first, b.first, c.first, d.first));
        store(out[1] + start + i, filtered(a.second, b.second, c.second, d.second));
      }
    }
  }
}

template <int texel_bytes>
void sample_texels_of(const SampledPlane& plane, const AffineWalk& line, int count, TexelKind kind,
                      std::uint8_t* to) {
  std::uint8_t alpha_bytes[4 * pixels_per_vector];
  for (int i = 0; i < 4 * pixels_per_vector; ++i) alpha_bytes[i] = i % 4 == 3 ? 255 : 0;
  const U8 whole_alpha = load_bytes(alpha_bytes);
  const Walk walk(plane, line);
  Neighbours<4, 4> around;
  const auto block = [&](int i) {
    const auto filtered = [&](int first) {
      const auto value = [&](int k) { return shift_left<7>(load_widened(around.sample[k] + first)); };
      const I16 right = load(around.right + first);
      const I16 top = lerp(value(0), value(1), right);
      const I16 bottom = lerp(value(2), value(3), right);
      return shift_right<7>(add_saturated(lerp(top, bottom, load(around.lower + first)), splat(64)));
    };
    U8 rgba = narrow_in_order(filtered(4 * i), filtered(4 * i + lanes));
    if (kind.blue_first) rgba = swap_red_blue(rgba);
    if (kind.alpha == TexelAlpha::none) return add_bytes_saturated(rgba, whole_alpha);
    if (kind.alpha == TexelAlpha::premultiplied) return rgba;
    const U8 factor = add_bytes_saturated(spread_alpha(rgba), whole_alpha);  // of alpha itself: 1
    return narrow(scale_8_bits(low(rgba), low(factor)), scale_8_bits(high(rgba), high(factor)));
  };
  for (int start = 0, pixels = 0; start < count; start += pixels, to += 4 * pixels) {
    pixels = walk.chunk(start, count - start);
    walk.collect<texel_bytes>(start, pixels, around);
    int i = 0;
    for (; i + pixels_per_vector <= pixels; i += pixels_per_vector) store_bytes(to + 4 * i, block(i));
    if (i == pixels) continue;
    std::uint8_t last[4 * pixels_per_vector];
    store_bytes(last, block(i));
    std::memcpy(to + 4 * i, last, static_cast<std::size_t>(pixels - i) * 4);
  }
}

void sample_texels(const SampledPlane& plane, const AffineWalk& line, int count, TexelKind kind,
                   std::uint8_t* to) {
  if (kind.bytes == 3) return sample_texels_of<3>(plane, line, count, kind, to);
  sample_texels_of<4>(plane, line, count, kind, to);
}

void finish_mask(const std::int16_t* values, int count, std::uint8_t* to) {
  for (int x = 0; x < count; ++x) to[x] = static_cast<std::uint8_t>((values[x] + 64) >> 7);
}

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
