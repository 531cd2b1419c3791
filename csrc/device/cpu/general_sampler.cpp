#include "device/cpu/general_sampler.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zc::cpu {
namespace {

// The four samples around a position, and the shares of the right and the lower two.
struct Tap {
  int x0, x1, y0, y1;
  float right, lower;
};

// `limits` is inclusive.
Tap tap_at(double x, double y, const RectPx& limits) {
  x = std::clamp(x, static_cast<double>(limits.x0), static_cast<double>(limits.x1));
  y = std::clamp(y, static_cast<double>(limits.y0), static_cast<double>(limits.y1));
  const int x0 = static_cast<int>(x);
  const int y0 = static_cast<int>(y);
  return {x0, std::min(x0 + 1, limits.x1), y0, std::min(y0 + 1, limits.y1), static_cast<float>(x - x0),
          static_cast<float>(y - y0)};
}

float mix(float a, float b, float share) { return a + (b - a) * share; }

std::uint8_t to_u8(float value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
}

struct Component8 {
  static constexpr int bytes = 1;
  static float load(const std::uint8_t* at) { return *at; }
};
template <int padding_bits>
struct Component16 {
  static constexpr int bytes = 2;
  static float load(const std::uint8_t* at) {
    std::uint16_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return static_cast<float>(value >> padding_bits);
  }
};

// One component of samples of `sample_bytes`.
template <class Component>
float sample(const PlaneView& plane, const Tap& tap, int sample_bytes, int component) {
  const std::uint8_t* upper = plane.row(tap.y0) + component * Component::bytes;
  const std::uint8_t* lower = plane.row(tap.y1) + component * Component::bytes;
  const auto at = [&](const std::uint8_t* row, int x) {
    return Component::load(row + std::ptrdiff_t{x} * sample_bytes);
  };
  return mix(mix(at(upper, tap.x0), at(upper, tap.x1), tap.right),
             mix(at(lower, tap.x0), at(lower, tap.x1), tap.right), tap.lower);
}

template <class Component>
void sample_yuv_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba) {
  const VideoPlan& video = item.video;
  const Affine& m = item.texel_from_target;
  const auto [luma_zero, chroma_zero, gain, r_cr, g_cb, g_cr, b_cb] = video.to_rgb255;
  const bool interleaved = video.format->plane_count == 2;
  const PlaneView& u_plane = video.planes[1];
  const PlaneView& v_plane = video.planes[interleaved ? 1 : 2];
  const int chroma_bytes = (interleaved ? 2 : 1) * Component::bytes;
  for (int x = x0; x < x1; ++x, rgba += 4) {
    const double px = m.x(x + 0.5, y + 0.5) - 0.5;
    const double py = m.y(x + 0.5, y + 0.5) - 0.5;
    const Tap luma = tap_at(px, py, video.luma_limits);
    const Tap chroma =
        tap_at((px - video.chroma.x) / 2, (py - video.chroma.y) / 2, video.chroma_limits);
    const float l =
        (sample<Component>(video.planes[0], luma, Component::bytes, 0) - luma_zero) * gain;
    const float u = sample<Component>(u_plane, chroma, chroma_bytes, 0) - chroma_zero;
    const float v = sample<Component>(v_plane, chroma, chroma_bytes, interleaved ? 1 : 0) - chroma_zero;
    rgba[0] = to_u8(l + r_cr * v);
    rgba[1] = to_u8(l + g_cb * u + g_cr * v);
    rgba[2] = to_u8(l + b_cb * u);
    rgba[3] = 255;
  }
}

void sample_rgb_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba) {
  const VideoPlan& video = item.video;
  const Affine& m = item.texel_from_target;
  const PlaneView& plane = video.planes[0];
  const int components = video.format->planes[0].components;
  const PixelFormat format = item.item->video.format;
  const bool blue_first = format == PixelFormat::bgr24 || format == PixelFormat::bgra;
  const int red = blue_first ? 2 : 0;
  for (int x = x0; x < x1; ++x, rgba += 4) {
    const Tap tap =
        tap_at(m.x(x + 0.5, y + 0.5) - 0.5, m.y(x + 0.5, y + 0.5) - 0.5, video.luma_limits);
    const auto channel = [&](int k) { return sample<Component8>(plane, tap, components, k); };
    const float alpha = components == 4 ? channel(3) : 255;
    rgba[0] = to_u8(channel(red) * alpha / 255);
    rgba[1] = to_u8(channel(1) * alpha / 255);
    rgba[2] = to_u8(channel(2 - red) * alpha / 255);
    rgba[3] = to_u8(alpha);
  }
}

RectPx texel_limits(const PlaneView& texels) {
  return {0, 0, texels.size.width - 1, texels.size.height - 1};
}

}  // namespace

void sample_image_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba) {
  const Affine& m = item.texel_from_target;
  const RectPx limits = texel_limits(item.texels);
  for (int x = x0; x < x1; ++x, rgba += 4) {
    const Tap tap = tap_at(m.x(x + 0.5, y + 0.5) - 0.5, m.y(x + 0.5, y + 0.5) - 0.5, limits);
    for (int k = 0; k < 4; ++k) rgba[k] = to_u8(sample<Component8>(item.texels, tap, 4, k));
  }
}

void sample_mask_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* coverage) {
  const Affine& m = item.texel_from_target;
  const RectPx limits = texel_limits(item.texels);
  for (int x = x0; x < x1; ++x) {
    const Tap tap = tap_at(m.x(x + 0.5, y + 0.5) - 0.5, m.y(x + 0.5, y + 0.5) - 0.5, limits);
    *coverage++ = to_u8(sample<Component8>(item.texels, tap, 1, 0));
  }
}

void sample_video_row(const PreparedItem& item, int y, int x0, int x1, std::uint8_t* rgba) {
  if (!item.video.format->yuv) return sample_rgb_row(item, y, x0, x1, rgba);
  switch (item.video.kind) {
    case SampleKind::u8: return sample_yuv_row<Component8>(item, y, x0, x1, rgba);
    case SampleKind::low10: return sample_yuv_row<Component16<0>>(item, y, x0, x1, rgba);
    case SampleKind::high10: return sample_yuv_row<Component16<6>>(item, y, x0, x1, rgba);
  }
}

}  // namespace zc::cpu
