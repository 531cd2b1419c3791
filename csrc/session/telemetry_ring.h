// What is known of a target's last packets, in fixed storage.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "compose/compose_stats.h"
#include "scene/packet.h"

namespace zc {

// What was measured while the packets at hand were composed. 0 where a stage did not happen.
struct RoundMeasures {
  std::int64_t taken_ns = 0;   // from the queue
  std::int64_t issued_ns = 0;  // handed to the device
  ComposeStats compose;
  std::int64_t damage_px = 0;
  std::uint64_t ui_bytes = 0;     // copied of images, masks and canvases
  std::uint64_t ideal_bytes = 0;  // what the device must touch at least
};

struct PacketRecord {
  Lane lane = Lane::main;
  std::int64_t committed_ns = 0;
  PacketEnd end;
  RoundMeasures round;
};

// Any thread.
class TelemetryRing {
 public:
  static constexpr std::size_t capacity = 1024;
  TelemetryRing() : records_(std::make_unique<std::array<PacketRecord, capacity>>()) {}

  void add(const PacketRecord& record);
  // What comes later of a present: completed by the device, shown by the display.
  void completed(std::uint64_t present_id, std::int64_t completed_ns, std::uint64_t device_bytes);
  void shown(std::uint64_t present_id, std::int64_t presented_ns);
  // Fills `out` with the newest, oldest first, and returns how many. All of one moment.
  std::size_t copy(std::span<PacketRecord> out) const;

 private:
  template <class Update>
  void update(std::uint64_t present_id, Update&& set);

  mutable std::mutex records_mutex_;  // guards what follows
  const std::unique_ptr<std::array<PacketRecord, capacity>> records_;
  std::uint64_t added_ = 0;  // so far; the next one's place modulo capacity
};

}  // namespace zc
