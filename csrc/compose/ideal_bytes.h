// The least that a device must touch to draw a plan: what R is measured against.
#pragma once

#include <cstdint>

#include "device/frame_plan.h"

namespace zc {

// The bytes of planes and overlays within the bilinear footprint of what can be seen, by row spans, and the
// damaged pixels of the target once. Rules in csrc/README.md, "Telemetry".
std::uint64_t ideal_bytes(const FramePlan& plan);

}  // namespace zc
