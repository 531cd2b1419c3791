#include "bindings/layer_edit.h"

namespace zc::python {
namespace {

// The caller has checked the values; these are for speed and never read beyond a tuple.
double to_double(PyObject* value) {
  if (PyFloat_CheckExact(value)) return PyFloat_AS_DOUBLE(value);
  const double number = PyFloat_AsDouble(value);
  if (number == -1 && PyErr_Occurred()) throw py::error_already_set();
  return number;
}

template <std::size_t count>
std::array<double, count> to_doubles(PyObject* value) {
  if (!PyTuple_Check(value) || PyTuple_GET_SIZE(value) != static_cast<Py_ssize_t>(count))
    throw py::type_error("a tuple of numbers is needed");
  std::array<double, count> out;
  for (std::size_t i = 0; i < count; ++i)
    out[i] = to_double(PyTuple_GET_ITEM(value, static_cast<Py_ssize_t>(i)));
  return out;
}

std::optional<RectF> to_rect(PyObject* value) {
  if (value == Py_None) return std::nullopt;
  const auto [x, y, width, height] = to_doubles<4>(value);
  return RectF{x, y, x + width, y + height};
}

Affine to_affine(PyObject* value) {
  const auto v = to_doubles<6>(value);
  return {v[0], v[1], v[2], v[3], v[4], v[5]};
}

Color to_rgba(PyObject* value) {
  const auto v = to_doubles<4>(value);
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2]),
          static_cast<float>(v[3])};
}

// dx, dy, sigma, spread, r, g, b, a
std::optional<Shadow> to_shadow(PyObject* value) {
  if (value == Py_None) return std::nullopt;
  const auto v = to_doubles<8>(value);
  return Shadow{v[0],
                v[1],
                v[2],
                v[3],
                {static_cast<float>(v[4]), static_cast<float>(v[5]), static_cast<float>(v[6]),
                 static_cast<float>(v[7])}};
}

template <class T>
struct Property {
  Prop prop;
  T LayerProps::*member;
  T (*read)(PyObject* value);
};
float to_float(PyObject* value) { return static_cast<float>(to_double(value)); }
int to_int(PyObject* value) { return static_cast<int>(PyLong_AsLong(value)); }
bool to_bool(PyObject* value) { return value == Py_True; }

constexpr Property<std::optional<RectF>> rect{Prop::rect, &LayerProps::rect, &to_rect};
constexpr Property<int> z{Prop::z, &LayerProps::z, &to_int};
constexpr Property<float> opacity{Prop::opacity, &LayerProps::opacity, &to_float};
constexpr Property<Affine> transform{Prop::transform, &LayerProps::transform, &to_affine};
constexpr Property<std::optional<RectF>> clip{Prop::clip, &LayerProps::clip, &to_rect};
constexpr Property<float> corner_radius{Prop::corner_radius, &LayerProps::corner_radius, &to_float};
constexpr Property<float> clip_radius{Prop::clip_radius, &LayerProps::clip_radius, &to_float};
constexpr Property<float> blur_sigma{Prop::blur_sigma, &LayerProps::blur_sigma, &to_float};
constexpr Property<float> backdrop_sigma{Prop::backdrop_sigma, &LayerProps::backdrop_sigma, &to_float};
constexpr Property<std::optional<Shadow>> shadow{Prop::shadow, &LayerProps::shadow, &to_shadow};
constexpr Property<bool> enabled{Prop::enabled, &LayerProps::enabled, &to_bool};
constexpr Property<bool> passive{Prop::passive, &LayerProps::passive, &to_bool};
constexpr Property<Color> color{Prop::color, &LayerProps::color, &to_rgba};

// A method of one argument; Python has checked the type of `self`.
template <const auto& property>
PyObject* set(PyObject* self, PyObject* value) {
  try {
    auto* instance = reinterpret_cast<py::detail::instance*>(self);
    auto* layer = static_cast<BoundLayer*>(instance->get_value_and_holder().value_ptr());
    const auto native = property.read(value);  // no Python code may run under a lock
    return edit(*layer, property.prop, [&](LayerProps& props) { props.*property.member = native; })
        .release()
        .ptr();
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_TypeError, error.what());
  }
  return nullptr;
}

template <const auto& property>
void add(py::class_<BoundLayer>& layer, const char* name) {
  static PyMethodDef method;
  method = {name, &set<property>, METH_O, nullptr};
  auto* type = reinterpret_cast<PyTypeObject*>(layer.ptr());
  layer.attr(name) = py::reinterpret_steal<py::object>(PyDescr_NewMethod(type, &method));
}

// Calls use(property) with the one of that name.
template <class Use>
void with_property(const std::string& name, Use&& use) {
  if (name == "rect") return use(rect);
  if (name == "opacity") return use(opacity);
  if (name == "transform") return use(transform);
  if (name == "clip") return use(clip);
  if (name == "corner_radius_px") return use(corner_radius);
  if (name == "clip_radius_px") return use(clip_radius);
  if (name == "blur_sigma_px") return use(blur_sigma);
  if (name == "backdrop_blur_sigma_px") return use(backdrop_sigma);
  use(color);
}

Easing to_easing(const std::string& kind, const std::vector<double>& numbers) {
  if (kind == "spring") return Spring{numbers.at(0), numbers.at(1), numbers.at(2)};
  if (kind == "steps")
    return Steps{static_cast<int>(numbers.at(0)), static_cast<StepPosition>(numbers.at(1))};
  return CubicBezier{numbers.at(0), numbers.at(1), numbers.at(2), numbers.at(3)};
}

// The animation's number, and the undo list or None.
py::tuple animate(BoundLayer& layer, const std::string& name, const py::object& to, std::int64_t duration_ns,
                  const std::string& kind, const std::vector<double>& numbers, std::int64_t repeat,
                  bool alternate, bool told) {
  enter();
  AnimationStart start;
  with_property(name, [&](const auto& property) {
    start.prop = property.prop;
    start.to.*property.member = property.read(to.ptr());
  });
  start.told = told;
  start.timing = {to_easing(kind, numbers), duration_ns, repeat, alternate};
  const CurrentPacket current;
  const auto edited = layer.compositor->edits().animate(*layer.control, start, current.caller());
  check_open(layer, edited.accepted);
  return py::make_tuple(start.id, current.undo_of(edited.packet));
}

}  // namespace

void bind_layer_properties(py::class_<BoundLayer>& layer) {
  add<rect>(layer, "set_rect");
  add<z>(layer, "set_z");
  add<opacity>(layer, "set_opacity");
  add<transform>(layer, "set_transform");
  add<clip>(layer, "set_clip");
  add<corner_radius>(layer, "set_corner_radius");
  add<clip_radius>(layer, "set_clip_radius");
  add<blur_sigma>(layer, "set_blur_sigma");
  add<backdrop_sigma>(layer, "set_backdrop_sigma");
  add<shadow>(layer, "set_shadow");
  add<enabled>(layer, "set_enabled");
  add<passive>(layer, "set_passive");
  add<color>(layer, "set_color");
  layer.def("animate", &animate, py::arg("name"), py::arg("to"), py::arg("duration_ns"), py::arg("kind"),
            py::arg("numbers"), py::arg("repeat"), py::arg("alternate"), py::arg("told"));
}

}  // namespace zc::python
