// How large things may be.
#pragma once

#include "device/device.h"

namespace zc::metal {

inline constexpr int max_size_px = 16384;  // of every GPU that macOS 13 runs on

// An error for a size that is empty or larger than the device takes.
Result<void> check_size(const char* what, SizePx size);

}  // namespace zc::metal
