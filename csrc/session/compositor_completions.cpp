// What the compositor does when the device tells how a submission ended.
#include <algorithm>

#include "session/compositor.h"

namespace zc {

void Compositor::completed(Completion&& completion) noexcept {
  const std::scoped_lock lock(completions_mutex_);
  completions_.push_back(std::move(completion));
}

void Compositor::answer_completions(PacketEnd* record) {
  {
    const std::scoped_lock lock(completions_mutex_);
    answering_.swap(completions_);
  }
  for (const Completion& completion : answering_) {
    const auto slot = std::find_if(in_flight_.begin(), in_flight_.end(), [&](const InFlight& candidate) {
      return candidate.submission == completion.submission;
    });
    if (slot == in_flight_.end()) continue;
    completed_[completion.submission % completed_.size()] = {completion.submission, completion.completed_ns,
                                                             completion.bytes_touched};
    telemetry_.completed(completion.submission, completion.completed_ns, completion.bytes_touched);
    confirm(*slot, completion);
    slot->confirmations.clear();
    slot->submission = 0;
    if (record && completion.submission == last_submission_) {
      record->completed_ns = completion.completed_ns;
      record->device_bytes = completion.bytes_touched;
    }
  }
  answering_.clear();
  if (window_) answer_shown(record);
}

// With what the device has told and no drain has answered yet.
std::size_t Compositor::copy_telemetry(std::span<PacketRecord> out) {
  {
    const std::scoped_lock lock(completions_mutex_);
    for (const Completion& told : completions_)
      telemetry_.completed(told.submission, told.completed_ns, told.bytes_touched);
    for (const Shown& told : shown_) telemetry_.shown(told.submission, told.presented_ns);
  }
  return telemetry_.copy(out);
}

void Compositor::confirm(const InFlight& slot, const Completion& completion) {
  const auto is_bad = [&](FrameHandle frame) {
    return completion.failed || std::find(completion.bad_imports.begin(), completion.bad_imports.end(),
                                          frame) != completion.bad_imports.end();
  };
  for (const Confirmation& wanted : slot.confirmations) {
    if (!is_bad(wanted.frame)) {
      wanted.video->edit([&](InteropPolicy& policy, VideoCounters&) { policy.confirmed(wanted.token); });
      continue;
    }
    wanted.video->edit([&](InteropPolicy& policy, VideoCounters& c) {
      ++c.import_failures;
      policy.failed_at_completion(wanted.token,
                                  "The device reported that it could not read the imported frame.");
    });
    wanted.video->note(FallbackReason::import_failed);
    bridge_frame(wanted.frame);
  }
  if (completion.failed || !completion.bad_imports.empty()) {
    repaint_due_ = true;
    surfaces_->invalidate_all();  // they may have sampled it
    if (completion.failed) mirror_.mark_everything_dirty();
  }
}

void Compositor::bridge_frame(FrameHandle frame) {
  for (LayerNode* node : mirror_.ordered()) {
    if (node->frame_handle != frame || !node->prepared.import) continue;
    node->dirty = true;
    node->content = mirror_.new_content();
    const std::uint64_t copied_before = video_bytes_copied_by_this_thread();
    const bool ready = interop_->prepare_by_copy(*node->video, node->frame.desc, node->prepared);
    bridged_bytes_ += video_bytes_copied_by_this_thread() - copied_before;
    node->frame.lease.release();
    if (!ready) node->frame_handle = {};  // it was counted as presented; nothing is shown of it
  }
}

void Compositor::publish_surfaces(const SurfaceStats& stats) {
  const std::scoped_lock lock(completions_mutex_);
  surface_stats_ = stats;
}

SurfaceStats Compositor::surface_stats() {
  const std::scoped_lock lock(completions_mutex_);
  return surface_stats_;
}

}  // namespace zc
