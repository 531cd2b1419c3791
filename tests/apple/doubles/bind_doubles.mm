#include "bind_doubles.h"

#include <pybind11/stl.h>

#include <vector>

#include "bindings/test_bindings.h"
#include "run_loop.h"
#include "strict.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

std::vector<void (*)(py::module_&)>& bindings() {
  static std::vector<void (*)(py::module_&)> made;
  return made;
}

void bind_all(py::module_& core) {
  py::module_ m = core.def_submodule("doubles", "The framework doubles, for tests.");
  m.def("live", &live, "Objects alive, by class.");
  m.def(
      "fail",
      [](const std::string& name, int after, int times, long value) { arm_fault(name, after, times, value); },
      py::arg("name"), py::arg("after") = 0, py::arg("times") = 1, py::arg("value") = 0,
      "Arms a fault: not the next `after` passes, then `times` passes; the value says how it fails.");
  m.def("also_report_to", &also_report_to, py::arg("file"), "Where a broken rule is told too.");
  m.def("reset", &reset, py::call_guard<py::gil_scoped_release>(),
        "Disarms every fault, and puts back what tests set.");
  m.def(
      "pump_main", [](bool tracking) { return pump_main_run_loop(tracking); }, py::arg("tracking") = false,
      py::call_guard<py::gil_scoped_release>(),
      "Runs what was posted to the main run loop; returns how many blocks ran.");
  m.def("waiting_main_blocks", &waiting_main_blocks);
  m.def("set_main_thread", &set_main_thread, "Makes the calling thread the main one.");
  m.def("macos_version", &set_macos_major, py::arg("major"), "Which macOS the core believes to run on.");
  for (const auto bind : bindings()) bind(m);
}

struct Registration {
  Registration() { python::add_test_binding(&bind_all); }
};
const Registration registration;

}  // namespace

Binding::Binding(void (*bind)(py::module_&)) { bindings().push_back(bind); }

}  // namespace zc::doubles
