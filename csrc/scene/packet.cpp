#include "scene/packet.h"

namespace zc {

void Packet::clear() {
  lane = Lane::main;
  epoch = 0;
  required_tree_epoch = 0;
  committed_ns = 0;
  patches.clear();
  animations.clear();
  target_size.reset();
  target_scale.reset();
  background.reset();
  time_ns.reset();
  end = nullptr;
  pending.reset();
}

}  // namespace zc
