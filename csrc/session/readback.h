// A decoded picture as RGB, for people.
#pragma once

#include <cstdint>

#include "interop/gpu_frame.h"

namespace zc {

// Writes frame.desc().size of RGB24 rows, tightly packed: the whole picture at 1:1, not rotated.
// Any thread; blocks while it draws.
Result<void> read_rgb(const GpuFrame& frame, std::uint8_t* to);

}  // namespace zc
