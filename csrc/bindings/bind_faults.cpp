// What zerocopy.testing offers in a build with ZC_TESTING.
#include "bindings/bound_target.h"
#include "bindings/test_bindings.h"
#include "core/fault.h"
#include "core/host_copy.h"
#include "core/live_count.h"
#include "session/device_list.h"

namespace zc::python {

#ifndef ZC_TESTING
void bind_faults(py::module_& m) { m.attr("testing_build") = false; }
#else
namespace {

void inject(const std::string& point, int after, int times) {
  const auto known = fault_point_from_name(point);
  if (!known) {
    std::string names;
    for (const auto name : fault_point_names) names.append(names.empty() ? "" : ", ").append(name);
    raise({ErrorCode::invalid_argument,
           "Fault point '" + point + "' is unknown; the points are " + names + "."});
  }
  if (after < 0 || times < 0)
    raise({ErrorCode::invalid_argument, "after and times count passes and are not negative."});
  arm_fault(*known, after, times);
}

py::dict live_objects() {
  enter();  // releases what is parked, so that it does not count
  py::dict out;
  for (std::size_t i = 0; i < live_names.size(); ++i)
    out[to_python(live_names[i])] = live_count(static_cast<Live>(i)).load();
  return out;
}

py::dict process_bytes_copied() {
  static constexpr std::array<const char*, copy_purpose_count> names{"video_bridge", "video_upload", "ui",
                                                                     "readback"};
  const CopiedBytes copied = host_bytes_copied_by_process();
  py::dict out;
  for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = copied[i];
  return out;
}

std::vector<void (*)(py::module_&)>& test_bindings() {
  static std::vector<void (*)(py::module_&)> added;
  return added;
}

std::vector<std::uintptr_t> sampled_addresses(const BoundLayer& layer) {
  std::vector<std::uintptr_t> out;
  for (const std::byte* address : layer.compositor->sampled_addresses(layer.control->id))
    out.push_back(reinterpret_cast<std::uintptr_t>(address));
  return out;
}

}  // namespace

void add_test_binding(void (*bind)(py::module_&)) { test_bindings().push_back(bind); }

void bind_faults(py::module_& m) {
  m.attr("testing_build") = true;
  m.def("inject", &inject, py::arg("point"), py::arg("after"), py::arg("times"));
  m.def("disarm_all", &disarm_all_faults);
  m.def("live_objects", &live_objects);
  m.def("set_completion_delay", &set_completion_delay, py::arg("submits"));
  m.def("set_instruction_set", &set_instruction_set, py::arg("isa"));
  m.def("set_drawing_threads", &set_drawing_threads, py::arg("threads"));
  m.def("sampled_addresses", &sampled_addresses, py::arg("layer"));
  m.def("allocations_in_present", [] { return allocations_in_present.load(std::memory_order_relaxed); });
  m.def("process_bytes_copied", &process_bytes_copied);
  bind_stress(m);
  bind_plans(m);
  bind_shown(m);
  bind_testing_canvas(m);
  for (const auto bind : test_bindings()) bind(m);
}
#endif

}  // namespace zc::python
