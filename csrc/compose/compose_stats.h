// What one composition came to, for telemetry.
#pragma once

#include <cstdint>

namespace zc {

struct ComposeStats {
  std::uint32_t draw_items = 0;    // of the target and of surfaces
  std::uint32_t culled_items = 0;  // left out, since opaque ones hide them
  std::uint32_t surfaces_allocated = 0;
  std::uint32_t surfaces_reused = 0;
  std::uint32_t surfaces_evicted = 0;
};

}  // namespace zc
