// What a composition took its layers to be, and targets of any scale without a window.
#include "bindings/bound_target.h"

namespace zc::python {
namespace {

template <std::size_t count>
py::tuple numbers(const std::array<double, count>& values) {
  py::tuple out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = values[i];
  return out;
}

py::object rect_or_none(const std::optional<RectF>& r) {
  if (!r) return py::none();
  return numbers<4>({r->x0, r->y0, r->x1, r->y1});
}

py::tuple parts_of(const Color& c) { return numbers<4>({c.r, c.g, c.b, c.a}); }

// By the names of the layers' attributes; rects by their edges. None: the mirror has no such layer.
py::object shown(const BoundLayer& layer) {
  const auto props = without_gil([&] { return layer.compositor->props_of(layer.control->id); });
  if (!props) return py::none();
  const Affine& m = props->transform;
  py::dict out;
  out["rect"] = rect_or_none(props->rect);
  out["clip"] = rect_or_none(props->clip);
  out["z"] = props->z;
  out["enabled"] = props->enabled;
  out["opacity"] = props->opacity;
  out["transform"] = numbers<6>({m.a, m.b, m.c, m.d, m.tx, m.ty});
  out["corner_radius_px"] = props->corner_radius;
  out["clip_radius_px"] = props->clip_radius;
  out["blur_sigma_px"] = props->blur_sigma;
  out["backdrop_blur_sigma_px"] = props->backdrop_sigma;
  out["color"] = parts_of(props->color);
  return out;
}

// Queues a packet of the system's, as a window that moves to another screen does.
void set_scale(const BoundTarget& target, double scale) {
  SceneEdits& edits = target.compositor()->edits();
  edits.resize_window(px_size(edits.size(), scale), scale);
}

}  // namespace

void bind_shown(py::module_& m) {
  m.def("shown", &shown, py::arg("layer"));
  m.def("set_scale", &set_scale, py::arg("target"), py::arg("scale"));
}

}  // namespace zc::python
