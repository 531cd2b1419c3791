// Frames from and to the system's objects: CVPixelBuffer, IOSurface, MTLTexture.
#include "bindings/python_support.h"
#include "core/process.h"
#include "session/native_frames.h"

namespace zc::python {
namespace {

NativeKind kind_of(const std::string& name) {
  return name == "iosurface" ? NativeKind::iosurface : NativeKind::pixel_buffer;
}

std::shared_ptr<GpuFrame> adopt(const std::string& kind, std::uintptr_t address, const ColorNames& color,
                                std::int64_t pts_ns, std::int64_t duration_ns, int rotation, bool mirrored) {
  enter();
  PictureNotes notes;
  notes.pts_ns = pts_ns;
  notes.duration_ns = duration_ns;
  notes.rotation_deg = rotation;
  notes.mirrored = mirrored;
  notes.color = to_color_spec(color);
  return value_or_raise(frame_of_native(kind_of(kind), reinterpret_cast<void*>(address), notes));
}

}  // namespace

void bind_native_frames(py::module_& m) {
  py::class_<NativeHandle>(m, "NativeHandle")
      .def_property_readonly("pointer",
                             [](const NativeHandle& h) {
                               enter();
                               return reinterpret_cast<std::uintptr_t>(value_or_raise(h.pointer()));
                             })
      .def_property_readonly("closed", [](const NativeHandle& h) { return in_forked_child() || h.closed(); })
      .def("close", [](NativeHandle& h) {
        if (!in_forked_child()) h.close();
      });
  m.def("adopt", &adopt, py::arg("kind"), py::arg("address"), py::arg("color"), py::arg("pts_ns"),
        py::arg("duration_ns"), py::arg("rotation"), py::arg("mirrored"));
  m.def(
      "native_of",
      [](const GpuFrame& frame, const std::string& kind) {
        enter();
        return value_or_raise(native_of(frame, kind_of(kind)));
      },
      py::arg("frame"), py::arg("kind"));
  m.def(
      "plane_texture_of",
      [](const GpuFrame& frame, int plane) {
        enter();
        return value_or_raise(plane_texture_of(frame, plane));
      },
      py::arg("frame"), py::arg("plane"));
#ifdef ZC_TESTING
  m.def(
      "resident_copy",
      [](const GpuFrame& frame) {
        enter();
        return value_or_raise(resident_copy(frame));
      },
      py::arg("frame"));
#endif
}

}  // namespace zc::python
