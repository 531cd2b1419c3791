#include "interop/interop_policy.h"

#include <algorithm>
#include <array>
#include <utility>

namespace zc {
namespace {

constexpr std::array<std::string_view, 3> tier_names{"software", "interop_handle", "true_zero_copy"};
constexpr std::array<std::string_view, 4> mode_names{"auto", "zero_copy", "interop", "software"};
constexpr std::array<std::string_view, fallback_reason_count> reason_names{
    "unsupported_format", "invalid_size",        "missing_reference", "not_device_resident",
    "import_failed",      "bridge_failed",       "upload_failed",     "device_lost",
    "lifecycle_mismatch", "decoder_malfunction", "disabled",          "not_profitable"};

bool is_barring(FallbackReason reason) {
  return reason == FallbackReason::unsupported_format || reason == FallbackReason::disabled ||
         reason == FallbackReason::not_profitable;
}

}  // namespace

std::string_view name(Tier tier) { return tier_names[static_cast<std::size_t>(tier)]; }
std::string_view name(Mode mode) { return mode_names[static_cast<std::size_t>(mode)]; }
std::string_view name(FallbackReason reason) { return reason_names[static_cast<std::size_t>(reason)]; }

std::optional<Mode> mode_from_name(std::string_view text) {
  for (std::size_t i = 0; i < mode_names.size(); ++i)
    if (mode_names[i] == text) return static_cast<Mode>(i);
  return std::nullopt;
}

std::optional<FallbackReason> fallback_reason_from_name(std::string_view text) {
  for (std::size_t i = 0; i < reason_names.size(); ++i)
    if (reason_names[i] == text) return static_cast<FallbackReason>(i);
  return std::nullopt;
}

void InteropPolicy::move_to(Tier status, std::optional<FallbackReason> reason) {
  if (status == status_) return;
  if (status < status_ && reason) ++fallback_switches_;
  transitions_.push_back({frames_ ? frames_ - 1 : 0, status_, status, reason});
  status_ = status;
}

void InteropPolicy::reset_streak() {
  streak_ = 0;
  calm_ = 0;
  ++token_;
}

void InteropPolicy::fall_back(Tier status, FallbackReason reason, std::string detail,
                              std::optional<int> retry) {
  fallback_ = {reason, std::move(detail), retry};
  move_to(status, reason);
}

Tier InteropPolicy::route(const FrameFacts& facts) {
  ++frames_;
  const bool new_format = last_ && last_->format != facts.format;
  const bool new_generation = last_ && last_->generation != facts.generation;
  last_ = facts;
  if (new_format || new_generation) barred_.reset();
  if (new_generation) {
    reset_streak();
    retry_in_ = 0;
    if (status_ == Tier::true_zero_copy) move_to(Tier::interop_handle, std::nullopt);
  }

  if (settings_.mode == Mode::software) return Tier::software;
  if (!facts.bridgeable) {
    reset_streak();
    fall_back(Tier::software, FallbackReason::unsupported_format,
              "Format " + std::string(info(facts.format).name) +
                  " enters by upload only; decode to NV12, I420, P010 or I010 for the other tiers.",
              std::nullopt);
    return Tier::software;
  }
  if (settings_.mode == Mode::interop) return Tier::interop_handle;

  if (!settings_.capable) {
    barred_ = FallbackReason::disabled;
  } else if (!facts.importable) {
    barred_ = FallbackReason::unsupported_format;
  } else if (!settings_.profitable && settings_.mode == Mode::automatic) {
    barred_ = FallbackReason::not_profitable;
  }
  if (barred_) {
    reset_streak();
    if (fallback_.reason != barred_)  // a barred import keeps the detail it failed with
      fall_back(std::min(status_, Tier::interop_handle), *barred_,
                *barred_ == FallbackReason::disabled ? "True zero copy is switched off."
                : *barred_ == FallbackReason::not_profitable
                    ? "The device reads a copy faster than the decoder's memory; mode zero_copy insists."
                    : "The device cannot bind format " + std::string(info(facts.format).name) + ".",
                std::nullopt);
    return Tier::interop_handle;
  }
  if (!facts.resident) {
    reset_streak();
    fall_back(std::min(status_, Tier::interop_handle), FallbackReason::not_device_resident,
              "The frame does not lie in memory that the device can bind; the next resident one is tried.",
              0);
    return Tier::interop_handle;
  }
  if (retry_in_ > 0) {
    --retry_in_;
    fallback_.retry_after_frames = retry_in_;
    return Tier::interop_handle;
  }
  return Tier::true_zero_copy;
}

void InteropPolicy::import_failed(FallbackReason reason, std::string detail) {
  reset_streak();
  if (is_barring(reason)) {
    barred_ = reason;
    fall_back(std::min(status_, Tier::interop_handle), reason, std::move(detail), std::nullopt);
    return;
  }
  retry_in_ = next_retry_;
  next_retry_ = std::min(next_retry_ * 2, longest_retry_frames);
  fall_back(std::min(status_, Tier::interop_handle), reason, std::move(detail), retry_in_);
}

void InteropPolicy::bridge_failed(std::string detail) {
  fall_back(Tier::software, FallbackReason::bridge_failed, std::move(detail), 0);
}

void InteropPolicy::upload_failed(std::string detail) {
  fall_back(Tier::software, FallbackReason::upload_failed, std::move(detail), 0);
}

void InteropPolicy::delivered(Tier tier) {
  // A frame that came as a handle lifts the status from software; only the streak lifts it further.
  if (tier != Tier::software && status_ == Tier::software) {
    if (fallback_.reason == FallbackReason::bridge_failed ||
        fallback_.reason == FallbackReason::upload_failed ||
        (fallback_.reason == FallbackReason::unsupported_format && !barred_))
      fallback_ = {};
    move_to(Tier::interop_handle, std::nullopt);
  }
}

void InteropPolicy::confirmed(std::uint64_t token) {
  if (token != token_) return;
  longest_streak_ = std::max(longest_streak_, ++streak_);
  if (++calm_ >= calm_frames) next_retry_ = first_retry_frames;
  if (streak_ < settings_.streak || status_ == Tier::true_zero_copy) return;
  fallback_ = {};
  move_to(Tier::true_zero_copy, std::nullopt);
}

void InteropPolicy::failed_at_completion(std::uint64_t token, std::string detail) {
  if (token != token_) return;  // a failure of an older run was answered already
  import_failed(FallbackReason::import_failed, std::move(detail));
}

void InteropPolicy::device_changed() {
  reset_streak();
  barred_.reset();
  retry_in_ = 0;
  next_retry_ = first_retry_frames;
  fall_back(std::min(status_, Tier::interop_handle), FallbackReason::device_lost,
            "The device was lost and created anew; frames are on trial again.", 0);
}

}  // namespace zc
