// What every binding shares: errors to exceptions, the process check, parked Python objects.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "core/color.h"
#include "core/result.h"
#include "interop/frame_registry.h"
#include "interop/video_layer_state.h"
#include "scene/packet_end.h"

namespace zc::python {

namespace py = pybind11;

// Raises the exception of zerocopy.errors that matches the code.
[[noreturn]] void raise(const Error& error);
template <class T>
T value_or_raise(Result<T>&& result) {
  if (!result) raise(result.error());
  return std::move(result).value();
}
inline void check(const Result<void>& result) {
  if (!result) raise(result.error());
}

// At the head of every call: refuses in a forked child, and releases what native threads have parked.
void enter();

// Keeps the memory behind a DLPack capsule, whose deleter needs no GIL; takes the capsule over.
// Any other object is kept referenced, and parked for the next enter() when it is no longer needed.
std::unique_ptr<PictureOwner> own(const py::object& object);

// Runs `work` without the GIL. Not a guard object: at the interpreter's end CPython unwinds a thread
// that asks for the GIL, and no destructor may let that through.
template <class Work>
auto without_gil(Work&& work) -> decltype(work()) {
  std::optional<decltype(work())> result;
  std::exception_ptr thrown;
  PyThreadState* const state = PyEval_SaveThread();
  try {
    result.emplace(work());
  } catch (...) {
    thrown = std::current_exception();
  }
  PyEval_RestoreThread(state);
  if (thrown) std::rethrow_exception(thrown);
  return std::move(*result);
}

using Rgba = std::tuple<float, float, float, float>;
inline Color to_color(const Rgba& c) {
  return {std::get<0>(c), std::get<1>(c), std::get<2>(c), std::get<3>(c)};
}

// matrix, range, primaries, transfer, siting, by their names in H.273. Raises for unknown ones.
using ColorNames = std::array<std::string, 5>;
ColorSpec to_color_spec(const ColorNames& names);

py::object to_python(std::string_view text);
py::object optional_name(std::optional<FallbackReason> reason);
py::tuple to_python(const Fallback& fallback);
py::tuple to_python(const VideoCounters& counters);
py::tuple to_python(const PacketEnd& end);

void bind_frame(py::module_& m);
void bind_session(py::module_& m);
void bind_target(py::module_& m);
void bind_window(py::module_& m);
void bind_packet(py::module_& m);
void bind_telemetry(py::module_& m);
void bind_layer(py::module_& m);
void bind_decoder(py::module_& m);
void bind_native_frames(py::module_& m);
void bind_canvas(py::module_& m);
void bind_faults(py::module_& m);
void bind_stress(py::module_& m);          // testing builds
void bind_plans(py::module_& m);           // testing builds
void bind_shown(py::module_& m);           // testing builds
void bind_testing_canvas(py::module_& m);  // likewise

}  // namespace zc::python
