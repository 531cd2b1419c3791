#include "compose/canvas_paint.h"

#include <algorithm>
#include <cmath>

namespace zc {
namespace {

Premultiplied premultiplied(const Color& c, double opacity) {
  const auto a = static_cast<float>(c.a * opacity);
  return {c.r * a, c.g * a, c.b * a, a};
}
Premultiplied mix(const Premultiplied& a, const Premultiplied& b, float t) {
  return {a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b), a.a + t * (b.a - a.a)};
}

class ConstantShader final : public Shader {
 public:
  explicit ConstantShader(const Premultiplied& color) : color_(color) {}
  void shade(int, int, int count, Premultiplied* out) const override { std::fill_n(out, count, color_); }
  const Premultiplied* constant() const override { return &color_; }

 private:
  const Premultiplied color_;
};

// Where a gradient's ramp is at a point: 0 at its start, 1 at its end.
class LinearRamp {
 public:
  explicit LinearRamp(const LinearGradient& g) : start_(g.start) {
    const PointF way = g.end - g.start;
    step_ = 1 / dot(way, way) * way;
  }
  double at(PointF p) const { return dot(p - start_, step_); }

 private:
  const PointF start_;
  PointF step_;
};

// The t at which |p - focus - t (center - focus)| = t radius.
class RadialRamp {
 public:
  explicit RadialRamp(const RadialGradient& g)
      : focus_(g.focus), way_(g.center - g.focus), a_(dot(way_, way_) - g.radius * g.radius) {}
  double at(PointF p) const {
    const PointF d = p - focus_;
    const double b = dot(d, way_);
    return (b - std::sqrt(std::max(0.0, b * b - a_ * dot(d, d)))) / a_;
  }

 private:
  const PointF focus_;
  const PointF way_;
  const double a_;  // below 0: the focus lies within
};

template <class Ramp>
class GradientShader final : public Shader {
 public:
  GradientShader(const Gradient& gradient, const Ramp& ramp, const Affine& user_from_surface, double opacity)
      : ramp_(ramp), spread_(gradient.spread), map_(user_from_surface) {
    for (const GradientStop& stop : gradient.stops) {
      offsets_.push_back(stop.offset);
      colors_.push_back(premultiplied(stop.color, opacity));
    }
  }
  void shade(int x, int y, int count, Premultiplied* out) const override {
    std::size_t hint = 0;
    for (int i = 0; i < count; ++i) out[i] = color(spread(ramp_.at(map(map_, {x + i + 0.5, y + 0.5}))), hint);
  }

 private:
  double spread(double t) const {
    if (spread_ == Spread::pad) return t;
    if (spread_ == Spread::repeat) return t - std::floor(t);
    const double twice = t - 2 * std::floor(t / 2);
    return twice > 1 ? 2 - twice : twice;
  }
  // Between the stops around t; at a step the later colour. `hint`: where the last one was found.
  Premultiplied color(double t, std::size_t& hint) const {
    const std::size_t n = offsets_.size();
    while (hint > 0 && t < offsets_[hint - 1]) --hint;
    while (hint < n && t >= offsets_[hint]) ++hint;
    if (hint == 0) return colors_.front();
    if (hint == n) return colors_.back();
    const double t0 = offsets_[hint - 1];
    return mix(colors_[hint - 1], colors_[hint], static_cast<float>((t - t0) / (offsets_[hint] - t0)));
  }

  const Ramp ramp_;
  const Spread spread_;
  const Affine map_;
  std::vector<double> offsets_;
  std::vector<Premultiplied> colors_;
};

// Bilinear between texel centres, clamped to the first and last (rule 6 of "Picture rules").
class PixelsShader final : public Shader {
 public:
  PixelsShader(std::shared_ptr<const PixelBlock> pixels, const Affine& texel_from_surface, double opacity,
               std::unique_ptr<Shader> paint)
      : pixels_(std::move(pixels)),
        map_(texel_from_surface),
        opacity_(static_cast<float>(opacity)),
        paint_(std::move(paint)) {}

  void shade(int x, int y, int count, Premultiplied* out) const override {
    if (paint_) paint_->shade(x, y, count, out);
    for (int i = 0; i < count; ++i) {
      const PointF at = map(map_, {x + i + 0.5, y + 0.5});
      const Axis u(at.x, pixels_->size.width);
      const Axis v(at.y, pixels_->size.height);
      const Premultiplied texel =
          mix(mix(fetch(u.first, v.first), fetch(u.second, v.first), u.weight),
              mix(fetch(u.first, v.second), fetch(u.second, v.second), u.weight), v.weight);
      const Premultiplied& p = out[i];
      const float a = texel.a;
      out[i] = paint_
                   ? Premultiplied{p.r * a, p.g * a, p.b * a, p.a * a}
                   : Premultiplied{texel.r * opacity_, texel.g * opacity_, texel.b * opacity_, a * opacity_};
    }
  }

 private:
  struct Axis {
    Axis(double at, int size) {
      const double clamped = std::clamp(at - 0.5, 0.0, size - 1.0);
      first = static_cast<int>(clamped);
      second = std::min(first + 1, size - 1);
      weight = static_cast<float>(clamped - first);
    }
    int first;
    int second;
    float weight;
  };
  Premultiplied fetch(int x, int y) const {
    constexpr float unit = 1.0f / 255;
    const std::size_t index = static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels_->size.width) +
                              static_cast<std::size_t>(x);
    const auto at = [&](std::size_t i) { return static_cast<float>(pixels_->bytes[i]) * unit; };
    if (pixels_->bytes_per_pixel == 1) return {0, 0, 0, at(index)};
    return {at(4 * index), at(4 * index + 1), at(4 * index + 2), at(4 * index + 3)};
  }

  const std::shared_ptr<const PixelBlock> pixels_;
  const Affine map_;
  const float opacity_;
  const std::unique_ptr<Shader> paint_;  // of a mask
};

}  // namespace

std::unique_ptr<Shader> make_shader(const Paint& paint, const Affine& user_from_surface, double opacity) {
  if (const auto* color = std::get_if<Color>(&paint))
    return std::make_unique<ConstantShader>(premultiplied(*color, opacity));
  const auto& gradient = std::get<Gradient>(paint);
  if (const auto* linear = std::get_if<LinearGradient>(&gradient.shape))
    return std::make_unique<GradientShader<LinearRamp>>(gradient, LinearRamp(*linear), user_from_surface,
                                                        opacity);
  return std::make_unique<GradientShader<RadialRamp>>(
      gradient, RadialRamp(std::get<RadialGradient>(gradient.shape)), user_from_surface, opacity);
}

std::unique_ptr<Shader> make_shader(const canvas::Pixels& step, const Affine& user_from_surface,
                                    double opacity) {
  const RectF& r = step.rect;
  const SizePx size = step.pixels->size;
  const Affine texel_from_user =
      Affine::scale(size.width / r.width(), size.height / r.height()) * Affine::translation(-r.x0, -r.y0);
  const bool mask = step.pixels->bytes_per_pixel == 1;
  return std::make_unique<PixelsShader>(step.pixels, texel_from_user * user_from_surface, opacity,
                                        mask ? make_shader(step.paint, user_from_surface, opacity) : nullptr);
}

}  // namespace zc
