// The target's animation clock: each picture that is presented, or would be if it had changed, moves it on.
#include <algorithm>

#include "core/clock.h"
#include "session/compositor.h"

namespace zc {

// Of the packets taken. A repaint of ours off screen, where no time passes by itself, shows the same moment.
Compositor::ClockStep Compositor::clock_step() const {
  std::optional<std::int64_t> said_ns;
  bool of_app = false;
  for (const TakenPacket& taken : taken_) {
    of_app = of_app || taken.packet.lane != Lane::system;
    if (taken.packet.time_ns) said_ns = taken.packet.time_ns;
  }
  if (window_ && !said_ns) said_ns = now_ns();
  if (said_ns) {
    if (!clock_) return {frame_interval_ns, said_ns};
    const bool later = *said_ns > *clock_;  // the difference may not fit
    const auto apart = later ? static_cast<std::uint64_t>(*said_ns) - static_cast<std::uint64_t>(*clock_)
                             : static_cast<std::uint64_t>(*clock_) - static_cast<std::uint64_t>(*said_ns);
    const auto most = static_cast<std::uint64_t>(most_step_ns);
    if (later) return {static_cast<std::int64_t>(std::min(apart, most)), said_ns};
    // Time that has passed does not pass again, but where the app's clock has begun anew.
    return {0, apart <= most ? clock_ : said_ns};
  }
  if (!of_app) return {0, clock_};
  if (!clock_) return {frame_interval_ns, std::nullopt};
  return {frame_interval_ns, *clock_ > INT64_MAX - frame_interval_ns ? *clock_ : *clock_ + frame_interval_ns};
}

void Compositor::advance_clock() {
  clock_ = step_.now_ns;
  mirror_.animator().advance(step_.length_ns);
}

std::vector<EndedAnimation> Compositor::take_ended_animations() {
  const std::scoped_lock lock(completions_mutex_);
  return std::exchange(ended_animations_, {});
}

std::optional<LayerProps> Compositor::props_of(LayerId id) {
  const std::scoped_lock executor(executor_mutex_);
  for (const LayerNode* node : mirror_.ordered())
    if (node->id == id) return node->props;
  return std::nullopt;
}

bool Compositor::tick() {
  if (!animating_ || (window_ && window_->occluded())) return false;
  const std::uint64_t epoch = edits_.commit_tick();
  if (epoch == 0) return false;
  drain_later(epoch);
  return true;
}

}  // namespace zc
