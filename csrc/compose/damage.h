// Which part of the target changes.
#pragma once

#include "device/frame_plan.h"

namespace zc {

// Adds a rectangle and keeps the list disjoint and at most max_damage_rects long: rectangles that
// meet are merged, and a full list merges the two that waste the fewest pixels.
void add_damage(DamageList& list, RectPx rect);

}  // namespace zc
