// What a test build adds to the module from outside of csrc/.
#pragma once

#include <pybind11/pybind11.h>

namespace zc::python {

// Called before the module is initialised, by the constructors of static objects. Needs ZC_TESTING.
void add_test_binding(void (*bind)(pybind11::module_& core));

}  // namespace zc::python
