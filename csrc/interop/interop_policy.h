// Which way a video layer's frames travel, as a pure state machine: no clock, no I/O, no device.
//
//   software -> interop_handle (host bridge) -> true_zero_copy (bound in place)
//
// Frames are imported on trial first; the status rises after `streak` of them in a row were imported
// and confirmed by the device. A failure lowers it and starts a back-off counted in frames.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pixel_format.h"

namespace zc {

enum class Tier : std::uint8_t { software, interop_handle, true_zero_copy };
enum class Mode : std::uint8_t { automatic, zero_copy, interop, software };
enum class FallbackReason : std::uint8_t {
  unsupported_format,
  invalid_size,
  missing_reference,
  not_device_resident,
  import_failed,
  bridge_failed,
  upload_failed,
  device_lost,
  lifecycle_mismatch,
  decoder_malfunction,
  disabled,
  not_profitable,
};
inline constexpr int fallback_reason_count = 12;

std::string_view name(Tier tier);
std::string_view name(Mode mode);
std::string_view name(FallbackReason reason);
std::optional<Mode> mode_from_name(std::string_view text);
std::optional<FallbackReason> fallback_reason_from_name(std::string_view text);

struct PolicySettings {
  Mode mode = Mode::automatic;
  int streak = 12;         // confirmed imports in a row before true_zero_copy
  bool capable = true;     // the probe's answer, and not switched off by the environment
  bool profitable = true;  // false: the device says an import costs more than a copy
};

struct FrameFacts {
  PixelFormat format = PixelFormat::nv12;
  std::uint64_t generation = 0;  // of the decoder
  bool importable = true;        // the device can bind this format
  bool resident = true;          // its memory is one that the device can bind
  bool bridgeable = true;        // false: the software tier only (RGB)
};

struct Fallback {
  std::optional<FallbackReason> reason;
  std::string detail;
  std::optional<int> retry_after_frames;  // none: not before format, generation or device changes
};

struct Transition {
  std::uint64_t frame = 0;
  Tier before = Tier::software;
  Tier after = Tier::software;
  std::optional<FallbackReason> reason;
};

// Back-off in frames.
inline constexpr int first_retry_frames = 30;
inline constexpr int longest_retry_frames = 3600;
inline constexpr int calm_frames = 600;  // confirmed in a row: the next back-off starts small again

class InteropPolicy {
 public:
  explicit InteropPolicy(const PolicySettings& settings) : settings_(settings) {}

  // Once per frame that is composed for the first time, in order: the tier to try first.
  Tier route(const FrameFacts& facts);
  // What then happened to that frame.
  void import_failed(FallbackReason reason, std::string detail);
  void bridge_failed(std::string detail);
  void upload_failed(std::string detail);
  void delivered(Tier tier);  // by the tier that worked
  // The token of an import, to hand to confirmed() when the device has completed.
  std::uint64_t token() const { return token_; }
  void confirmed(std::uint64_t token);
  void failed_at_completion(std::uint64_t token, std::string detail);
  void device_changed();

  Tier status() const { return status_; }
  const Fallback& fallback() const { return fallback_; }
  const std::vector<Transition>& transitions() const { return transitions_; }
  int streak() const { return streak_; }
  int longest_streak() const { return longest_streak_; }
  std::uint64_t fallback_switches() const { return fallback_switches_; }

 private:
  void move_to(Tier status, std::optional<FallbackReason> reason);
  void reset_streak();
  void fall_back(Tier status, FallbackReason reason, std::string detail, std::optional<int> retry);

  PolicySettings settings_;
  Tier status_ = Tier::software;
  Fallback fallback_;
  std::vector<Transition> transitions_;
  std::uint64_t frames_ = 0;  // routed so far
  std::optional<FrameFacts> last_;
  std::optional<FallbackReason> barred_;  // not retried until format, generation or device changes
  int streak_ = 0;
  int longest_streak_ = 0;
  std::uint64_t token_ = 0;  // imports before the last reset do not count
  int retry_in_ = 0;         // frames that still go by bridge
  int next_retry_ = first_retry_frames;
  int calm_ = 0;  // confirmed since the last failure
  std::uint64_t fallback_switches_ = 0;
};

}  // namespace zc
