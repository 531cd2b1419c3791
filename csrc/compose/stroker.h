// Strokes to outlines.
#pragma once

#include <functional>
#include <vector>

#include "compose/pen_view.h"
#include "scene/canvas.h"

namespace zc {

// Takes a closed contour; the vector is the caller's to reuse.
using ContourSink = std::function<void(const std::vector<PointF>&)>;

// The outline of a stroke. Every part of it winds the same way, so that under the nonzero rule overlaps are
// covered once; dashes are cut before. `tolerance`: of round joins and caps, where they may be seen.
void stroke(const Contour& contour, const StrokeStyle& style, double tolerance, const PenView& view,
            const ContourSink& out);

}  // namespace zc
