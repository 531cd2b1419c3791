// How much work a drawing is.
#include "bindings/canvas_support.h"
#include "compose/canvas_raster.h"

namespace zc::python {
namespace {

std::uint64_t segments(const BoundDisplayList& list, int width, int height, double scale) {
  std::uint64_t count = 0;
  without_gil([&] { return render_canvas(*list.list, {width, height}, scale, &count); });
  return count;
}

}  // namespace

void bind_testing_canvas(py::module_& m) {
  m.def("canvas_segments", &segments, py::arg("drawing"), py::arg("width"), py::arg("height"),
        py::arg("scale"));
}

}  // namespace zc::python
