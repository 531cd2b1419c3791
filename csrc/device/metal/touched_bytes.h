// What the device reads and writes for one item, by row spans.
#pragma once

#include <cstdint>

#include "device/device.h"

namespace zc::metal {

// The texels that the item's pixels are made of: each row that is read, from its first texel to its last.
std::uint64_t texel_bytes_read(const DrawItem& item);

}  // namespace zc::metal
