// What a group does to its children, and the target to its layers.
#pragma once

#include "core/geometry.h"

namespace zc {

struct Space {
  Affine target_from_local;  // local: logical px of the group, or of the target
  double width = 0;          // the rect of children that have none
  double height = 0;
  RectF clip;         // target px
  float opacity = 1;  // of all groups around
  bool enabled = true;

  static Space of_target(SizePx px, double scale) {
    const RectF whole{0, 0, static_cast<double>(px.width), static_cast<double>(px.height)};
    return {Affine::scale(scale, scale), px.width / scale, px.height / scale, whole, 1, true};
  }
};

}  // namespace zc
