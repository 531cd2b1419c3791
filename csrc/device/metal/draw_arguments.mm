#include "device/metal/draw_arguments.h"

#include <algorithm>
#include <cmath>

namespace zc::metal {
namespace {

using zc_shaders::TexelMap;

struct Point {
  double x = 0;
  double y = 0;
};

void put(float (&to)[2], double first, double second) {
  to[0] = static_cast<float>(first);
  to[1] = static_cast<float>(second);
}

void put_premultiplied(float (&to)[4], const Color& color) {
  const float alpha = std::clamp(color.a, 0.0F, 1.0F);
  to[0] = std::clamp(color.r, 0.0F, 1.0F) * alpha;
  to[1] = std::clamp(color.g, 0.0F, 1.0F) * alpha;
  to[2] = std::clamp(color.b, 0.0F, 1.0F) * alpha;
  to[3] = alpha;
}

// Around the origin, in px across the edges.
zc_shaders::Outline outline_of(const RectF& shape, double radius, const Affine& local_from_target,
                               Point origin) {
  zc_shaders::Outline out{};
  const Affine& m = local_from_target;
  const double u_gradient = std::hypot(m.a, m.c);
  const double v_gradient = std::hypot(m.b, m.d);
  put(out.u_step, m.a / u_gradient, m.c / u_gradient);
  put(out.v_step, m.b / v_gradient, m.d / v_gradient);
  const double u = m.x(origin.x, origin.y);
  const double v = m.y(origin.x, origin.y);
  put(out.u_edges, (shape.x0 - u) / u_gradient, (shape.x1 - u) / u_gradient);
  put(out.v_edges, (shape.y0 - v) / v_gradient, (shape.y1 - v) / v_gradient);
  put(out.u_inner, (shape.x0 + radius - u) / u_gradient, (shape.x1 - radius - u) / u_gradient);
  put(out.v_inner, (shape.y0 + radius - v) / v_gradient, (shape.y1 - radius - v) / v_gradient);
  put(out.corner, radius / u_gradient, radius / v_gradient);
  return out;
}

zc_shaders::ShapeArguments shape_arguments(const DrawItem& item, Point origin) {
  zc_shaders::ShapeArguments out{};
  put(out.origin, origin.x, origin.y);
  put(out.clip_x, item.clip.x0 - origin.x, item.clip.x1 - origin.x);
  put(out.clip_y, item.clip.y0 - origin.y, item.clip.y1 - origin.y);
  out.opacity = std::min(item.opacity, 1.0F);
  return out;
}

// `m` maps target px to texels from the first one's centre; `limits` is inclusive.
TexelMap texel_map(const Affine& m, Point origin, const RectPx& limits) {
  const auto base_of = [](double position) {
    return static_cast<int>(std::clamp(std::floor(position), -1e6, 1e6));
  };
  const double x = m.x(origin.x, origin.y);
  const double y = m.y(origin.x, origin.y);
  TexelMap out{};
  out.base[0] = base_of(x);
  out.base[1] = base_of(y);
  put(out.start, x - out.base[0], y - out.base[1]);
  put(out.x_step, m.a, m.b);
  put(out.y_step, m.c, m.d);
  out.limits[0] = limits.x0;
  out.limits[1] = limits.y0;
  out.limits[2] = limits.x1;
  out.limits[3] = limits.y1;
  return out;
}

RectPx whole(SizePx texels) { return {0, 0, texels.width - 1, texels.height - 1}; }

// One component's row of rule 7's matrix, over what a texture unit gives for a code value.
void put_row(float (&to)[4], const YuvToRgb& m, double cb, double cr, double codes_per_unit) {
  to[0] = static_cast<float>(m.luma_gain * codes_per_unit);
  to[1] = static_cast<float>(cb * codes_per_unit);
  to[2] = static_cast<float>(cr * codes_per_unit);
  to[3] = static_cast<float>(-m.luma_gain * m.luma_zero - (cb + cr) * m.chroma_zero);
}

double codes_per_unit(const PixelFormatInfo& format) {
  return format.bytes_per_component == 1 ? 255.0 : std::ldexp(65535.0, -format.low_padding_bits);
}

void put_video(DrawArguments& out, const VideoSamples& video, const Affine& texel_from_target, Point origin) {
  const PixelFormatInfo& format = info(video.format);
  const RectPx& visible = video.visible;
  const RectPx luma_limits{visible.x0, visible.y0, visible.x1 - 1, visible.y1 - 1};
  if (!format.yuv) {
    out.fragment = Fragment::video_rgb;
    out.fill.rgb = {};
    out.fill.rgb.texels = texel_map(texel_from_target, origin, luma_limits);
    out.fill.rgb.blue_first = video.format == PixelFormat::bgr24 || video.format == PixelFormat::bgra;
    out.fill.rgb.straight_alpha = format.alpha;
    out.fill_bytes = sizeof out.fill.rgb;
    return;
  }
  out.fragment = format.plane_count == 2 ? Fragment::video_biplanar : Fragment::video_planar;
  zc_shaders::YuvArguments& yuv = out.fill.yuv;
  yuv = {};
  yuv.luma = texel_map(texel_from_target, origin, luma_limits);
  const Affine chroma_from_luma{0.5, 0, 0, 0.5, -video.chroma.x / 2, -video.chroma.y / 2};
  yuv.chroma = texel_map(chroma_from_luma * texel_from_target, origin,
                         {visible.x0 / 2, visible.y0 / 2, (visible.x1 - 1) / 2, (visible.y1 - 1) / 2});
  const double scale = codes_per_unit(format);
  const YuvToRgb& m = video.to_rgb;
  put_row(yuv.red, m, 0, m.r_cr, scale);
  put_row(yuv.green, m, m.g_cb, m.g_cr, scale);
  put_row(yuv.blue, m, m.b_cb, 0, scale);
  out.fill_bytes = sizeof yuv;
}

}  // namespace

zc_shaders::QuadArguments quad_arguments(const RectPx& bounds, SizePx attachment) {
  zc_shaders::QuadArguments out{};
  out.bounds[0] = static_cast<float>(bounds.x0);
  out.bounds[1] = static_cast<float>(bounds.y0);
  out.bounds[2] = static_cast<float>(bounds.x1);
  out.bounds[3] = static_cast<float>(bounds.y1);
  put(out.clip_step, 2.0 / attachment.width, -2.0 / attachment.height);
  return out;
}

DrawArguments arguments_of(const DrawItem& item, std::span<const ClipShape> clips, SizePx attachment,
                           std::vector<zc_shaders::Outline>& outlines) {
  const RectPx& bounds = item.bounds;
  const Point origin{static_cast<double>((bounds.x0 + bounds.x1) / 2),
                     static_cast<double>((bounds.y0 + bounds.y1) / 2)};
  // From target px to texels, counted from the first one's centre.
  const Affine texel_from_target =
      Affine::translation(-0.5, -0.5) * item.texel_from_local * item.local_from_target;
  DrawArguments out;
  out.quad = quad_arguments(bounds, attachment);
  out.shape = shape_arguments(item, origin);
  out.first_outline = outlines.size();
  outlines.push_back(outline_of(item.shape, item.corner_radius, item.local_from_target, origin));
  for (const ClipShape& clip : clips)
    outlines.push_back(outline_of(clip.shape, clip.corner_radius, clip.local_from_target, origin));
  out.shape.outlines = static_cast<int>(outlines.size() - out.first_outline);
  switch (item.kind) {
    case ItemKind::solid:
      out.fragment = Fragment::solid;
      put_premultiplied(out.fill.solid.color, item.color);
      out.fill_bytes = sizeof out.fill.solid;
      break;
    case ItemKind::image:
      out.fragment = Fragment::image;
      out.fill.image.texels = texel_map(texel_from_target, origin, whole(item.texels));
      out.fill_bytes = sizeof out.fill.image;
      break;
    case ItemKind::mask:
      out.fragment = Fragment::mask;
      out.fill.mask.texels = texel_map(texel_from_target, origin, whole(item.texels));
      put_premultiplied(out.fill.mask.color, item.color);
      out.fill_bytes = sizeof out.fill.mask;
      break;
    case ItemKind::video:
      put_video(out, item.video, texel_from_target, origin);
      break;
  }
  return out;
}

zc_shaders::FilterArguments filter_arguments(const SurfacePass& pass) {
  zc_shaders::FilterArguments out{};
  out.last[0] = pass.from_size.width - 1;
  out.last[1] = pass.from_size.height - 1;
  out.radius = static_cast<int>(pass.weights.count) - 1;
  out.step = 1.0F / static_cast<float>(pass.factor);
  out.tinted = pass.tint.has_value();
  if (pass.tint) put_premultiplied(out.tint, *pass.tint);
  return out;
}

}  // namespace zc::metal
