// What every device checks of its arguments, in the same words.
#pragma once

#include "core/host_copy.h"
#include "device/device.h"

namespace zc {

// An error for a size that is empty or exceeds the device's limit on either axis.
Result<void> check_size(const char* what, SizePx size, int max_size_px);
// What "written" or "read" of a texture must lie in it.
Result<void> check_inside(const char* done, const TextureDesc& texture, RectPx rect);
// The fault points of the two tiers that copy.
Result<void> check_copy_faults(CopyPurpose purpose);

}  // namespace zc
