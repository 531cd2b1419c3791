// Pictures that a decoder answers in any order, given out in the order of time. Pure logic; the owner locks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <utility>

namespace zc {

// Each sample is announced in decode order by submitted(), and answered once, with a picture or without. A
// picture is put in its place when all samples before it are answered; the earliest goes out when more than
// `depth` wait, which is how far the stream's pictures are reordered at most. So no more than depth + 1
// pictures and the samples in flight are ever held.
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
    waiting_.push_back({{epoch_, time}, false, std::nullopt});
    return first_waiting_ + waiting_.size() - 1;
  }

  // Without effect for a sample that was forgotten or answered before.
  void answered(std::uint64_t sample, std::optional<Picture> picture) {
    if (sample < first_waiting_ || sample - first_waiting_ >= waiting_.size()) return;
    Waiting& entry = waiting_[static_cast<std::size_t>(sample - first_waiting_)];
    if (std::exchange(entry.answered, true)) return;
    if (picture) ++held_;
    entry.picture = std::move(picture);
    while (!waiting_.empty() && waiting_.front().answered) {
      Waiting front = std::move(waiting_.front());
      waiting_.pop_front();
      ++first_waiting_;
      if (front.picture) place(front.place, std::move(*front.picture));
    }
  }

  // Answers all that are in flight without a picture: their decoder is gone.
  void abandon() {
    while (!waiting_.empty()) {
      const auto open = std::find_if(waiting_.begin(), waiting_.end(), [](auto& w) { return !w.answered; });
      answered(first_waiting_ + static_cast<std::uint64_t>(open - waiting_.begin()), std::nullopt);
    }
  }

  // What was submitted so far needs no more samples to be given out; what follows comes after it.
  void finish() { begin_epoch(); }

  bool ready() const {
    if (placed_.empty()) return false;
    if (placed_.size() > static_cast<std::size_t>(depth_)) return true;
    const std::uint64_t epoch = placed_.begin()->first.epoch;
    return epoch < epoch_ && (waiting_.empty() || waiting_.front().place.epoch > epoch);
  }

  std::optional<Picture> take() {
    if (!ready()) return std::nullopt;
    auto node = placed_.extract(placed_.begin());
    given_ = node.key();
    --held_;
    return std::move(node.mapped());
  }

  // Forgets every sample and picture, for a new start elsewhere in the stream.
  void clear() {
    first_waiting_ += waiting_.size();
    waiting_.clear();
    placed_.clear();
    held_ = 0;
    begin_epoch();
  }

  // Samples that are not answered or follow one that is not.
  std::size_t in_flight() const { return waiting_.size(); }
  // Pictures that are here, in place or not.
  std::size_t held() const { return held_; }
  int depth() const { return depth_; }
  // Pictures that came after a later one had gone out, and were left out; each made `depth` grow.
  std::uint64_t late() const { return late_; }

 private:
  struct Place {
    std::uint64_t epoch = 0;
    std::int64_t time = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Waiting {
    Place place;
    bool answered = false;
    std::optional<Picture> picture;
  };

  void begin_epoch() {
    ++epoch_;
    newest_time_ = std::numeric_limits<std::int64_t>::min();
  }
  void place(const Place& at, Picture picture) {
    if (given_ && at < *given_) {
      ++late_;
      --held_;
      depth_ = std::min(depth_ + 1, most_depth);
      return;
    }
    placed_.emplace(at, std::move(picture));
  }

  int depth_;
  std::uint64_t epoch_ = 0;
  std::int64_t newest_time_ = std::numeric_limits<std::int64_t>::min();  // of the epoch
  std::uint64_t first_waiting_ = 0;                                      // the number of waiting_[0]
  std::deque<Waiting> waiting_;                                          // in decode order
  std::multimap<Place, Picture> placed_;
  std::size_t held_ = 0;
  std::optional<Place> given_;  // of the last picture given out
  std::uint64_t late_ = 0;
};

}  // namespace zc
