// Who drains a target's queue: the thread that presents, the one that waits, or the compositor's own.
#include <algorithm>

#include "core/clock.h"
#include "core/log.h"
#include "session/compositor.h"

namespace zc {
namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

Error closed_error() { return {ErrorCode::closed, "The target is closed; open a new one."}; }

}  // namespace

Result<PacketEnd> Compositor::present(std::optional<std::int64_t> time_ns) {
  if (executor_mutex_.held_here()) return inside_error("present()");
  PacketEnd end;
  const std::uint64_t epoch = edits_.commit(&end, nullptr, time_ns);
  if (epoch == 0) return closed_error();
  if (window_) take_turn();
  drain_to(epoch, no_limit);
  return end;  // whoever ended it held the executor before this thread did
}

Result<std::shared_ptr<PendingEnd>> Compositor::present_later(std::optional<std::int64_t> time_ns) {
  auto pending = std::make_shared<PendingEnd>();
  const std::uint64_t epoch = edits_.commit(nullptr, pending, time_ns);
  if (epoch == 0) return closed_error();
  drain_later(epoch);
  return pending;
}

Result<std::shared_ptr<PendingEnd>> Compositor::commit(OpenPacket& packet) {
  auto pending = std::make_shared<PendingEnd>();
  Discarded discarded;
  if (edits_.commit(packet, pending, discarded) != 0) return pending;
  for (const auto& video : discarded.videos) session_->retire_video(video);
  return closed_error();
}

void Compositor::discard(OpenPacket& packet) {
  Discarded discarded;
  edits_.discard(packet, discarded);
  for (const auto& video : discarded.videos) session_->retire_video(video);
}

// Drains until every packet up to that epoch has ended, waiting for gates. False: not in time, or stopped.
bool Compositor::drain_to(std::uint64_t epoch, std::int64_t latest_ns, const std::atomic<bool>* stop) {
  for (;;) {
    const std::uint64_t seen = edits_.changes();
    {
      const std::scoped_lock executor(executor_mutex_);
      // Another thread may have taken them along, or close() may have ended them.
      if (edits_.first_pending() > epoch || closed()) return true;
      drain_safely();
      while (drain_again_.exchange(false)) drain_safely();
      if (edits_.first_pending() > epoch) return true;
    }
    if ((stop && *stop) || now_ns() >= latest_ns) return false;
    edits_.await_change(seen, latest_ns);
  }
}

// Out of memory: no packet may be left that points at a caller who is gone.
void Compositor::drain_safely() {
  try {
    drain();
  } catch (...) {
    drop_packets("failed");
    publish_ends();
    throw;
  }
}

void Compositor::publish_ends() {
  ended_.clear();
  animating_ = mirror_.animator().running();
  if (window_ && animating_) wake_thread();
  if (mirror_.animator().any_ended()) {
    const std::scoped_lock lock(completions_mutex_);
    mirror_.animator().take_ended(ended_animations_);
  }
  if (ended_pending_.empty()) return;
  for (const auto& pending : ended_pending_) pending->publish();
  ended_pending_.clear();
  edits_.announce();
}

bool Compositor::wait_ended(const PendingEnd& pending, std::int64_t latest_ns) {
  return pending.done() || (drain_to(pending.epoch, latest_ns) && pending.done());
}

bool Compositor::tell_ended(PendingEnd& pending, const std::shared_ptr<Bell>& bell) {
  if (!pending.tell(bell)) return false;
  drain_later(pending.epoch);
  return true;
}

std::optional<Compositor::Completed> Compositor::wait_completed(std::uint64_t present_id,
                                                                std::int64_t latest_ns) {
  const Completed& known = completed_[present_id % completed_.size()];
  const std::scoped_lock executor(executor_mutex_);
  if (known.submission != present_id && !closed()) {
    const std::int64_t most_ns = now_ns() + std::int64_t{10'000'000'000};
    device_->wait_idle(Deadline(std::chrono::nanoseconds(std::min(latest_ns, most_ns))));
    repaint_if_bad();
  }
  if (known.submission != present_id) return std::nullopt;
  return known;
}

void Compositor::drain_later(std::uint64_t epoch) {
  {
    const std::scoped_lock lock(thread_mutex_);
    wanted_epoch_ = std::max(wanted_epoch_, epoch);
  }
  wake_thread();
}

void Compositor::wake_thread() {
  const std::scoped_lock lock(thread_mutex_);
  if (thread_stops_) return;  // close() ends the packets
  if (!thread_.joinable()) thread_ = std::thread([this] { run_thread(); });
  thread_wanted_.notify_one();
}

// Drains what is wanted, and in a window commits a frame of each animation at the display's pace.
void Compositor::run_thread() {
  std::unique_lock lock(thread_mutex_);
  std::uint64_t ticks = 0;
  for (;;) {
    const auto wanted = [this] { return wanted_epoch_ > drained_epoch_; };
    thread_wanted_.wait(lock, [&] { return thread_stops_ || wanted() || (window_ && animating_); });
    if (thread_stops_) return;
    const bool draws = wanted();
    const std::uint64_t epoch = wanted_epoch_;
    lock.unlock();
    try {
      if (draws) {
        drain_to(epoch, no_limit, &thread_stops_);
      } else {
        window_->await_tick(ticks, false);
        tick();
      }
    } catch (...) {  // its packets have ended as failed
      log_line(LogLevel::error, "compositor", "there is no memory to draw with");
    }
    lock.lock();
    if (draws) drained_epoch_ = epoch;
  }
}

void Compositor::stop_thread() {
  std::thread stopped;
  {
    const std::scoped_lock lock(thread_mutex_);
    thread_stops_ = true;
    stopped = std::move(thread_);
  }
  thread_wanted_.notify_all();
  edits_.announce();
  if (stopped.joinable()) stopped.join();
}

void Compositor::end_packets(const PacketEnd& record) {
  for (TakenPacket& taken : taken_) {
    PacketEnd end = record;
    if (taken.fate != Fate::survivor) {
      end = {};
      end.status = PacketStatus::dropped;
      end.reason = taken.fate == Fate::superseded ? "superseded" : "gate_timeout";
    }
    end.epoch = taken.packet.epoch;
    RoundMeasures measured = round_;
    if (taken.fate != Fate::survivor) {
      measured = {};
      measured.taken_ns = round_.taken_ns;
    }
    telemetry_.add({taken.packet.lane, taken.packet.committed_ns, end, measured});
    if (taken.packet.end) {
      *taken.packet.end = end;
      ended_.push_back(taken.packet.end);
      if (taken.packet.pending) ended_pending_.push_back(std::move(taken.packet.pending));
    } else if (record.status == PacketStatus::presented) {
      add_repaint(record);
    }
    live_count(Live::packet).fetch_sub(1, std::memory_order_relaxed);
    edits_.ended(std::move(taken.packet), end);
  }
  taken_.clear();
  round_ = {};
}

// What a packet's picture took when it was made again because the device had reported it bad.
void Compositor::add_repaint(const PacketEnd& repaint) {
  for (PacketEnd* end : ended_) {
    if (end->status != PacketStatus::presented) continue;
    end->path = repaint.path;
    end->host_bytes += repaint.host_bytes;
    end->device_bytes += repaint.device_bytes;
    end->composed_ns = repaint.composed_ns;
    end->completed_ns = repaint.completed_ns;
    end->presented_ns = repaint.presented_ns;
  }
}

void Compositor::drop_packets(std::string_view reason) {
  PacketEnd record;
  record.status = PacketStatus::dropped;
  record.reason = reason;
  end_packets(record);
}

}  // namespace zc
