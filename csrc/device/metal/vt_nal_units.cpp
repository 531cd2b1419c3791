#include "device/metal/vt_nal_units.h"

#include <algorithm>

namespace zc {
namespace {

constexpr unsigned byte_at(Bytes data, std::size_t i) {
  return i < data.size() ? std::to_integer<unsigned>(data[i]) : 0;
}

unsigned unit_type(VtCodec codec, Bytes unit) {
  return codec == VtCodec::h264 ? byte_at(unit, 0) & 0x1f : byte_at(unit, 0) >> 1 & 0x3f;
}

constexpr int not_a_set = -1;

// 0: video, 1: sequence, 2: picture parameter set.
int set_kind(VtCodec codec, Bytes unit) {
  const unsigned type = unit_type(codec, unit);
  if (codec == VtCodec::h264) return type == 7 ? 1 : type == 8 ? 2 : not_a_set;
  return type >= 32 && type <= 34 ? static_cast<int>(type) - 32 : not_a_set;
}

bool is_delimiter(VtCodec codec, Bytes unit) {
  return unit_type(codec, unit) == (codec == VtCodec::h264 ? 9 : 35);
}

// An Exp-Golomb number at the start of `data`.
unsigned exp_golomb(Bytes data) {
  std::size_t bit = 0;
  const auto next = [&] {
    const unsigned value = byte_at(data, bit / 8) >> (7 - bit % 8) & 1;
    ++bit;
    return value;
  };
  int zeros = 0;
  while (zeros < 16 && !next()) ++zeros;
  unsigned value = 1;
  for (int i = 0; i < zeros; ++i) value = value << 1 | next();
  return value - 1;
}

// HEVC's sequence sets have theirs behind fields of variable length; streams use one at a time.
unsigned set_number(VtCodec codec, int kind, Bytes unit) {
  if (codec == VtCodec::h264)
    return exp_golomb(unit.subspan(std::min<std::size_t>(kind == 1 ? 4 : 1, unit.size())));
  if (kind == 2) return exp_golomb(unit.subspan(std::min<std::size_t>(2, unit.size())));
  return kind == 0 ? byte_at(unit, 2) >> 4 : 0;
}

// Where a start code 00 00 01 begins at or after `from`; the size of the data where none does.
std::size_t find_start_code(Bytes data, std::size_t from) {
  for (std::size_t i = from; i + 3 <= data.size(); ++i)
    if (byte_at(data, i) == 0 && byte_at(data, i + 1) == 0 && byte_at(data, i + 2) == 1) return i;
  return data.size();
}

}  // namespace

bool is_annex_b(Bytes data) {
  const std::size_t code = find_start_code(data.first(std::min<std::size_t>(data.size(), 4)), 0);
  return data.size() >= 4 && (code == 0 || (code == 1 && byte_at(data, 0) == 0));
}

std::vector<Bytes> split_annex_b(Bytes data) {
  std::vector<Bytes> units;
  std::size_t code = find_start_code(data, 0);
  while (code < data.size()) {
    const std::size_t begin = code + 3;
    code = find_start_code(data, begin);
    Bytes unit = data.subspan(begin, code - begin);
    while (!unit.empty() && unit.back() == std::byte{0}) unit = unit.first(unit.size() - 1);
    if (!unit.empty()) units.push_back(unit);
  }
  return units;
}

std::optional<std::vector<Bytes>> split_length_prefixed(Bytes data, int length_size) {
  if (length_size < 1 || length_size > 4) return std::nullopt;
  std::vector<Bytes> units;
  const auto prefix = static_cast<std::size_t>(length_size);
  while (!data.empty()) {
    if (data.size() < prefix) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < prefix; ++i) length = length << 8 | byte_at(data, i);
    data = data.subspan(prefix);
    if (length > data.size()) return std::nullopt;
    if (length) units.push_back(data.first(length));
    data = data.subspan(length);
  }
  return units;
}

int length_size_of(VtCodec codec, Bytes configuration) {
  const std::size_t at = codec == VtCodec::h264 ? 4 : 21;
  return configuration.size() > at ? static_cast<int>(byte_at(configuration, at) & 3) + 1 : 0;
}

std::vector<Bytes> parameter_sets_of(VtCodec codec, Bytes configuration) {
  std::vector<Bytes> sets;
  std::size_t at = codec == VtCodec::h264 ? 5 : 23;
  const auto read_sets = [&](unsigned count) {
    for (unsigned i = 0; i < count && at + 2 <= configuration.size(); ++i) {
      const std::size_t length = byte_at(configuration, at) << 8 | byte_at(configuration, at + 1);
      at += 2;
      if (length > configuration.size() - at) return;
      sets.push_back(configuration.subspan(at, length));
      at += length;
    }
  };
  if (codec == VtCodec::h264) {
    read_sets(byte_at(configuration, at++) & 0x1f);
    read_sets(byte_at(configuration, at++));
    return sets;
  }
  for (unsigned arrays = byte_at(configuration, 22); arrays && at + 3 <= configuration.size(); --arrays) {
    const unsigned count = byte_at(configuration, at + 1) << 8 | byte_at(configuration, at + 2);
    at += 3;
    read_sets(count);
  }
  return sets;
}

bool ParameterSets::update(VtCodec codec, const std::vector<Bytes>& units) {
  bool changed = false;
  for (const Bytes unit : units) {
    const int kind = set_kind(codec, unit);
    if (kind == not_a_set) continue;
    std::vector<std::byte>& known = sets_[{kind, set_number(codec, kind, unit)}];
    if (std::ranges::equal(known, unit)) continue;
    known.assign(unit.begin(), unit.end());
    changed = true;
  }
  return changed;
}

bool ParameterSets::complete(VtCodec codec) const {
  const auto has = [&](int kind) {
    const auto found = sets_.lower_bound({kind, 0});
    return found != sets_.end() && found->first.first == kind;
  };
  return (codec == VtCodec::h264 || has(0)) && has(1) && has(2);
}

std::vector<Bytes> ParameterSets::in_order() const {
  std::vector<Bytes> sets;
  for (const auto& [key, set] : sets_) sets.emplace_back(set);
  return sets;
}

std::vector<std::byte> to_length_prefixed(VtCodec codec, const std::vector<Bytes>& units) {
  std::vector<std::byte> sample;
  for (const Bytes unit : units) {
    if (set_kind(codec, unit) != not_a_set || is_delimiter(codec, unit)) continue;
    for (int shift = 24; shift >= 0; shift -= 8)
      sample.push_back(static_cast<std::byte>(unit.size() >> shift & 0xff));
    sample.insert(sample.end(), unit.begin(), unit.end());
  }
  return sample;
}

}  // namespace zc
