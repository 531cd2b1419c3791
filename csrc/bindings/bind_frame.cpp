#include "bindings/python_support.h"
#include "core/clock.h"
#include "core/pixel_format.h"
#include "core/process.h"
#include "interop/gpu_frame.h"
#include "session/readback.h"

namespace zc::python {
namespace {

template <class T>
T known(std::optional<T> value, const char* what, const std::string& text) {
  if (!value)
    raise({ErrorCode::invalid_argument,
           std::string("Colour ") + what + " '" + text +
               "' is unknown; use a lower-case name of ITU-T H.273 or 'unspecified'."});
  return *value;
}

std::shared_ptr<GpuFrame> make_frame(const py::object& owner,
                                     const std::vector<std::pair<std::uintptr_t, std::int64_t>>& planes,
                                     const std::string& format, std::pair<int, int> size,
                                     std::tuple<int, int, int, int> visible, std::pair<int, int> sar,
                                     int rotation, bool mirrored, const ColorNames& color,
                                     std::int64_t pts_ns, std::int64_t duration_ns, std::uint64_t generation,
                                     std::int64_t decoded_ns) {
  enter();
  FrameDesc desc;
  const auto known_format = pixel_format_from_name(format);
  if (!known_format) raise({ErrorCode::unsupported, "Pixel format '" + format + "' is unknown."});
  desc.format = *known_format;
  const auto count = static_cast<std::size_t>(info(desc.format).plane_count);
  if (planes.size() != count)
    raise({ErrorCode::invalid_argument, "Format " + format + " has " + std::to_string(count) +
                                            " planes, not " + std::to_string(planes.size()) + "."});
  desc.size = {size.first, size.second};
  const auto [x, y, width, height] = visible;
  desc.visible = {x, y, x + width, y + height};
  if (desc.visible.empty() || !contains(RectPx::of(desc.size), desc.visible))
    raise({ErrorCode::invalid_argument,
           "The visible rectangle " + std::to_string(width) + "x" + std::to_string(height) + " at " +
               std::to_string(x) + "," + std::to_string(y) + " lies outside the picture of " +
               std::to_string(size.first) + "x" + std::to_string(size.second) + "."});
  if (sar.first <= 0 || sar.second <= 0) sar = {1, 1};  // H.273: 0 means unspecified
  desc.sample_aspect_ratio = {sar.first, sar.second};
  if (rotation % 90 != 0 || rotation < 0 || rotation >= 360)
    raise({ErrorCode::invalid_argument,
           "Rotation " + std::to_string(rotation) + " is not 0, 90, 180 or 270 degrees."});
  desc.rotation_deg = rotation;
  desc.mirrored = mirrored;
  desc.color = to_color_spec(color);
  desc.pts_ns = pts_ns;
  desc.duration_ns = duration_ns;
  desc.generation = generation;
  desc.decoded_ns = decoded_ns;
  for (std::size_t i = 0; i < count; ++i)
    desc.planes[i] = {reinterpret_cast<const std::byte*>(planes[i].first), planes[i].second};
  return std::make_shared<GpuFrame>(desc, own(owner));
}

py::array_t<std::uint8_t> to_rgb(const GpuFrame& frame) {
  enter();
  const SizePx size = frame.desc().size;
  py::array_t<std::uint8_t> out({size.height, size.width, 3});
  std::uint8_t* const to = out.mutable_data();
  check(without_gil([&] { return read_rgb(frame, to); }));
  return out;
}

}  // namespace

ColorSpec to_color_spec(const ColorNames& n) {
  return {known(matrix_from_name(n[0]), "matrix", n[0]), known(range_from_name(n[1]), "range", n[1]),
          known(primaries_from_name(n[2]), "primaries", n[2]),
          known(transfer_from_name(n[3]), "transfer", n[3]), known(siting_from_name(n[4]), "siting", n[4])};
}

void bind_frame(py::module_& m) {
  m.def("now_ns", &now_ns);
  py::class_<GpuFrame, std::shared_ptr<GpuFrame>>(m, "Frame")
      .def(py::init(&make_frame), py::arg("owner"), py::arg("planes"), py::arg("format"), py::arg("size"),
           py::arg("visible"), py::arg("sample_aspect_ratio"), py::arg("rotation"), py::arg("mirrored"),
           py::arg("color"), py::arg("pts_ns"), py::arg("duration_ns"), py::arg("generation"),
           py::arg("decoded_ns"))
      .def_property_readonly(
          "size", [](const GpuFrame& f) { return std::pair(f.desc().size.width, f.desc().size.height); })
      .def_property_readonly("visible",
                             [](const GpuFrame& f) {
                               const RectPx& v = f.desc().visible;
                               return std::tuple(v.x0, v.y0, v.width(), v.height());
                             })
      .def_property_readonly("sample_aspect_ratio",
                             [](const GpuFrame& f) {
                               return std::pair(f.desc().sample_aspect_ratio.numerator,
                                                f.desc().sample_aspect_ratio.denominator);
                             })
      .def_property_readonly("rotation", [](const GpuFrame& f) { return f.desc().rotation_deg; })
      .def_property_readonly("mirrored", [](const GpuFrame& f) { return f.desc().mirrored; })
      .def_property_readonly("format", [](const GpuFrame& f) { return info(f.desc().format).name; })
      .def_property_readonly("color",
                             [](const GpuFrame& f) {
                               const ColorSpec& c = f.desc().color;
                               return py::make_tuple(name(c.matrix), name(c.range), name(c.primaries),
                                                     name(c.transfer), name(c.siting));
                             })
      .def_property_readonly("pts_ns", [](const GpuFrame& f) { return f.desc().pts_ns; })
      .def_property_readonly("duration_ns", [](const GpuFrame& f) { return f.desc().duration_ns; })
      .def_property_readonly("closed", [](const GpuFrame& f) { return in_forked_child() || f.closed(); })
      .def("plane_addresses",
           [](const GpuFrame& f) {
             std::vector<std::uintptr_t> out;
             for (int i = 0; i < info(f.desc().format).plane_count; ++i)
               out.push_back(
                   reinterpret_cast<std::uintptr_t>(f.desc().planes[static_cast<std::size_t>(i)].data));
             return out;
           })
      .def("close",
           [](GpuFrame& f) {
             if (!in_forked_child()) f.close();
           })
      .def("to_rgb", &to_rgb);
}

}  // namespace zc::python
