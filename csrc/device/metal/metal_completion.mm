#include "device/metal/metal_completion.h"

#include <string>
#include <utility>

#include "core/log.h"
#include "device/metal/media_time.h"

namespace zc::metal {
namespace {

bool says_device_is_gone(NSError* error) {
  if (![error.domain isEqualToString:MTLCommandBufferErrorDomain]) return false;
  return error.code == MTLCommandBufferErrorDeviceRemoved || error.code == MTLCommandBufferErrorAccessRevoked;
}

void log_failure(std::uint64_t submission, NSError* error) {
  if (!log_enabled(LogLevel::error)) return;
  const char* cause = error.localizedDescription.UTF8String;
  log_line(LogLevel::error, "metal",
           "submission " + std::to_string(submission) + " failed: " + (cause ? cause : "no cause given"));
}

void log_duration(std::uint64_t submission, CFTimeInterval seconds) {
  if (!log_enabled(LogLevel::debug)) return;
  log_line(LogLevel::debug, "metal",
           "submission " + std::to_string(submission) + " took the GPU " +
               std::to_string(static_cast<std::int64_t>(seconds * 1e6)) + " us");
}

}  // namespace

void CompletionTracker::track(id<MTLCommandBuffer> commands, std::shared_ptr<Submission> submission) {
  {
    const std::scoped_lock lock(in_flight_mutex_);
    ++in_flight_;
  }
  const auto self = shared_from_this();
  [commands addCompletedHandler:^(id<MTLCommandBuffer> completed) {
    @autoreleasepool {
      self->complete(*submission, completed);
    }
  }];
}

void CompletionTracker::complete(Submission& submission, id<MTLCommandBuffer> commands) {
  Completion completion;
  completion.submission = submission.number;
  completion.bytes_touched = submission.bytes_touched;
  completion.bad_imports = std::move(submission.bad_imports);
  completion.failed = commands.status == MTLCommandBufferStatusError;
  if (completion.failed) log_failure(submission.number, commands.error);
  // Not every device offers timestamps.
  const CFTimeInterval start = commands.GPUStartTime;
  const CFTimeInterval end = commands.GPUEndTime;
  const bool timed = start > 0 && end >= start;
  completion.completed_ns = timed ? ns_of_media_time(end) : now_ns();
  if (timed) log_duration(submission.number, end - start);
  if (submission.picture) completion.presented_ns = completion.completed_ns;  // off screen: no later moment
  { const KeepAlive dies_first(std::move(submission.keep)); }
  submission.held.clear();
  submission.picture.reset();
  const bool gone = completion.failed && says_device_is_gone(commands.error);
  if (gone) {
    const std::scoped_lock lock(in_flight_mutex_);
    lost_ = true;
  }
  if (submission.sink) submission.sink->completed(std::move(completion));
  const std::scoped_lock lock(in_flight_mutex_);
  if (--in_flight_ == 0) idle_.notify_all();
}

bool CompletionTracker::wait_idle(Deadline deadline) {
  std::unique_lock lock(in_flight_mutex_);
  return idle_.wait_until(lock, deadline, [this] { return in_flight_ == 0; });
}

bool CompletionTracker::lost() const {
  const std::scoped_lock lock(in_flight_mutex_);
  return lost_;
}

void PresentationReporter::watch(id<MTLDrawable> drawable, std::uint64_t submission, CompletionSink& sink) {
  {
    const std::scoped_lock lock(sink_mutex_);
    sink_ = &sink;
  }
  const auto self = shared_from_this();
  [drawable addPresentedHandler:^(id<MTLDrawable> shown) {
    @autoreleasepool {
      self->shown(submission, shown.presentedTime);
    }
  }];
}

void PresentationReporter::stop() {
  const std::scoped_lock lock(sink_mutex_);
  sink_ = nullptr;
}

void PresentationReporter::shown(std::uint64_t submission, CFTimeInterval presented_time) {
  const std::int64_t presented_ns = presented_time > 0 ? ns_of_media_time(presented_time) : 0;
  const std::scoped_lock lock(sink_mutex_);
  if (sink_) sink_->presented(submission, presented_ns);
}

}  // namespace zc::metal
