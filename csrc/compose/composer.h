// From the mirror to a plan: a pure function of what the mirror holds.
#pragma once

#include "device/device.h"
#include "scene/scene_mirror.h"

namespace zc {

// Writes the items, bottom to top, of every layer that can be seen, and the damage against the
// picture that is shown. `plan` keeps its storage. A layer whose texture or frame is not on the device
// draws nothing. The mirror is resolved. `bounds[i]` is the place of ordered()[i] in the new picture, empty
// where unseen.
void compose(const SceneMirror& mirror, FramePlan& plan, std::vector<RectPx>& bounds);

// A plan of one layer that is redrawn whole.
void compose_one(const LayerNode& node, SizePx target_px, FramePlan& plan);

}  // namespace zc
