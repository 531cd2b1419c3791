// The display list as Python records it.
#pragma once

#include <memory>

#include "bindings/python_support.h"
#include "scene/canvas.h"

namespace zc::python {

using Pixels = py::array_t<std::uint8_t, py::array::c_style>;

// Copies (height, width, 4) or (height, width).
std::shared_ptr<PixelBlock> copy_pixels(const Pixels& from, int bytes_per_pixel);
void premultiply(std::vector<std::byte>& rgba);

// One that is given to a layer must not change any more.
struct BoundDisplayList {
  std::shared_ptr<DisplayList> list = std::make_shared<DisplayList>();
};

}  // namespace zc::python
