// Policy and counters of one video layer, shared by the thread that submits, the executor that
// composes and whoever reads the numbers.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <vector>

#include "core/frame_lease.h"
#include "interop/interop_policy.h"

namespace zc {

struct VideoCounters {
  std::uint64_t frames_submitted = 0;
  std::uint64_t frames_presented = 0;
  std::uint64_t frames_dropped = 0;
  std::uint64_t imports = 0;
  std::uint64_t import_failures = 0;
  std::uint64_t bridges = 0;
  std::uint64_t uploads = 0;
  std::uint64_t host_bytes_copied = 0;
  std::uint64_t device_bytes = 0;  // of video planes, given to the device to read
  std::uint64_t streak = 0;
  std::uint64_t longest_streak = 0;
  std::uint64_t fallback_switches = 0;
  std::array<std::uint64_t, fallback_reason_count> fallback_reasons{};

  void add(const VideoCounters& other);  // streaks: the longest of both
};

// Grows with each fallback in the process: the latest has the highest.
std::uint64_t next_fallback_serial();

// A consistent look at a layer.
struct VideoSnapshot {
  Tier status = Tier::software;
  Fallback fallback;
  std::uint64_t fallback_serial = 0;
  VideoCounters counters;
  bool visible = false;  // drawn by the latest composition
};

class VideoLayerState {
 public:
  explicit VideoLayerState(const PolicySettings& settings) : policy_(settings) {}

  VideoSnapshot snapshot() const;
  std::vector<Transition> transitions() const;

  // Runs `edit(policy, counters)` under the layer's lock. `edit` takes no other lock of ours.
  template <class Edit>
  auto edit(Edit&& edit) {
    const std::scoped_lock lock(state_mutex_);
    return edit(policy_, counters_);
  }
  // Counts a fallback or rejection by its reason and remembers when it was.
  void note(FallbackReason reason);
  void reject(FallbackReason reason, std::string detail);
  // Counts a frame that is to be staged, and the one that it replaces before that was composed. False:
  // it is the frame staged last, which is still on its way or shown, and no change; not where that one may
  // never be committed, or later (`may_be_same` false).
  bool stage(FrameHandle frame, bool replaces, bool may_be_same);
  // Counts a frame that never reached a picture. Given again, it is a new one.
  void drop(FrameHandle frame);
  // A frame that was shown is lost with its device. Given again, it is a new one.
  void forget(FrameHandle frame);
  void set_visible(bool visible);

 private:
  mutable std::mutex state_mutex_;  // guards everything below
  InteropPolicy policy_;
  VideoCounters counters_;
  FrameHandle newest_;                 // staged last, and not lost since
  std::optional<Fallback> rejection_;  // newer than the policy's fallback
  std::uint64_t fallback_serial_ = 0;
  bool visible_ = false;
};

}  // namespace zc
