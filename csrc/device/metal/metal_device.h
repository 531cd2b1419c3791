// The home device: VideoToolbox's pixel buffers bound as Metal textures.
#pragma once

#include <memory>
#include <string>

#include "device/device.h"

namespace zc {

// What this build and machine offer. Empty reason: available.
struct MetalProbe {
  std::string description;
  std::string reason;
};
MetalProbe probe_metal();
// Only after a probe with an empty reason.
Result<std::unique_ptr<Device>> create_metal_device();

}  // namespace zc
