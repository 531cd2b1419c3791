// The passes of a plan that write surfaces, before the one into the target.
#pragma once

#import <Metal/Metal.h>

#include <cstdint>

#include "device/device.h"
#include "device/metal/metal_pipelines.h"

namespace zc::metal {

// In the plan's order. The weights of a convolution travel with its commands: at most 1,024. False: the
// device makes no encoder; what was encoded before stays in the commands.
bool encode_surface_passes(const FramePlan& plan, id<MTLCommandBuffer> commands, const Pipelines& pipelines);
std::uint64_t surface_bytes_touched(const FramePlan& plan);

}  // namespace zc::metal
