// A canvas's display list to pixels.
#pragma once

#include "scene/canvas.h"

namespace zc {

// RGBA8, premultiplied. `scale`: surface px per logical px.
PixelBlock render_canvas(const DisplayList& list, SizePx size, double scale);

}  // namespace zc
