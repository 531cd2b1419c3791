#include "device/cpu/sample_map.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zc::cpu {
namespace {

constexpr int window_bytes = 16;
constexpr std::uint64_t kept_submissions = 8;
constexpr std::uint8_t no_byte = 0x80;  // fills its half of the lane with 0

double position(const AxisRule& rule, int px) {
  return std::clamp(rule.scale * (px + 0.5) + rule.offset, static_cast<double>(rule.lo),
                    static_cast<double>(rule.hi));
}

std::int16_t q15(double weight) {
  return static_cast<std::int16_t>(std::min(32767L, std::lround(weight * 32768)));
}

}  // namespace

SamplePair sample_pair(const AxisRule& rule, int px) {
  const double at = position(rule, px);
  const int first = static_cast<int>(at);
  const std::int16_t weight = q15(at - first);
  if (weight == 0 || first >= rule.hi) return {first, first, 0};
  return {first, first + 1, weight};
}

void SampleMap::build(const SampleMapKey& key) {
  key_ = key;
  const int count = key.x1 - key.x0;
  const auto padded = static_cast<std::size_t>(round_up_to_block(count));
  first_.resize(padded);
  weight_.resize(padded);
  for (std::size_t i = 0; i < padded; ++i) {
    const double at = position(key.rule, key.x0 + std::min(static_cast<int>(i), count - 1));
    // A pair never reaches past the plane: its last sample is the second one of the last pair.
    const int first = std::min(static_cast<int>(at), key.plane_width - 2);
    first_[i] = first;
    weight_[i] = q15(at - first);
  }
  rows_ = {first_.data(), weight_.data(), 0, nullptr, nullptr};
  for (const int pixels : {8, 4}) {
    if (!build_windows(pixels)) continue;
    rows_.pixels_per_window = pixels;
    rows_.window = window_.data();
    rows_.pick = pick_.data();
    break;
  }
}

bool SampleMap::build_windows(int pixels_per_window) {
  const int row_bytes = key_.plane_width * key_.sample_bytes;
  if (row_bytes < window_bytes) return false;
  const auto step = static_cast<std::size_t>(pixels_per_window);
  window_.resize(first_.size() / step);
  pick_.resize(first_.size() * 2);
  for (std::size_t w = 0; w < window_.size(); ++w) {
    const auto begin = first_.begin() + static_cast<std::ptrdiff_t>(w * step);
    const auto [low, high] = std::minmax_element(begin, begin + pixels_per_window);
    const int start = std::min(*low * key_.sample_bytes, row_bytes - window_bytes);
    if ((*high + 2) * key_.sample_bytes - start > window_bytes) return false;
    window_[w] = start;
    for (std::size_t i = w * step; i < (w + 1) * step; ++i) {
      const auto byte = static_cast<std::uint8_t>(first_[i] * key_.sample_bytes - start);
      pick_[2 * i] = byte;
      pick_[2 * i + 1] = key_.component_bytes == 2 ? static_cast<std::uint8_t>(byte + 1) : no_byte;
    }
  }
  return true;
}

std::pair<int, int> SampleMap::footprint(int begin, int end) const {
  const int a = first_[static_cast<std::size_t>(begin)];
  const int b = first_[static_cast<std::size_t>(end - 1)];
  return {std::min(a, b), std::max(a, b) + 1};
}

const SampleMap& SampleMapCache::get(const SampleMapKey& key) {
  Entry* stale = nullptr;
  for (Entry& entry : entries_) {
    if (entry.map.key() == key) {
      entry.last_used = submission_;
      return entry.map;
    }
    if (entry.last_used + kept_submissions < submission_) stale = &entry;
  }
  if (!stale) stale = &entries_.emplace_back();
  stale->last_used = submission_;
  stale->map.build(key);
  return stale->map;
}

}  // namespace zc::cpu
