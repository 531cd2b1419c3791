// Kernels: rows of samples filtered along the axes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "device/cpu/kernels.h"
#include "device/cpu/kernels_samples.h"

namespace zc::cpu::ZC_SIMD_NAMESPACE {
namespace {

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
    case 8:
      return filter_windows<Sample, components, 8>(row, map, begin, end, zero, out);
    case 4:
      return filter_windows<Sample, components, 4>(row, map, begin, end, zero, out);
    default:
      return filter_gathered<Sample, components>(row, map, begin, end, zero, out);
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

}  // namespace
}  // namespace zc::cpu::ZC_SIMD_NAMESPACE
