// Easings, springs and animations, bare.
#include <pybind11/stl.h>

#include "bindings/testing/testing_bindings.h"
#include "scene/animation.h"

namespace py = pybind11;

namespace zc::testing {
namespace {

using Bezier = std::tuple<double, double, double, double>;

Easing easing_from(const std::string& kind, const std::vector<double>& n) {
  if (kind == "spring") return Spring{n.at(0), n.at(1), n.at(2)};
  if (kind == "steps") return Steps{static_cast<int>(n.at(0)), static_cast<StepPosition>(n.at(1))};
  return CubicBezier{n.at(0), n.at(1), n.at(2), n.at(3)};
}

}  // namespace

void bind_animation(py::module_& m) {
  m.def("bezier", [](const Bezier& b, double progress) {
    return ease(std::make_from_tuple<CubicBezier>(b), progress);
  });
  m.def("bezier_slope", [](const Bezier& b, double progress) {
    return slope(std::make_from_tuple<CubicBezier>(b), progress);
  });
  m.def("steps", [](int count, int position, double progress) {
    return ease(Steps{count, static_cast<StepPosition>(position)}, progress);
  });
  m.def("spring", [](const std::tuple<double, double, double>& s, double x, double v, double seconds) {
    const Motion motion = spring_at(std::make_from_tuple<Spring>(s), {x, v}, seconds);
    return std::pair(motion.position, motion.velocity);
  });
  m.def("settle_seconds", [](const std::tuple<double, double, double>& s) {
    return settle_seconds(std::make_from_tuple<Spring>(s));
  });
  // Value, velocity and end of an animation of one number.
  m.def("animation", [](const std::string& kind, const std::vector<double>& numbers, double from, double to,
                        double velocity, std::int64_t duration_ns, std::int64_t repeat, bool alternate,
                        std::int64_t elapsed_ns) {
    Animation animation;
    animation.timing = {easing_from(kind, numbers), duration_ns, repeat, alternate};
    animation.from = {1, {from}};
    animation.to = {1, {to}};
    animation.velocity = {1, {velocity}};
    const AnimationState state = animation.at(elapsed_ns);
    return std::tuple(state.value.parts[0], state.velocity.parts[0], state.finished);
  });
}

}  // namespace zc::testing
