#include "bindings/bound_target.h"
#include "bindings/python_support.h"
#include "core/process.h"
#include "session/device_list.h"
#include "session/session.h"

namespace zc::python {
namespace {

py::tuple to_python(const DeviceReport& d) {
  return py::make_tuple(d.name, d.description, d.gpu, d.available, d.true_zero_copy, d.reason, d.max_size_px);
}

std::shared_ptr<Session> make_session(const std::string& device, const std::string& mode, int streak,
                                      int max_in_flight, std::uint64_t surface_budget_bytes) {
  enter();
  const auto known_mode = mode_from_name(mode);
  if (!known_mode)
    raise({ErrorCode::invalid_argument,
           "Mode '" + mode + "' is unknown; the modes are auto, zero_copy, interop and software."});
  if (streak < 1)
    raise({ErrorCode::invalid_argument, "A streak of " + std::to_string(streak) + " frames is below 1."});
  if (max_in_flight < 1)
    raise({ErrorCode::invalid_argument,
           "max_in_flight " + std::to_string(max_in_flight) + " is below 1; the default is 3."});
  return value_or_raise(Session::create({device, *known_mode, streak, max_in_flight, surface_budget_bytes}));
}

}  // namespace

void bind_session(py::module_& m) {
  m.def("probe", [] {
    enter();
    py::list out;
    for (const DeviceReport& device : probe_devices()) out.append(to_python(device));
    return out;
  });
  py::class_<Session, std::shared_ptr<Session>>(m, "Session")
      .def(py::init(&make_session), py::arg("device"), py::arg("mode"), py::arg("streak"),
           py::arg("max_in_flight"), py::arg("surface_budget_bytes"))
      .def_property_readonly(
          "device",
          [](const Session& s) {
            enter();
            const Caps caps = s.caps();
            return to_python(DeviceReport{caps.name, caps.description, caps.gpu, true,
                                          caps.true_zero_copy && zero_copy_enabled(), "", caps.max_size_px});
          })
      .def_property_readonly("mode", [](const Session& s) { return name(s.options().mode); })
      .def_property_readonly("closed", [](const Session& s) { return in_forked_child() || s.closed(); })
      .def("close",
           [](Session& s) {
             if (in_forked_child() || s.closed()) return;
             enter();
             without_gil([&] {
               s.close();
               return true;
             });
             enter();
           })
      .def("status",
           [](const Session& s) {
             enter();
             return name(s.snapshot().status);
           })
      .def("fallback",
           [](const Session& s) {
             enter();
             return python::to_python(s.snapshot().fallback);
           })
      .def(
          "note_decoder",
          [](Session& s, const std::string& reason, std::string detail) {
            enter();
            const auto known = fallback_reason_from_name(reason);
            if (!known) raise({ErrorCode::invalid_argument, "Fallback reason '" + reason + "' is unknown."});
            s.note_decoder(*known, std::move(detail));
          },
          py::arg("reason"), py::arg("detail"))
      .def("counters",
           [](const Session& s) {
             enter();
             return python::to_python(s.snapshot().counters);
           })
      .def(
          "open_offscreen",
          [](Session& s, int width, int height, const Rgba& background) {
            enter();
            return std::make_unique<BoundTarget>(
                value_or_raise(s.open_offscreen({width, height}, to_color(background))));
          },
          py::arg("width"), py::arg("height"), py::arg("background"));
}

}  // namespace zc::python
