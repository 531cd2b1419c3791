// What tests see of the Metal, CoreVideo and IOSurface doubles.
#include <pybind11/stl.h>

#include "bind_doubles.h"
#include "corevideo_double.h"
#include "device_counts.h"
#include "metal_double.h"
#include "metal_misuse.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

void bind(py::module_& m) {
  m.def("counts", &all_counts, "How often the frameworks were asked for something, since reset().");
  m.def("hold_completions", &hold_completions, "Committed command buffers complete by step() alone.");
  m.def("resume_completions", &resume_completions);
  m.def("step", &step_completions, py::arg("count") = 1, py::call_guard<py::gil_scoped_release>(),
        "Completes up to `count` held command buffers; returns how many.");
  m.def("delay_completions", &set_completion_delay, py::arg("command_buffers"),
        "A command buffer completes when so many more were committed, or after a while.");
  Misuses all = metal_misuses();
  all.merge(corevideo_misuses());
  py::list names;
  for (const auto& misuse : all) names.append(misuse.first);
  py::module_ device = m.def_submodule("device", "For the tests of the Metal and CoreVideo doubles.");
  device.attr("misuses") = names;
  device.def(
      "misuse", [all](const std::string& name) { all.at(name)(); }, py::arg("name"),
      py::call_guard<py::gil_scoped_release>());
  device.def("read_after_unlock", &read_after_unlock, "Reads through a pointer that is no longer valid.");
}

const Binding binding(&bind);

}  // namespace
}  // namespace zc::doubles
