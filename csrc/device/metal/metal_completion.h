// What happens when the GPU has completed a submission, and when its drawable was shown.
#pragma once

#import <Metal/Metal.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "device/device.h"
#include "device/metal/metal_resources.h"

namespace zc::metal {

// What one command buffer answers for.
struct Submission {
  std::uint64_t number = 0;
  KeepAlive keep;
  KeepAlive::List held;            // what the commands read whose packet has ended without a picture
  Ref<MetalTexture> picture;       // drawn into, off screen
  CompletionSink* sink = nullptr;  // not owned; null: nobody asks
  std::uint64_t bytes_touched = 0;
  std::vector<FrameHandle> bad_imports;  // by a fault point
};

// Any thread. Shared by the device and the handlers of its command buffers, which may outlive it.
class CompletionTracker : public std::enable_shared_from_this<CompletionTracker> {
 public:
  // Before commit. Calls the sink once the GPU has completed, after everything else was let go.
  void track(id<MTLCommandBuffer> commands, std::shared_ptr<Submission> submission);
  // False at the deadline.
  bool wait_idle(Deadline deadline);
  // The device is gone, as a completed command buffer told.
  bool lost() const;

 private:
  void complete(Submission& submission, id<MTLCommandBuffer> commands);

  mutable std::mutex in_flight_mutex_;  // guards what follows
  std::condition_variable idle_;
  int in_flight_ = 0;
  bool lost_ = false;
};

// Tells a target's sink when its drawables were shown, for as long as the target lives. Any thread.
class PresentationReporter : public std::enable_shared_from_this<PresentationReporter> {
 public:
  // Before the drawable is presented.
  void watch(id<MTLDrawable> drawable, std::uint64_t submission, CompletionSink& sink);
  // No call of the sink from here on. Waits for one that is under way.
  void stop();

 private:
  void shown(std::uint64_t submission, CFTimeInterval presented_time);

  std::mutex sink_mutex_;           // guards sink_, and is held while it is called
  CompletionSink* sink_ = nullptr;  // not owned
};

}  // namespace zc::metal
