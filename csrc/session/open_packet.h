// A packet that still gathers edits, apart from the one that present() commits.
#pragma once

#include <memory>
#include <unordered_map>

#include "scene/packet.h"

namespace zc {

class SceneEdits;

struct OpenPacket {
  enum class State : std::uint8_t { open, committed, discarded };

  OpenPacket(const SceneEdits& owner, std::shared_ptr<OpenPacket> outer)
      : owner(&owner), outer(std::move(outer)) {}

  const SceneEdits* const owner;
  const std::shared_ptr<OpenPacket> outer;  // the one around it, maybe of another target

  // Guarded by the owner.
  State state = State::open;
  Packet packet;
  std::unordered_map<LayerId, std::size_t> patch_index;
};

// What a discarded packet held, to be let go of outside of locks.
struct Discarded {
  Packet packet;
  std::vector<std::shared_ptr<VideoLayerState>> videos;  // of layers that it had added
};

// A layer as the app holds it. What follows `video` is guarded by SceneEdits.
struct LayerControl {
  LayerId id = 0;
  LayerKind kind = LayerKind::solid;
  std::shared_ptr<VideoLayerState> video;  // video layers
  std::uint64_t packet_serial = 0;         // the packet of present() that holds a patch of this layer
  std::size_t patch_index = 0;             // where in that packet
  bool removed = false;
  // Open packets that decide about the layer: null once they have ended.
  std::shared_ptr<OpenPacket> born_in;     // edits go there until it is committed, whoever makes them
  std::shared_ptr<OpenPacket> removed_in;  // comes back if that is discarded
  std::shared_ptr<OpenPacket> staged_in;   // the newest frame
};

}  // namespace zc
