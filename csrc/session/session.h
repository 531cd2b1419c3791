// One device and the targets that draw with it.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/live_count.h"
#include "device/device.h"
#include "interop/video_layer_state.h"

namespace zc {

class Compositor;

struct SessionOptions {
  std::string device = "auto";
  Mode mode = Mode::automatic;
  int streak = 12;
  int max_in_flight = 3;
  std::uint64_t surface_budget_bytes = 0;  // of a target; 0: a quarter of what its device has
};

// The sums over a session's video layers, those removed included, and its decoders' fallbacks.
struct SessionSnapshot {
  Tier status = Tier::software;  // the lowest of the visible videos
  Fallback fallback;             // the latest
  VideoCounters counters;
};

// Thread-safe.
class Session : public std::enable_shared_from_this<Session> {
 public:
  static Result<std::shared_ptr<Session>> create(const SessionOptions& options);
  ~Session();

  const SessionOptions& options() const { return options_; }
  Caps caps() const;
  SessionSnapshot snapshot() const;

  Result<std::shared_ptr<Compositor>> open_offscreen(SizePx size, Color background);
  // Both on the main thread only. Unsupported where the device draws in no windows.
  Result<std::shared_ptr<Compositor>> open_window(SizePx logical, const std::string& title, Color background);
  Result<std::shared_ptr<Compositor>> attach(void* view_or_window, Color background);
  // Closes its targets. Blocks until the device has completed what is in flight. Idempotent.
  void close();
  bool closed() const;

  // For compositors.
  std::shared_ptr<Device> device() const;
  // Replaces `lost`, unless another target has done so already.
  Result<std::shared_ptr<Device>> replace_device(const std::shared_ptr<Device>& lost);
  std::shared_ptr<VideoLayerState> add_video();
  // A layer that is gone still counts in the sums.
  void retire_video(const std::shared_ptr<VideoLayerState>& video);
  // For decoders of the session's sources: why one fell back.
  void note_decoder(FallbackReason reason, std::string detail);

 private:
  Session(const SessionOptions& options, std::shared_ptr<Device> device);

  Result<std::shared_ptr<Compositor>> keep(Result<std::shared_ptr<Compositor>> target);
  Result<void> check_windows() const;

  const SessionOptions options_;
  mutable std::mutex session_mutex_;  // guards everything below
  bool closed_ = false;
  std::optional<Counted<Live::session>> open_{std::in_place};
  std::shared_ptr<Device> device_;
  std::vector<std::weak_ptr<Compositor>> targets_;
  std::vector<std::shared_ptr<VideoLayerState>> videos_;
  VideoCounters retired_;
  Fallback retired_fallback_;
  std::uint64_t retired_fallback_serial_ = 0;
};

}  // namespace zc
