#include "scene/animation.h"

#include <algorithm>
#include <cmath>

namespace zc {
namespace {

constexpr double ns_per_second = 1e9;

// One coordinate of the curve through (0, 0), p1, p2, (1, 1) at parameter s, in Horner's form, and its
// derivative.
double curve(double p1, double p2, double s) {
  const double c = 3 * p1;
  const double b = 3 * (p2 - p1) - c;
  const double a = 1 - c - b;
  return ((a * s + b) * s + c) * s;
}
double curve_slope(double p1, double p2, double s) {
  const double c = 3 * p1;
  const double b = 3 * (p2 - p1) - c;
  const double a = 1 - c - b;
  return (3 * a * s + 2 * b) * s + c;
}

// The parameter where x is `progress`: x grows with s, as x1 and x2 are within 0…1. Newton's steps, kept
// within a bracket that bisection shrinks where the curve is flat.
double parameter_of(const CubicBezier& bezier, double progress) {
  double low = 0;
  double high = 1;
  double s = progress;
  for (int i = 0; i < 64; ++i) {
    const double error = curve(bezier.x1, bezier.x2, s) - progress;
    if (std::abs(error) < 1e-12) break;
    (error < 0 ? low : high) = s;
    const double steepness = curve_slope(bezier.x1, bezier.x2, s);
    const double next = std::abs(steepness) > 1e-9 ? s - error / steepness : -1;
    s = next > low && next < high ? next : (low + high) / 2;
  }
  return s;
}

// Progress of one run, and whether it goes back.
struct Run {
  double progress = 1;
  bool backwards = false;
  bool finished = true;
};

Run run_at(const AnimationTiming& timing, std::int64_t elapsed_ns) {
  if (timing.duration_ns <= 0) return {1, timing.alternate && timing.repeat % 2 == 0, true};
  std::int64_t run = elapsed_ns / timing.duration_ns;
  Run out;
  out.finished = timing.repeat > 0 && run >= timing.repeat;
  if (out.finished) {
    run = timing.repeat - 1;
  } else {
    out.progress =
        static_cast<double>(elapsed_ns % timing.duration_ns) / static_cast<double>(timing.duration_ns);
  }
  out.backwards = timing.alternate && run % 2 != 0;
  return out;
}

struct Eased {
  double way = 1;   // of the way from `from` to `to`
  double rate = 0;  // per second
};

Eased eased_at(const AnimationTiming& timing, const Run& run) {
  const double per_second =
      timing.duration_ns > 0 && !run.finished ? ns_per_second / static_cast<double>(timing.duration_ns) : 0;
  Eased out;
  if (const auto* bezier = std::get_if<CubicBezier>(&timing.easing)) {
    out.way = ease(*bezier, run.progress);
    out.rate = slope(*bezier, run.progress) * per_second;
  } else if (const auto* steps = std::get_if<Steps>(&timing.easing)) {
    out.way = ease(*steps, run.progress);
  }
  if (run.backwards) out = {1 - out.way, -out.rate};
  return out;
}

}  // namespace

double ease(const CubicBezier& bezier, double progress) {
  if (progress <= 0) return 0;
  if (progress >= 1) return 1;
  return curve(bezier.y1, bezier.y2, parameter_of(bezier, progress));
}

double slope(const CubicBezier& bezier, double progress) {
  constexpr double inside = 1e-6;  // at an end whose control point lies there both derivatives are 0
  const double s = parameter_of(bezier, std::clamp(progress, inside, 1 - inside));
  const double across = curve_slope(bezier.x1, bezier.x2, s);
  const double along = curve_slope(bezier.y1, bezier.y2, s);
  return std::abs(across) > 1e-9 ? along / across : 0;
}

double ease(const Steps& steps, double progress) {
  const bool first = steps.position == StepPosition::jump_start || steps.position == StepPosition::jump_both;
  int jumps = steps.count;
  if (steps.position == StepPosition::jump_none) --jumps;
  if (steps.position == StepPosition::jump_both) ++jumps;
  const double step = std::floor(std::clamp(progress, 0.0, 1.0) * steps.count) + (first ? 1 : 0);
  return std::clamp(step, 0.0, static_cast<double>(jumps)) / jumps;
}

Motion spring_at(const Spring& spring, Motion start, double seconds) {
  const double omega = std::sqrt(spring.stiffness / spring.mass);
  const double zeta = spring.damping / (2 * std::sqrt(spring.stiffness * spring.mass));
  const double x0 = start.position;
  const double v0 = start.velocity;
  constexpr double near_critical = 1e-6;
  if (std::abs(zeta - 1) < near_critical) {
    const double b = v0 + omega * x0;
    const double decay = std::exp(-omega * seconds);
    return {(x0 + b * seconds) * decay, (v0 - omega * b * seconds) * decay};
  }
  if (zeta < 1) {
    const double rate = zeta * omega;
    const double turn = omega * std::sqrt(1 - zeta * zeta);
    const double b = (v0 + rate * x0) / turn;
    const double decay = std::exp(-rate * seconds);
    const double cosine = std::cos(turn * seconds);
    const double sine = std::sin(turn * seconds);
    return {decay * (x0 * cosine + b * sine),
            decay * ((b * turn - rate * x0) * cosine - (x0 * turn + rate * b) * sine)};
  }
  const double spread = omega * std::sqrt(zeta * zeta - 1);
  const double slow = -zeta * omega + spread;
  const double fast = -zeta * omega - spread;
  const double of_slow = (v0 - fast * x0) / (slow - fast);
  const double of_fast = x0 - of_slow;
  const double slow_part = of_slow * std::exp(slow * seconds);
  const double fast_part = of_fast * std::exp(fast * seconds);
  return {slow_part + fast_part, slow * slow_part + fast * fast_part};
}

double settle_seconds(const Spring& spring) {
  constexpr double left = 1e-3;
  const double omega = std::sqrt(spring.stiffness / spring.mass);
  const double zeta = spring.damping / (2 * std::sqrt(spring.stiffness * spring.mass));
  const double rate = zeta < 1 ? zeta * omega : omega * (zeta - std::sqrt(zeta * zeta - 1));
  // Near critical damping the way back is longer than the bare exponential's.
  return -std::log(left) / std::min(rate, 0.7 * omega);
}

AnimationState Animation::at(std::int64_t elapsed_ns) const {
  AnimationState state;
  state.value.count = state.velocity.count = to.count;
  const auto count = static_cast<std::size_t>(to.count);
  if (const auto* spring = std::get_if<Spring>(&timing.easing)) {
    const double seconds = static_cast<double>(elapsed_ns) / ns_per_second;
    state.finished = seconds >= settle_seconds(*spring);
    for (std::size_t i = 0; i < count; ++i) {
      Motion motion;
      if (!state.finished)
        motion = spring_at(*spring, {from.parts[i] - to.parts[i], velocity.parts[i]}, seconds);
      state.value.parts[i] = to.parts[i] + motion.position;
      state.velocity.parts[i] = motion.velocity;
    }
    return state;
  }
  const Run run = run_at(timing, elapsed_ns);
  const Eased eased = eased_at(timing, run);
  state.finished = run.finished;
  for (std::size_t i = 0; i < count; ++i) {
    const double way = to.parts[i] - from.parts[i];
    state.value.parts[i] = eased.way == 1 ? to.parts[i] : from.parts[i] + way * eased.way;
    state.velocity.parts[i] = way * eased.rate;
  }
  return state;
}

}  // namespace zc
