#include "bindings/testing/bind_video_input.h"

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <vector>

#include "device/metal/vt_nal_units.h"
#include "device/metal/vt_picture_order.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

Bytes view(const std::string& text) { return {reinterpret_cast<const std::byte*>(text.data()), text.size()}; }

py::bytes copy(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

py::list copy(const std::vector<Bytes>& units) {
  py::list out;
  for (const Bytes unit : units) out.append(copy(unit));
  return out;
}

VtCodec codec_from(bool hevc) { return hevc ? VtCodec::hevc : VtCodec::h264; }

std::vector<Bytes> views(const std::vector<std::string>& units) {
  std::vector<Bytes> out;
  for (const std::string& unit : units) out.push_back(view(unit));
  return out;
}

}  // namespace

void bind_video_input(py::module_& m) {
  using Order = PictureOrder<std::int64_t>;
  py::class_<Order>(m, "PictureOrder")
      .def(py::init<int>(), py::arg("depth"))
      .def("submitted", &Order::submitted, py::arg("time"), py::arg("keyframe") = false)
      .def("answered", &Order::answered, py::arg("sample"), py::arg("picture"))
      .def("abandon", &Order::abandon)
      .def("finish", &Order::finish)
      .def("clear", &Order::clear)
      .def("ready", &Order::ready)
      .def("take", &Order::take)
      .def_property_readonly("in_flight", &Order::in_flight)
      .def_property_readonly("held", &Order::held)
      .def_property_readonly("depth", &Order::depth)
      .def_property_readonly("late", &Order::late);
  py::class_<ParameterSets>(m, "ParameterSets")
      .def(py::init<>())
      .def(
          "update",
          [](ParameterSets& s, bool hevc, const std::vector<std::string>& units) {
            return s.update(codec_from(hevc), views(units));
          },
          py::arg("hevc"), py::arg("units"))
      .def(
          "complete", [](const ParameterSets& s, bool hevc) { return s.complete(codec_from(hevc)); },
          py::arg("hevc"))
      .def("in_order", [](const ParameterSets& s) { return copy(s.in_order()); });
  m.def(
      "is_annex_b", [](const std::string& data) { return is_annex_b(view(data)); }, py::arg("data"));
  m.def(
      "split_annex_b", [](const std::string& data) { return copy(split_annex_b(view(data))); },
      py::arg("data"));
  m.def(
      "split_length_prefixed",
      [](const std::string& data, int length_size) -> std::optional<py::list> {
        const auto units = split_length_prefixed(view(data), length_size);
        if (!units) return std::nullopt;
        return copy(*units);
      },
      py::arg("data"), py::arg("length_size"));
  m.def(
      "to_length_prefixed",
      [](bool hevc, const std::vector<std::string>& units) {
        return copy(Bytes(to_length_prefixed(codec_from(hevc), views(units))));
      },
      py::arg("hevc"), py::arg("units"));
  m.def(
      "parameter_sets_of",
      [](bool hevc, const std::string& record) {
        return copy(parameter_sets_of(codec_from(hevc), view(record)));
      },
      py::arg("hevc"), py::arg("record"));
  m.def(
      "length_size_of",
      [](bool hevc, const std::string& record) { return length_size_of(codec_from(hevc), view(record)); },
      py::arg("hevc"), py::arg("record"));
}

}  // namespace zc::testing
