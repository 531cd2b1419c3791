#include "scene/animator.h"

#include <algorithm>

#include "scene/scene_mirror.h"

namespace zc {
namespace {

PropertyValue of_rect(const RectF& r) { return {4, {r.x0, r.y0, r.x1, r.y1}}; }
RectF to_rect(const PropertyValue& v) {
  return {v.parts[0], v.parts[1], std::max(v.parts[0], v.parts[2]), std::max(v.parts[1], v.parts[3])};
}

PropertyValue read(const LayerProps& props, Prop prop, const RectF& whole) {
  switch (prop) {
    case Prop::rect:
      return of_rect(props.rect.value_or(whole));
    case Prop::clip:
      return of_rect(props.clip.value_or(whole));
    case Prop::transform: {
      const Affine& m = props.transform;
      return {6, {m.a, m.b, m.c, m.d, m.tx, m.ty}};
    }
    case Prop::color: {  // premultiplied, so that what is transparent has no colour of its own
      const Color& c = props.color;
      const double alpha = c.a;
      return {4, {c.r * alpha, c.g * alpha, c.b * alpha, alpha}};
    }
    case Prop::corner_radius:
      return {1, {props.corner_radius}};
    case Prop::clip_radius:
      return {1, {props.clip_radius}};
    case Prop::blur_sigma:
      return {1, {props.blur_sigma}};
    case Prop::backdrop_sigma:
      return {1, {props.backdrop_sigma}};
    default:
      return {1, {props.opacity}};
  }
}

// Springs and beziers overshoot; what is drawn stays within what the property allows.
float unit(double value) { return static_cast<float>(std::clamp(value, 0.0, 1.0)); }
float length(double value) { return static_cast<float>(std::max(value, 0.0)); }
float sigma(double value) { return static_cast<float>(std::clamp(value, 0.0, most_sigma)); }

template <class T>
bool assign(T& to, const T& value) {
  if (to == value) return false;
  to = value;
  return true;
}

// False: that is what it was.
bool put(LayerProps& props, Prop prop, const PropertyValue& value) {
  const auto& v = value.parts;
  switch (prop) {
    case Prop::rect:
      return assign(props.rect, std::optional(to_rect(value)));
    case Prop::clip:
      return assign(props.clip, std::optional(to_rect(value)));
    case Prop::transform:
      return assign(props.transform, Affine{v[0], v[1], v[2], v[3], v[4], v[5]});
    case Prop::color: {
      const double alpha = std::clamp(v[3], 0.0, 1.0);
      const double k = alpha > 0 ? 1 / alpha : 0;
      return assign(props.color, Color{unit(v[0] * k), unit(v[1] * k), unit(v[2] * k), unit(alpha)});
    }
    case Prop::corner_radius:
      return assign(props.corner_radius, length(v[0]));
    case Prop::clip_radius:
      return assign(props.clip_radius, length(v[0]));
    case Prop::blur_sigma:
      return assign(props.blur_sigma, sigma(v[0]));
    case Prop::backdrop_sigma:
      return assign(props.backdrop_sigma, sigma(v[0]));
    default:
      return assign(props.opacity, unit(v[0]));
  }
}

}  // namespace

void Animator::start(LayerNode& node, const AnimationStart& start, const RectF& whole) {
  Running fresh;
  fresh.node = &node;
  fresh.layer = node.id;
  fresh.prop = start.prop;
  fresh.id = start.id;
  fresh.told = start.told;
  if (start.cancelled) return end(fresh, false);
  fresh.animation.timing = start.timing;
  fresh.animation.to = read(start.to, start.prop, whole);
  fresh.animation.from = read(node.props, start.prop, whole);
  fresh.animation.velocity.count = fresh.animation.to.count;
  for (const Running& old : running_)
    if (old.layer == node.id && old.prop == start.prop) {
      const AnimationState now = old.animation.at(old.elapsed_ns);
      fresh.animation.from = now.value;  // where it is, not where it was clamped to
      fresh.animation.velocity = now.velocity;
    }
  stop(node.id, static_cast<std::uint32_t>(start.prop));
  running_.push_back(fresh);
}

void Animator::end(const Running& running, bool finished) {
  if (running.told) ended_.push_back({running.id, finished});
}

void Animator::stop(LayerId layer, std::uint32_t changed) {
  std::erase_if(running_, [&](const Running& running) {
    const bool ends = running.layer == layer && (changed & static_cast<std::uint32_t>(running.prop));
    if (ends) end(running, false);
    return ends;
  });
}

void Animator::write(std::int64_t step_ns) {
  for (const Running& running : running_) {
    LayerNode& node = *running.node;
    const AnimationState state = running.animation.at(running.elapsed_ns + (running.begun ? step_ns : 0));
    if (put(node.props, running.prop, state.value)) node.dirty = true;
  }
}

void Animator::advance(std::int64_t step_ns) {
  std::erase_if(running_, [&](Running& running) {
    if (running.begun) running.elapsed_ns += step_ns;
    running.begun = true;
    const bool finished = running.animation.at(running.elapsed_ns).finished;
    if (finished) end(running, true);
    return finished;
  });
}

void Animator::take_ended(std::vector<EndedAnimation>& out) {
  out.insert(out.end(), ended_.begin(), ended_.end());
  ended_.clear();
}

}  // namespace zc
