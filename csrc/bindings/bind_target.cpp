#include "bindings/bound_target.h"

namespace zc::python {
namespace {

py::tuple present(BoundTarget& target, std::optional<std::int64_t> time_ns) {
  enter();
  auto outcome = without_gil([&] {
    const std::uint64_t before = allocations_by_process();
    auto result = target.compositor()->present(time_ns);
    allocations_in_present.store(allocations_by_process() - before, std::memory_order_relaxed);
    return result;
  });
  return to_python(value_or_raise(std::move(outcome)));
}

void check_open(bool accepted) {
  if (!accepted) raise({ErrorCode::closed, "The target is closed; open a new one."});
}

template <LayerKind kind>
std::unique_ptr<BoundLayer> add_layer(BoundTarget& target, const BoundLayer* group) {
  enter();
  auto layer = std::make_unique<BoundLayer>();
  layer->compositor = target.compositor();
  const CurrentPacket current;
  layer->control = value_or_raise(
      target.compositor()->add_layer(kind, current.caller(), group ? group->control.get() : nullptr));
  return layer;
}

bool read_pixels(BoundTarget& target, py::array_t<std::uint8_t, py::array::c_style>& out) {
  enter();
  if (out.ndim() != 3 || out.shape(2) != 4)
    raise({ErrorCode::invalid_argument, "The array to read into must have the shape (height, width, 4)."});
  const SizePx size{static_cast<int>(out.shape(1)), static_cast<int>(out.shape(0))};
  const HostBuffer buffer{reinterpret_cast<std::byte*>(out.mutable_data()), std::ptrdiff_t{size.width} * 4};
  return value_or_raise(without_gil([&] { return target.compositor()->read(buffer, size); }));
}

std::pair<int, int> as_pair(SizePx size) { return {size.width, size.height}; }

}  // namespace

void bind_target(py::module_& m) {
  py::class_<BoundTarget>(m, "Target")
      .def_property_readonly("size",
                             [](BoundTarget& t) {
                               enter();
                               return as_pair(t.compositor()->edits().size());
                             })
      .def_property_readonly("scale", [](BoundTarget& t) { return t.compositor()->edits().scale(); })
      .def_property_readonly("closed",
                             [](BoundTarget& t) { return in_forked_child() || t.compositor()->closed(); })
      .def("close",
           [](BoundTarget& t) {
             if (in_forked_child() || t.compositor()->closed()) return;
             enter();
             t.close();
             enter();
           })
      .def(
          "resize",
          [](BoundTarget& t, int width, int height) {
            enter();
            const CurrentPacket current;
            check_open(t.compositor()->edits().resize({width, height}, current.caller()).accepted);
          },
          py::arg("width"), py::arg("height"))
      .def(
          "set_background",
          [](BoundTarget& t, const Rgba& color) {
            enter();
            const CurrentPacket current;
            const auto edited = t.compositor()->edits().set_background(to_color(color), current.caller());
            check_open(edited.accepted);
            return current.undo_of(edited.packet);
          },
          py::arg("color"))
      .def("add_video", &add_layer<LayerKind::video>, py::arg("group") = py::none())
      .def("add_image", &add_layer<LayerKind::image>, py::arg("group") = py::none())
      .def("add_rect", &add_layer<LayerKind::solid>, py::arg("group") = py::none())
      .def("add_mask", &add_layer<LayerKind::mask>, py::arg("group") = py::none())
      .def("add_canvas", &add_layer<LayerKind::canvas>, py::arg("group") = py::none())
      .def("add_group", &add_layer<LayerKind::group>, py::arg("group") = py::none())
      .def("present", &present, py::arg("time_ns") = py::none())
      .def("presented_size",
           [](BoundTarget& t) {
             enter();
             return as_pair(value_or_raise(without_gil([&] { return t.compositor()->presented_size(); })));
           })
      .def("read_pixels", &read_pixels, py::arg("out").noconvert());
}

}  // namespace zc::python
