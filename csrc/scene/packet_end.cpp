#include "scene/packet_end.h"

#include <fcntl.h>
#include <unistd.h>

namespace zc {

std::shared_ptr<Bell> Bell::create() {
  int ends[2];
  if (pipe(ends) != 0) return nullptr;
  std::shared_ptr<Bell> bell(new Bell(ends[0], ends[1]));
  for (const int end : ends)
    if (fcntl(end, F_SETFL, O_NONBLOCK) == -1 || fcntl(end, F_SETFD, FD_CLOEXEC) == -1) return nullptr;
  return bell;
}

Bell::~Bell() {
  close(read_);
  close(write_);
}

// A full pipe is readable already.
void Bell::ring() const noexcept {
  const char one = 1;
  [[maybe_unused]] const auto written = write(write_, &one, 1);
}

void Bell::silence() const noexcept {
  char some[64];
  while (read(read_, some, sizeof some) > 0) {
  }
}

void PendingEnd::publish() {
  const std::scoped_lock lock(bells_mutex_);
  done_.store(true, std::memory_order_release);
  for (const std::weak_ptr<Bell>& each : bells_)
    if (const auto bell = each.lock()) bell->ring();
  bells_.clear();
}

bool PendingEnd::tell(const std::shared_ptr<Bell>& bell) {
  const std::scoped_lock lock(bells_mutex_);
  if (done()) return false;
  for (const std::weak_ptr<Bell>& each : bells_)
    if (each.lock() == bell) return true;
  bells_.emplace_back(bell);
  return true;
}

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
