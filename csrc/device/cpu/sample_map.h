// Where the pixels of a row or column lie among the samples of a plane: rule 6 of "Picture rules".
#pragma once

#include <cstdint>
#include <list>
#include <vector>

#include "device/cpu/kernels.h"

namespace zc::cpu {

// Sample position of pixel x: scale * (x + 0.5) + offset, clamped to [lo, hi].
struct AxisRule {
  double scale = 1;
  double offset = 0;
  int lo = 0;
  int hi = 0;
  friend bool operator==(const AxisRule&, const AxisRule&) = default;
};

struct SamplePair {
  int first = 0;
  int second = 0;           // equal to first where the weight is 0
  std::int16_t weight = 0;  // Q15 share of the second
};
SamplePair sample_pair(const AxisRule& rule, int px);

struct SampleMapKey {
  AxisRule rule;
  int x0 = 0;  // pixels
  int x1 = 0;
  int sample_bytes = 1;  // of all components that are filtered together
  int component_bytes = 1;
  int plane_width = 2;  // samples, at least 2
  friend bool operator==(const SampleMapKey&, const SampleMapKey&) = default;
};

// The table of one horizontal rule. Pixel x0 of the key is the map's pixel 0.
class SampleMap {
 public:
  void build(const SampleMapKey& key);
  const SampleMapKey& key() const { return key_; }
  const RowMap& rows() const { return rows_; }
  // The samples that pixels [begin, end) of the map read: [first, last].
  std::pair<int, int> footprint(int begin, int end) const;

 private:
  bool build_windows(int pixels_per_window);

  SampleMapKey key_;
  std::vector<std::int32_t> first_;
  std::vector<std::int16_t> weight_;
  std::vector<std::int32_t> window_;
  std::vector<std::uint8_t> pick_;
  RowMap rows_;
};

// Keeps the maps of the last submissions, which the next one mostly needs again.
class SampleMapCache {
 public:
  void begin_submission() { ++submission_; }
  // Valid until its key has not been asked for in several submissions.
  const SampleMap& get(const SampleMapKey& key);
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    std::uint64_t last_used = 0;
    SampleMap map;
  };
  std::uint64_t submission_ = 0;
  std::list<Entry> entries_;  // the maps stay where they are
};

}  // namespace zc::cpu
