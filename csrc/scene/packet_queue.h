// Committed packets until the compositor takes them: epochs, the gate, and one survivor per lane.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "scene/packet.h"

namespace zc {

// A gate that stays unmet this long opens.
inline constexpr std::int64_t gate_timeout_ns = 100'000'000;

enum class Fate : std::uint8_t { survivor, superseded, gate_timeout };

struct TakenPacket {
  Packet packet;
  Fate fate = Fate::survivor;
};

// Not thread-safe: guarded by its target's lock.
class PacketQueue {
 public:
  // Assigns the next epoch.
  std::uint64_t commit(Packet&& packet, std::int64_t now_ns);
  // Moves every packet up to the newest composable epoch into `out`, in order. All of them are to be
  // applied; per lane only the newest survives. Nothing composable: `out` stays empty.
  void take(std::int64_t now_ns, std::vector<TakenPacket>& out);
  // Everything, composable or not, for closing.
  void take_all(std::vector<TakenPacket>& out);
  bool empty() const { return pending_.empty(); }
  std::uint64_t last_epoch() const { return last_epoch_; }
  // One beyond the last where nothing waits.
  std::uint64_t first_pending() const { return pending_.empty() ? last_epoch_ + 1 : pending_.front().epoch; }
  // When the first of the gates that no commit has met opens; far away where there is none.
  std::int64_t next_gate_ns() const;

 private:
  void move_prefix(std::size_t count, std::int64_t now_ns, std::vector<TakenPacket>& out);
  bool timed_out(const Packet& packet, std::int64_t now_ns) const;

  std::uint64_t last_epoch_ = 0;
  std::vector<Packet> pending_;  // by epoch
};

}  // namespace zc
