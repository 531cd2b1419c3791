// The pixels of a canvas being drawn: coverage meets clip and paint.
#pragma once

#include <memory>
#include <vector>

#include "compose/canvas_paint.h"
#include "compose/path_coverage.h"

namespace zc {

// Coverage of the pixels in `bounds`; nothing is seen of the others. 65535: whole.
struct ClipMask {
  RectPx bounds;
  std::vector<std::uint16_t> coverage;
};

struct ClipState {
  RectF box;  // surface px
  std::shared_ptr<const ClipMask> mask;

  // The pixels of which anything may be seen.
  RectPx bounds() const {
    const RectPx pixels = outer_bounds(box);
    return mask ? intersect(pixels, mask->bounds) : pixels;
  }
  // Multiplies the coverage of pixels [x0, x1) of row y, which lie within the bounds, by the clip's.
  void apply(int y, int x0, int x1, float* coverage) const;
  // True where apply() would change nothing.
  bool whole(int y, int x0, int x1) const;
};

// Gathers a clip's mask; what `outer` hides stays hidden.
class ClipBuilder final : public CoverageSink {
 public:
  explicit ClipBuilder(const ClipState& outer);
  void run(int y, int x0, int x1, const float* coverage) override;
  std::shared_ptr<const ClipMask> take() { return std::move(mask_); }

 private:
  const std::shared_ptr<const ClipMask> outer_;
  std::shared_ptr<ClipMask> mask_;
};

// Draws over `pixels` (RGBA8, premultiplied): source over, each channel rounded once.
class CanvasPainter final : public CoverageSink {
 public:
  CanvasPainter(PixelBlock& pixels, const ClipState& clip, const Shader& shader);
  void run(int y, int x0, int x1, const float* coverage) override;

 private:
  PixelBlock& pixels_;
  const ClipState& clip_;
  const Shader& shader_;
  std::vector<float> coverage_;
  std::vector<Premultiplied> colors_;
};

}  // namespace zc
