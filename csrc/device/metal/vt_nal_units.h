// H.264 and HEVC in bytes: NAL units, parameter sets, start codes and lengths. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "device/metal/vt_decoder.h"

namespace zc {

using Bytes = std::span<const std::byte>;

// Whether it begins with a start code.
bool is_annex_b(Bytes data);
// The units between start codes, without the zeros that may trail them.
std::vector<Bytes> split_annex_b(Bytes data);
// The units of a sample of MP4; nothing where the lengths do not add up.
std::optional<std::vector<Bytes>> split_length_prefixed(Bytes data, int length_size);
// How many bytes a length takes, by the stream's avcC or hvcC; 0 where that is damaged.
int length_size_of(VtCodec codec, Bytes configuration);

// The parameter sets in an avcC or hvcC; those before the damage where it is damaged.
std::vector<Bytes> parameter_sets_of(VtCodec codec, Bytes configuration);

// The parameter sets in force: the latest of each kind and number.
class ParameterSets {
 public:
  // True where a unit is a parameter set that was not known like this.
  bool update(VtCodec codec, const std::vector<Bytes>& units);
  bool complete(VtCodec codec) const;
  // Video, sequence, picture, as format descriptions take them.
  std::vector<Bytes> in_order() const;

 private:
  using Key = std::pair<int, unsigned>;  // kind in that order, number
  std::map<Key, std::vector<std::byte>> sets_;
};

// The units with a length of four bytes before each, without parameter sets and delimiters: those lie in the
// format description.
std::vector<std::byte> to_length_prefixed(VtCodec codec, const std::vector<Bytes>& units);

}  // namespace zc
