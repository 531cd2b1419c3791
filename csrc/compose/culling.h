// What cannot be seen is not drawn.
#pragma once

#include "device/frame_plan.h"

namespace zc {

// The pixels that the item hides whatever lies below it.
RectPx hidden_by(const DrawItem& item);

// Takes out the items that lie wholly below an opaque one, and returns how many.
std::uint32_t cull(std::vector<DrawItem>& items);

}  // namespace zc
