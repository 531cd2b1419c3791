#include "bindings/bound_target.h"
#include "bindings/canvas_support.h"
#include "core/clock.h"
#include "core/host_copy.h"
#include "interop/gpu_frame.h"

namespace zc::python {
namespace {

using RectTuple = std::tuple<double, double, double, double>;  // x, y, width, height
using AffineTuple = std::tuple<double, double, double, double, double, double>;

std::optional<RectF> to_rect(const std::optional<RectTuple>& rect) {
  if (!rect) return std::nullopt;
  const auto [x, y, width, height] = *rect;
  return RectF{x, y, x + width, y + height};
}

void check_open(const BoundLayer& layer, bool accepted) {
  if (!accepted)
    raise({ErrorCode::closed, layer.compositor->closed() ? "The layer's target is closed; open a new one."
                                                         : "The layer was removed; add a new one."});
}

template <class Set>
void edit(BoundLayer& layer, Prop prop, Set&& set) {
  enter();
  check_open(layer, layer.compositor->edits().edit(*layer.control, prop, std::forward<Set>(set)));
}

void set_fit(BoundLayer& layer, const std::string& text) {
  static constexpr std::array<std::string_view, 4> names{"contain", "cover", "fill", "none"};
  const auto at = std::find(names.begin(), names.end(), text);
  if (at == names.end())
    raise({ErrorCode::invalid_argument, "Fit '" + text + "' is unknown; use contain, cover, fill or none."});
  const auto fit = static_cast<Fit>(at - names.begin());
  edit(layer, Prop::fit, [&](LayerProps& p) { p.fit = fit; });
}

void set_pixels(BoundLayer& layer, std::shared_ptr<const PixelBlock> block) {
  edit(layer, Prop::pixels, [&](LayerProps& p) { p.pixels = std::move(block); });
}

bool submit(BoundLayer& layer, const GpuFrame& frame) {
  enter();
  SceneEdits& edits = layer.compositor->edits();
  check_open(layer, !edits.closed());
  auto lease = value_or_raise(frame.lease());
  if (auto rejection = find_rejection(frame.desc(), layer.compositor->caps())) {
    layer.control->video->reject(rejection->reason, std::move(rejection->detail));
    return false;
  }
  check_open(layer, edits.stage(*layer.control, {frame.desc(), std::move(lease), now_ns()}));
  return true;
}

py::list transitions(const BoundLayer& layer) {
  enter();
  py::list out;
  for (const Transition& t : layer.control->video->transitions())
    out.append(py::make_tuple(t.frame, name(t.before), name(t.after), optional_name(t.reason)));
  return out;
}

}  // namespace

void bind_layer(py::module_& m) {
  py::class_<BoundLayer>(m, "Layer")
      .def(
          "set_rect",
          [](BoundLayer& l, const std::optional<RectTuple>& rect) {
            edit(l, Prop::rect, [&](LayerProps& p) { p.rect = to_rect(rect); });
          },
          py::arg("rect"))
      .def(
          "set_z", [](BoundLayer& l, int z) { edit(l, Prop::z, [&](LayerProps& p) { p.z = z; }); },
          py::arg("z"))
      .def(
          "set_opacity",
          [](BoundLayer& l, float opacity) {
            edit(l, Prop::opacity, [&](LayerProps& p) { p.opacity = opacity; });
          },
          py::arg("opacity"))
      .def(
          "set_transform",
          [](BoundLayer& l, const AffineTuple& t) {
            edit(l, Prop::transform, [&](LayerProps& p) { p.transform = std::make_from_tuple<Affine>(t); });
          },
          py::arg("transform"))
      .def(
          "set_clip",
          [](BoundLayer& l, const std::optional<RectTuple>& clip) {
            edit(l, Prop::clip, [&](LayerProps& p) { p.clip = to_rect(clip); });
          },
          py::arg("clip"))
      .def(
          "set_corner_radius",
          [](BoundLayer& l, float radius) {
            edit(l, Prop::corner_radius, [&](LayerProps& p) { p.corner_radius = radius; });
          },
          py::arg("radius_px"))
      .def(
          "set_enabled",
          [](BoundLayer& l, bool enabled) {
            edit(l, Prop::enabled, [&](LayerProps& p) { p.enabled = enabled; });
          },
          py::arg("enabled"))
      .def("set_fit", &set_fit, py::arg("fit"))
      .def(
          "set_color",
          [](BoundLayer& l, const Rgba& color) {
            edit(l, Prop::color, [&](LayerProps& p) { p.color = to_color(color); });
          },
          py::arg("color"))
      .def(
          "set_image",
          [](BoundLayer& l, const Pixels& rgba, bool premultiplied) {
            auto block = copy_pixels(rgba, 4);
            if (!premultiplied) premultiply(block->bytes);
            set_pixels(l, std::move(block));
          },
          py::arg("rgba").noconvert(), py::arg("premultiplied"))
      .def(
          "set_mask", [](BoundLayer& l, const Pixels& coverage) { set_pixels(l, copy_pixels(coverage, 1)); },
          py::arg("coverage").noconvert())
      .def(
          "set_drawing",
          [](BoundLayer& l, const BoundDisplayList& drawing) {
            edit(l, Prop::drawing, [&](LayerProps& p) { p.drawing = drawing.list; });
          },
          py::arg("drawing"))
      .def("remove",
           [](BoundLayer& l) {
             enter();
             l.compositor->edits().remove(*l.control);
           })
      .def("submit", &submit, py::arg("frame"))
      .def("status",
           [](const BoundLayer& l) {
             enter();
             return name(l.control->video->snapshot().status);
           })
      .def("fallback",
           [](const BoundLayer& l) {
             enter();
             return to_python(l.control->video->snapshot().fallback);
           })
      .def("transitions", &transitions)
      .def("counters", [](const BoundLayer& l) {
        enter();
        return to_python(l.control->video->snapshot().counters);
      });
}

}  // namespace zc::python
