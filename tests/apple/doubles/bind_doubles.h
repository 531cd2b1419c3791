// The submodule `zerocopy._core.doubles`. Each framework's double adds its own functions to it:
//   void bind_metal_doubles(py::module_& m) { m.def(…); }
//   const zc::doubles::Binding binding(&bind_metal_doubles);   // at namespace scope
#pragma once

#include <pybind11/pybind11.h>

namespace zc::doubles {

class Binding {
 public:
  explicit Binding(void (*bind)(pybind11::module_& doubles));
};

}  // namespace zc::doubles
