#include "bindings/canvas_support.h"
#include "bindings/layer_edit.h"
#include "core/clock.h"
#include "core/host_copy.h"
#include "interop/gpu_frame.h"

namespace zc::python {
namespace {

py::object set_fit(BoundLayer& layer, const std::string& text) {
  static constexpr std::array<std::string_view, 4> names{"contain", "cover", "fill", "none"};
  const auto at = std::find(names.begin(), names.end(), text);
  if (at == names.end())
    raise({ErrorCode::invalid_argument, "Fit '" + text + "' is unknown; use contain, cover, fill or none."});
  const auto fit = static_cast<Fit>(at - names.begin());
  return edit(layer, Prop::fit, [&](LayerProps& p) { p.fit = fit; });
}

py::object set_blend(BoundLayer& layer, const std::string& text) {
  static constexpr std::array<std::string_view, 4> names{"normal", "add", "multiply", "screen"};
  const auto at = std::find(names.begin(), names.end(), text);
  if (at == names.end())
    raise({ErrorCode::invalid_argument,
           "Blend '" + text + "' is unknown; use normal, add, multiply or screen."});
  const auto blend = static_cast<Blend>(at - names.begin());
  return edit(layer, Prop::blend, [&](LayerProps& p) { p.blend = blend; });
}

py::object set_pixels(BoundLayer& layer, std::shared_ptr<const PixelBlock> block) {
  return edit(layer, Prop::pixels, [&](LayerProps& p) { p.pixels = std::move(block); });
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
  const CurrentPacket current;
  check_open(layer,
             edits.stage(*layer.control, {frame.desc(), std::move(lease), now_ns()}, current.caller()));
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
  py::class_<BoundLayer> layer(m, "Layer");
  bind_layer_properties(layer);
  layer.def("set_fit", &set_fit, py::arg("fit"))
      .def("set_blend", &set_blend, py::arg("blend"))
      .def(
          "set_image",
          [](BoundLayer& l, const Pixels& rgba, bool premultiplied) {
            auto block = copy_pixels(rgba, 4);
            if (!premultiplied) premultiply(block->bytes);
            return set_pixels(l, std::move(block));
          },
          py::arg("rgba").noconvert(), py::arg("premultiplied"))
      .def(
          "set_mask",
          [](BoundLayer& l, const Pixels& coverage, double scale) {
            auto block = copy_pixels(coverage, 1);
            block->scale = scale;
            return set_pixels(l, std::move(block));
          },
          py::arg("coverage").noconvert(), py::arg("scale"))
      .def(
          "set_drawing",
          [](BoundLayer& l, const BoundDisplayList& drawing) {
            return edit(l, Prop::drawing, [&](LayerProps& p) { p.drawing = drawing.list; });
          },
          py::arg("drawing"))
      .def("remove",
           [](BoundLayer& l) {
             enter();
             const CurrentPacket current;
             const auto edited = l.compositor->edits().remove(*l.control, current.caller());
             return current.undo_of(edited.packet);
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
