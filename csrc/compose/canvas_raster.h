// A canvas's display list to pixels.
#pragma once

#include "scene/canvas.h"

namespace zc {

// RGBA8, premultiplied. `scale`: surface px per logical px. `segments`: where to tell how many of them the
// outlines took.
PixelBlock render_canvas(const DisplayList& list, SizePx size, double scale,
                         std::uint64_t* segments = nullptr);

}  // namespace zc
