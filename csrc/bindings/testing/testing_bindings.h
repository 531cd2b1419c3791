// The parts of the module _core_testing.
#pragma once

#include <pybind11/pybind11.h>

namespace zc::testing {

void bind_animation(pybind11::module_& m);
void bind_compose(pybind11::module_& m);
void bind_cpu_filters(pybind11::module_& m);
void bind_scene(pybind11::module_& m);

}  // namespace zc::testing
