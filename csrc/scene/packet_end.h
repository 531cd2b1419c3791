// How a packet ends: in exactly one of presented, unchanged, or dropped with a reason.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

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

// What the executor rings when a packet has ended that somebody awaits: a pipe, for the loop of the one who
// awaits to watch, so that ringing needs neither a thread nor a lock of that loop. Thread-safe.
class Bell {
 public:
  static std::shared_ptr<Bell> create();  // null: there is no descriptor left
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;
  ~Bell();

  int readable() const { return read_; }  // the descriptor, readable after a ring
  void ring() const noexcept;             // never blocks
  void silence() const noexcept;          // until the next ring

 private:
  Bell(int read, int write) : read_(read), write_(write) {}
  const int read_;
  const int write_;
};

// The end of a packet whose committer went on. The executor fills in `end` and then publishes it.
class PendingEnd {
 public:
  PacketEnd end;
  std::uint64_t epoch = 0;  // assigned at commit

  void publish();
  bool done() const { return done_.load(std::memory_order_acquire); }
  // Rings the bell once it is published, if that is alive. False: it is already.
  bool tell(const std::shared_ptr<Bell>& bell);

 private:
  std::atomic<bool> done_{false};
  std::mutex bells_mutex_;  // guards what follows
  std::vector<std::weak_ptr<Bell>> bells_;
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
