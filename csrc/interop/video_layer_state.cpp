#include "interop/video_layer_state.h"

#include <algorithm>
#include <atomic>

namespace zc {

std::uint64_t next_fallback_serial() {
  static std::atomic<std::uint64_t> serial{0};
  return serial.fetch_add(1, std::memory_order_relaxed) + 1;
}

void VideoCounters::add(const VideoCounters& other) {
  frames_submitted += other.frames_submitted;
  frames_presented += other.frames_presented;
  frames_dropped += other.frames_dropped;
  imports += other.imports;
  import_failures += other.import_failures;
  bridges += other.bridges;
  uploads += other.uploads;
  host_bytes_copied += other.host_bytes_copied;
  device_bytes += other.device_bytes;
  streak = std::max(streak, other.streak);
  longest_streak = std::max(longest_streak, other.longest_streak);
  fallback_switches += other.fallback_switches;
  for (std::size_t i = 0; i < fallback_reasons.size(); ++i) fallback_reasons[i] += other.fallback_reasons[i];
}

VideoSnapshot VideoLayerState::snapshot() const {
  const std::scoped_lock lock(state_mutex_);
  VideoSnapshot out;
  out.status = policy_.status();
  out.fallback = rejection_ ? *rejection_ : policy_.fallback();
  out.fallback_serial = fallback_serial_;
  out.counters = counters_;
  out.counters.streak = static_cast<std::uint64_t>(policy_.streak());
  out.counters.longest_streak = static_cast<std::uint64_t>(policy_.longest_streak());
  out.counters.fallback_switches = policy_.fallback_switches();
  out.visible = visible_;
  return out;
}

std::vector<Transition> VideoLayerState::transitions() const {
  const std::scoped_lock lock(state_mutex_);
  return policy_.transitions();
}

void VideoLayerState::note(FallbackReason reason) {
  const std::scoped_lock lock(state_mutex_);
  ++counters_.fallback_reasons[static_cast<std::size_t>(reason)];
  fallback_serial_ = next_fallback_serial();
  rejection_.reset();
}

void VideoLayerState::reject(FallbackReason reason, std::string detail) {
  const std::scoped_lock lock(state_mutex_);
  ++counters_.frames_submitted;
  ++counters_.frames_dropped;
  ++counters_.fallback_reasons[static_cast<std::size_t>(reason)];
  fallback_serial_ = next_fallback_serial();
  rejection_ = Fallback{reason, std::move(detail), 0};
}

bool VideoLayerState::stage(FrameHandle frame, bool replaces, bool may_be_same) {
  const std::scoped_lock lock(state_mutex_);
  if (may_be_same && frame == newest_) return false;
  newest_ = frame;
  ++counters_.frames_submitted;
  if (replaces) ++counters_.frames_dropped;
  rejection_.reset();
  return true;
}

void VideoLayerState::drop(FrameHandle frame) {
  const std::scoped_lock lock(state_mutex_);
  ++counters_.frames_dropped;
  if (frame == newest_) newest_ = {};
}

void VideoLayerState::forget(FrameHandle frame) {
  const std::scoped_lock lock(state_mutex_);
  if (frame == newest_) newest_ = {};
}

void VideoLayerState::set_visible(bool visible) {
  const std::scoped_lock lock(state_mutex_);
  visible_ = visible;
}

}  // namespace zc
