// Pictures that a decoder answers in any order, given out in the order of time. Pure logic; the owner locks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace zc {

// Each sample is announced in decode order by submitted(), and answered once, with a picture or without. The
// earliest sample that was not given out goes next: nothing that is yet to be submitted precedes it once more
// than `depth` are here, which is how far the stream's pictures are reordered at most.
template <class Picture>
class PictureOrder {
 public:
  static constexpr int most_depth = 16;  // of H.264 and HEVC

  explicit PictureOrder(int depth) : depth_(std::clamp(depth, 0, most_depth)) {}

  // The number to answer it by.
  std::uint64_t submitted(std::int64_t time, bool keyframe) {
    // All that comes before a keyframe is shown before it: if not, the clock was set back.
    if (keyframe && time < newest_time_) begin_epoch();
    newest_time_ = std::max(newest_time_, time);
    const std::uint64_t sample = next_sample_++;
    pending_.emplace(sample, samples_.emplace(Place{epoch_, time}, std::nullopt));
    return sample;
  }

  // Without effect for a sample that was forgotten or answered before.
  void answered(std::uint64_t sample, std::optional<Picture> picture) {
    const auto found = pending_.find(sample);
    if (found == pending_.end()) return;
    const auto at = found->second;
    pending_.erase(found);
    if (picture && given_ && at->first < *given_) {
      ++late_;
      depth_ = std::min(depth_ + 1, most_depth);
      picture.reset();
    }
    if (picture)
      at->second = std::move(picture);
    else
      samples_.erase(at);
  }

  // Answers all that are in flight without a picture: their decoder is gone.
  void abandon() {
    for (const auto& [sample, at] : pending_) samples_.erase(at);
    pending_.clear();
  }

  // What was submitted so far needs no more samples to be given out; what follows comes after it.
  void finish() { begin_epoch(); }

  bool ready() const {
    if (samples_.empty()) return false;
    const auto& [place, picture] = *samples_.begin();
    return picture && (samples_.size() > static_cast<std::size_t>(depth_) || place.epoch < epoch_);
  }

  std::optional<Picture> take() {
    if (!ready()) return std::nullopt;
    auto node = samples_.extract(samples_.begin());
    given_ = node.key();
    return std::move(node.mapped());
  }

  // Forgets every sample and picture, for a new start elsewhere in the stream.
  void clear() {
    pending_.clear();
    samples_.clear();
    begin_epoch();
  }

  // Samples that are not answered.
  std::size_t in_flight() const { return pending_.size(); }
  // Pictures that are here.
  std::size_t held() const { return samples_.size() - pending_.size(); }
  int depth() const { return depth_; }
  // Pictures that came after a later one had gone out, and were left out; each made `depth` grow.
  std::uint64_t late() const { return late_; }

 private:
  struct Place {
    std::uint64_t epoch = 0;
    std::int64_t time = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  using Samples = std::multimap<Place, std::optional<Picture>>;  // no picture: in flight

  void begin_epoch() {
    ++epoch_;
    newest_time_ = std::numeric_limits<std::int64_t>::min();
  }

  int depth_;
  std::uint64_t epoch_ = 0;
  std::int64_t newest_time_ = std::numeric_limits<std::int64_t>::min();  // of the epoch
  std::uint64_t next_sample_ = 0;
  Samples samples_;
  std::unordered_map<std::uint64_t, typename Samples::iterator> pending_;
  std::optional<Place> given_;  // of the last picture given out
  std::uint64_t late_ = 0;
};

}  // namespace zc
