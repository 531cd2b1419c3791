// How a packet ends: in exactly one of presented, unchanged, or dropped with a reason.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "interop/interop_policy.h"

namespace zc {

enum class PacketStatus : std::uint8_t { pending, presented, unchanged, dropped };

// Written once by the executor.
struct PacketEnd {
  PacketStatus status = PacketStatus::pending;
  std::string_view reason;  // dropped: a static word
  std::uint64_t epoch = 0;
  std::uint64_t present_id = 0;  // the submission that shows it, shared by the survivors of one composition
  std::optional<Tier> path;      // lowest tier of the video drawn
  std::uint64_t host_bytes = 0;
  std::uint64_t device_bytes = 0;
  std::int64_t decoded_ns = 0;
  std::int64_t submitted_ns = 0;
  std::int64_t composed_ns = 0;
  std::int64_t completed_ns = 0;
  std::int64_t presented_ns = 0;
};

// The end of a packet whose committer went on. The executor fills in `end` and then publishes it.
class PendingEnd {
 public:
  PacketEnd end;
  std::uint64_t epoch = 0;  // assigned at commit

  void publish() { done_.store(true, std::memory_order_release); }
  bool done() const { return done_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> done_{false};
};

// A target's packets. committed = presented + unchanged + dropped + those that are still on their way.
struct PacketCounts {
  struct Dropped {
    std::string_view reason;
    std::uint64_t packets = 0;
  };
  std::uint64_t committed = 0;
  std::uint64_t presented = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t dropped = 0;
  std::uint64_t gated = 0;  // required an epoch that was not there yet
  std::array<Dropped, 16> reasons{};

  void count(const PacketEnd& end);
};

}  // namespace zc
