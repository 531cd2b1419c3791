// Animations of one property: pure functions of the time since they began.
#pragma once

#include <array>
#include <cstdint>
#include <variant>

namespace zc {

// Timing functions of CSS Easing Functions Level 2, from progress 0…1 to 0…1 (beziers may overshoot).
struct CubicBezier {
  double x1 = 0;
  double y1 = 0;
  double x2 = 1;
  double y2 = 1;
};
enum class StepPosition : std::uint8_t { jump_start, jump_end, jump_none, jump_both };
struct Steps {
  int count = 1;
  StepPosition position = StepPosition::jump_end;
};
// m x'' + c x' + k x = 0, x being what is left of the way.
struct Spring {
  double stiffness = 170;
  double damping = 26;
  double mass = 1;
};
using Easing = std::variant<CubicBezier, Steps, Spring>;

double ease(const CubicBezier& bezier, double progress);
double ease(const Steps& steps, double progress);
// d ease / d progress. Of steps: 0.
double slope(const CubicBezier& bezier, double progress);

struct Motion {
  double position = 0;
  double velocity = 0;  // per second
};
// Closed form, from that position and velocity at 0.
Motion spring_at(const Spring& spring, Motion start, double seconds);
// After which a thousandth of the first amplitude is left, about.
double settle_seconds(const Spring& spring);

// The components of a property: 1 (opacity), 4 (rect, colour), 6 (transform).
struct PropertyValue {
  int count = 0;
  std::array<double, 6> parts{};
};

struct AnimationTiming {
  Easing easing;
  std::int64_t duration_ns = 0;  // of one run; springs take the time they need
  std::int64_t repeat = 1;       // runs; 0: for ever. Springs run once.
  bool alternate = false;        // every other run goes back
};

struct AnimationState {
  PropertyValue value;
  PropertyValue velocity;  // per second
  bool finished = false;
};

struct Animation {
  AnimationTiming timing;
  PropertyValue from;
  PropertyValue velocity;  // at the start, which springs keep
  PropertyValue to;

  AnimationState at(std::int64_t elapsed_ns) const;
};

}  // namespace zc
