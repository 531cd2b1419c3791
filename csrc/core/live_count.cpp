#include "core/live_count.h"

namespace zc {

std::atomic<std::int64_t>& live_count(Live kind) {
  static std::array<std::atomic<std::int64_t>, live_names.size()> counts{};
  return counts[static_cast<std::size_t>(kind)];
}

}  // namespace zc
