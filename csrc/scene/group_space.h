// What a group does to its children, and the target to its layers.
#pragma once

#include "core/geometry.h"

namespace zc {

struct Space {
  Affine target_from_local;  // local: logical px of the group, or of the target
  double width = 0;          // the rect of children that have none
  double height = 0;

  static Space of_target(SizePx px, double scale) {
    return {Affine::scale(scale, scale), px.width / scale, px.height / scale};
  }
};

}  // namespace zc
