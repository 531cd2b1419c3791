#include "bindings/bound_target.h"
#include "session/session.h"

namespace zc::python {
namespace {

// AppKit may call back into other Python code, on this thread or another.
template <class Work>
auto call(Work&& work) {
  enter();
  return value_or_raise(without_gil(std::forward<Work>(work)));
}

template <class Work>
void change(BoundWindow& window, Work&& work) {
  enter();
  if (window.compositor()->closed()) raise({ErrorCode::closed, "The window is closed; open a new one."});
  check(without_gil(std::forward<Work>(work)));
}

std::unique_ptr<BoundWindow> open_window(Session& session, int width, int height, const std::string& title,
                                         const Rgba& background) {
  return std::make_unique<BoundWindow>(call([&] {
    return session.open_window({width, height}, title, to_color(background));
  }));
}

std::unique_ptr<BoundWindow> attach(Session& session, const py::object& view, const Rgba& background) {
  void* const object = PyCapsule_CheckExact(view.ptr())
                           ? PyCapsule_GetPointer(view.ptr(), PyCapsule_GetName(view.ptr()))
                           : reinterpret_cast<void*>(view.cast<std::uintptr_t>());
  if (!object) throw py::error_already_set();
  return std::make_unique<BoundWindow>(call([&] { return session.attach(object, to_color(background)); }));
}

void handle_events(BoundWindow& window) {
  enter();
  without_gil([&] {
    window.window().handle_events();
    return true;
  });
}

std::uint64_t await_tick(BoundWindow& window, std::uint64_t seen) {
  enter();
  return without_gil([&] {
    window.window().await_tick(seen, true);
    return seen;
  });
}

}  // namespace

void bind_window(py::module_& m) {
  py::class_<BoundWindow, BoundTarget>(m, "Window")
      .def_property_readonly("title",
                             [](const BoundWindow& w) {
                               enter();
                               return w.window().title();
                             })
      .def(
          "set_title",
          [](BoundWindow& w, const std::string& title) {
            change(w, [&] { return w.window().set_title(title); });
          },
          py::arg("title"))
      .def_property_readonly("fullscreen", [](const BoundWindow& w) { return w.window().fullscreen(); })
      .def(
          "set_fullscreen",
          [](BoundWindow& w, bool fullscreen) {
            change(w, [&] { return w.window().set_fullscreen(fullscreen); });
          },
          py::arg("fullscreen"))
      .def(
          "resize",
          [](BoundWindow& w, int width, int height) {
            change(w, [&] { return w.window().resize({width, height}); });
          },
          py::arg("width"), py::arg("height"))
      .def("take_keys",
           [](BoundWindow& w) {
             enter();
             return w.window().take_keys();
           })
      .def_property_readonly("not_shown", [](const BoundWindow& w) { return w.compositor()->not_shown(); })
      .def("handle_events", &handle_events)
      .def("await_tick", &await_tick, py::arg("seen"));
  const py::object session = m.attr("Session");
  session.attr("open_window") =
      py::cpp_function(&open_window, py::name("open_window"), py::is_method(session), py::arg("width"),
                       py::arg("height"), py::arg("title"), py::arg("background"));
  session.attr("attach") = py::cpp_function(&attach, py::name("attach"), py::is_method(session),
                                            py::arg("view"), py::arg("background"));
}

}  // namespace zc::python
