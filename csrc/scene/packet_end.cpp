#include "scene/packet_end.h"

namespace zc {

void PacketCounts::count(const PacketEnd& end) {
  switch (end.status) {
    case PacketStatus::presented:
      ++presented;
      return;
    case PacketStatus::unchanged:
      ++unchanged;
      return;
    case PacketStatus::pending:
    case PacketStatus::dropped:
      break;
  }
  ++dropped;
  for (Dropped& known : reasons) {
    if (known.packets && known.reason != end.reason) continue;
    known.reason = end.reason;
    ++known.packets;
    return;
  }
}

}  // namespace zc
