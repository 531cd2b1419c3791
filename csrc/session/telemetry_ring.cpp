#include "session/telemetry_ring.h"

#include <algorithm>

namespace zc {

void TelemetryRing::add(const PacketRecord& record) {
  const std::scoped_lock lock(records_mutex_);
  (*records_)[added_++ % capacity] = record;
}

// The packets of a present lie together; presents count up.
template <class Update>
void TelemetryRing::update(std::uint64_t present_id, Update&& set) {
  const std::scoped_lock lock(records_mutex_);
  const std::uint64_t oldest = added_ - std::min<std::uint64_t>(added_, capacity);
  for (std::uint64_t i = added_; i-- > oldest;) {
    PacketEnd& end = (*records_)[i % capacity].end;
    if (end.present_id == present_id) set(end);
    if (end.present_id != 0 && end.present_id < present_id) return;
  }
}

void TelemetryRing::completed(std::uint64_t present_id, std::int64_t completed_ns,
                              std::uint64_t device_bytes) {
  update(present_id, [&](PacketEnd& end) {
    end.completed_ns = completed_ns;
    end.device_bytes = device_bytes;
  });
}

void TelemetryRing::shown(std::uint64_t present_id, std::int64_t presented_ns) {
  update(present_id, [&](PacketEnd& end) { end.presented_ns = presented_ns; });
}

std::size_t TelemetryRing::copy(std::span<PacketRecord> out) const {
  const std::scoped_lock lock(records_mutex_);
  const std::size_t known = std::min<std::uint64_t>(added_, capacity);
  const std::size_t count = std::min(known, out.size());
  for (std::size_t i = 0; i < count; ++i) out[i] = (*records_)[(added_ - count + i) % capacity];
  return count;
}

}  // namespace zc
