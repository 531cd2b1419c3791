// The pure parts of the VideoToolbox decoder, bare.
#pragma once

#include <pybind11/pybind11.h>

namespace zc::testing {

void bind_video_input(pybind11::module_& m);

}  // namespace zc::testing
