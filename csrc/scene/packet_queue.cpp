#include "scene/packet_queue.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace zc {

std::uint64_t PacketQueue::commit(Packet&& packet, std::int64_t now_ns) {
  packet.epoch = ++last_epoch_;
  packet.committed_ns = now_ns;
  live_count(Live::packet).fetch_add(1, std::memory_order_relaxed);
  pending_.push_back(std::move(packet));
  return last_epoch_;
}

bool PacketQueue::timed_out(const Packet& packet, std::int64_t now_ns) const {
  return packet.required_tree_epoch > last_epoch_ && now_ns - packet.committed_ns >= gate_timeout_ns;
}

void PacketQueue::take(std::int64_t now_ns, std::vector<TakenPacket>& out) {
  std::size_t composable = 0;  // length of the longest prefix whose gates are all met
  std::uint64_t required = 0;
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    if (!timed_out(pending_[i], now_ns)) required = std::max(required, pending_[i].required_tree_epoch);
    if (pending_[i].epoch >= required) composable = i + 1;
  }
  move_prefix(composable, now_ns, out);
}

std::int64_t PacketQueue::next_gate_ns() const {
  for (const Packet& packet : pending_)
    if (packet.required_tree_epoch > last_epoch_) return packet.committed_ns + gate_timeout_ns;
  return std::numeric_limits<std::int64_t>::max();
}

void PacketQueue::take_all(std::vector<TakenPacket>& out) { move_prefix(pending_.size(), 0, out); }

void PacketQueue::move_prefix(std::size_t count, std::int64_t now_ns, std::vector<TakenPacket>& out) {
  std::array<bool, lane_count> survived{};
  for (std::size_t i = count; i-- > 0;) {  // newest first, to find the survivors
    Packet& packet = pending_[i];
    bool& lane_survived = survived[static_cast<std::size_t>(packet.lane)];
    Fate fate = Fate::superseded;
    if (timed_out(packet, now_ns)) {
      fate = Fate::gate_timeout;
    } else if (!std::exchange(lane_survived, true)) {
      fate = Fate::survivor;
    }
    out.push_back({std::move(packet), fate});
  }
  std::reverse(out.end() - static_cast<std::ptrdiff_t>(count), out.end());
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace zc
