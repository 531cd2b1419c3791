// The filters of the CPU device, on memory of the caller's.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <string>

#include "bindings/testing/testing_bindings.h"
#include "device/cpu/cpu_device.h"
#include "device/cpu/instruction_sets.h"
#include "device/cpu/surface_filters.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

PassKind pass_kind(const std::string& name) {
  static constexpr std::array<const char*, 5> names{"draw", "halve", "convolve_x", "convolve_y", "enlarge"};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i]) return static_cast<PassKind>(i);
  throw py::value_error("'" + name + "' is unknown.");
}

cpu::SurfaceView view_of(py::buffer& pixels) {
  const py::buffer_info info = pixels.request(true);
  const bool wide = info.itemsize == 2;
  return {static_cast<std::uint8_t*>(info.ptr),
          static_cast<std::ptrdiff_t>(info.strides[0]),
          {static_cast<int>(info.shape[1]), static_cast<int>(info.shape[0])},
          wide};
}

// One filter between arrays of (height, width, 4) values of 8 or 16 bits, where they lie.
void filter(const std::string& kind, py::buffer from, py::buffer to, const std::vector<float>& weights,
            int factor, const std::optional<std::array<float, 4>>& tint, const std::string& isa,
            int threads) {
  cpu::WorkerPool pool(threads);
  cpu::SurfaceFilters filters(cpu::kernels_named(isa), pool);
  cpu::FilterJob job;
  job.kind = pass_kind(kind);
  job.from = view_of(from);
  job.to = view_of(to);
  job.weights = weights;
  job.factor = factor;
  if (tint) job.tint = Color{(*tint)[0], (*tint)[1], (*tint)[2], (*tint)[3]};
  filters.run(job);
}

}  // namespace

void bind_cpu_filters(py::module_& m) {
  m.def("filter", &filter, py::arg("kind"), py::arg("from_"), py::arg("to"), py::arg("weights"),
        py::arg("factor"), py::arg("tint"), py::arg("isa"), py::arg("threads"));
  m.def("instruction_sets", &cpu_instruction_sets);
}

}  // namespace zc::testing
