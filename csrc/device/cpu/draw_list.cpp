#include "device/cpu/draw_list.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zc::cpu {
namespace {

// Over 16384 px this much slope moves a sample by less than 0.001.
constexpr double slope_tolerance = 5e-8;
constexpr double offset_tolerance = 1e-5;

std::int16_t q15(double value) {
  return static_cast<std::int16_t>(std::clamp(std::lround(value * 32768), -32768L, 32767L));
}

PixelF premultiply(const Color& color, float opacity) {
  const float alpha = std::clamp(color.a, 0.0F, 1.0F) * opacity;
  const auto channel = [alpha](float value) { return std::clamp(value, 0.0F, 1.0F) * alpha * 255; };
  return {channel(color.r), channel(color.g), channel(color.b), alpha * 255};
}

std::int16_t with_7_bits(float value) { return static_cast<std::int16_t>(std::lround(value * 128)); }

PlaneView view_of(const Texture* texture) { return static_cast<const CpuTexture*>(texture)->view(); }

PlaneView valid_texels(const DrawItem& item) {
  PlaneView view = view_of(item.texture);
  view.size = item.texels;
  return view;
}

bool integral(double value) { return std::abs(value - std::round(value)) < offset_tolerance; }

bool translates(const Affine& m) {
  return std::abs(m.a - 1) < slope_tolerance && std::abs(m.d - 1) < slope_tolerance &&
         std::abs(m.b) < slope_tolerance && std::abs(m.c) < slope_tolerance && integral(m.tx) &&
         integral(m.ty);
}

bool along_axes(const Affine& m) {
  return std::abs(m.b) < slope_tolerance && std::abs(m.c) < slope_tolerance;
}

YuvCoefficients coefficients(const YuvToRgb& m, int bit_depth) {
  const double codes_per_unit = std::ldexp(1.0, bit_depth - 8) / ring_units;
  const auto factor = [&](double gain) { return q15(gain * 255 * 32 * codes_per_unit); };
  YuvCoefficients out;
  out.luma = factor(m.luma_gain);
  out.r_v = factor(m.r_cr);
  out.g_u = factor(m.g_cb);
  out.g_v = factor(m.g_cr);
  out.b_u = factor(m.b_cb);
  // Half of the last place rounds the final shift by 5.
  out.offset = static_cast<std::int16_t>(std::lround(-m.luma_zero * m.luma_gain * 255 * 32 + 16));
  return out;
}

SampleKind sample_kind(const PixelFormatInfo& format) {
  if (format.bytes_per_component == 1) return SampleKind::u8;
  return format.low_padding_bits > 0 ? SampleKind::high10 : SampleKind::low10;
}

}  // namespace

std::uint32_t rgba8(const Color& color) {
  const PixelF pixel = premultiply(color, 1);
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t k = 0; k < 4; ++k) bytes[k] = static_cast<std::uint8_t>(std::lround(pixel[k]));
  std::uint32_t out = 0;
  std::memcpy(&out, bytes.data(), sizeof out);
  return out;
}

void DrawList::prepare(const DrawJob& job) {
  ring_videos_ = 0;
  background_rgba_ = rgba8(job.background);
  items_.clear();
  cuts_.clear();
  for (const ClipShape& clip : job.clips)
    cuts_.emplace_back(clip.shape, clip.corner_radius, clip.local_from_target);
  RectPx damage;
  for (int i = 0; i < job.damage.count; ++i)
    damage = unite(damage, job.damage.rects[static_cast<std::size_t>(i)]);
  for (const DrawItem& item : job.items) {
    if (item.opacity <= 0 || intersect(item.bounds, damage).empty()) continue;
    PreparedItem& out = items_.emplace_back();
    out.item = &item;
    out.coverage = Coverage(item, std::span(cuts_).subspan(item.clips.first, item.clips.count));
    out.texel_from_target = item.texel_from_local * item.local_from_target;
    out.opacity = std::min(item.opacity, 1.0F);
    out.opaque = item.opaque && out.opacity >= 1 && item.blend == Blend::normal;
    out.whole_texels = translates(out.texel_from_target);
    if (out.whole_texels) {
      out.offset_x = to_px(std::round(out.texel_from_target.tx));
      out.offset_y = to_px(std::round(out.texel_from_target.ty));
    }
    switch (item.kind) {
      case ItemKind::solid:
      case ItemKind::mask: {
        out.color = premultiply(item.color, out.opacity);
        for (std::size_t k = 0; k < 4; ++k) out.solid.rgba[k] = out.mask.rgba[k] = with_7_bits(out.color[k]);
        out.mask.alpha = q15(out.color[3] / 255);
        out.solid.keep = q15(1 - out.color[3] / 255);
        if (item.kind == ItemKind::mask) out.texels = valid_texels(item);
        break;
      }
      case ItemKind::image:
        out.texels = valid_texels(item);
        break;
      case ItemKind::video:
        prepare_video(out);
        break;
    }
  }
}

void DrawList::prepare_video(PreparedItem& out) {
  const VideoSamples& samples = out.item->video;
  VideoPlan& video = out.video;
  video.format = &info(samples.format);
  video.kind = sample_kind(*video.format);
  for (int plane = 0; plane < video.format->plane_count; ++plane) {
    const auto p = static_cast<std::size_t>(plane);
    const SizePx size = plane_size(samples.format, plane, samples.size);
    if (samples.import) {
      const HostPlane& host = static_cast<const CpuImport*>(samples.import)->desc().planes[p];
      video.planes[p] = {reinterpret_cast<const std::uint8_t*>(host.data), host.stride_bytes, size};
    } else {
      video.planes[p] = view_of(samples.planes[p]);
    }
  }
  const RectPx& visible = samples.visible;
  video.luma_limits = {visible.x0, visible.y0, visible.x1 - 1, visible.y1 - 1};
  video.chroma_limits = {visible.x0 / 2, visible.y0 / 2, (visible.x1 - 1) / 2, (visible.y1 - 1) / 2};
  video.chroma = samples.chroma;
  if (!video.format->yuv) return;

  video.matrix = coefficients(samples.to_rgb, video.format->bit_depth);
  if (prepare_rows(out)) video.ordinal = ring_videos_++;
}

bool DrawList::prepare_rows(PreparedItem& out) {
  VideoPlan& video = out.video;
  const Affine& m = out.texel_from_target;
  const SizePx chroma_size = video.planes[1].size;
  if (!along_axes(m) || chroma_size.width < 2) return false;
  const RectPx& bounds = out.item->bounds;
  video.map_x0 = bounds.x0;
  video.map_x1 = bounds.x1;

  const RectPx& luma = video.luma_limits;
  const RectPx& chroma = video.chroma_limits;
  video.luma_x = {m.a, m.tx - 0.5, luma.x0, luma.x1};
  video.luma_y = {m.d, m.ty - 0.5, luma.y0, luma.y1};
  video.chroma_x = {m.a / 2, (m.tx - 0.5 - video.chroma.x) / 2, chroma.x0, chroma.x1};
  video.chroma_y = {m.d / 2, (m.ty - 0.5 - video.chroma.y) / 2, chroma.y0, chroma.y1};
  if (out.whole_texels) {
    const bool inside = bounds.x0 + out.offset_x >= luma.x0 && bounds.x1 - 1 + out.offset_x <= luma.x1 &&
                        bounds.y0 + out.offset_y >= luma.y0 && bounds.y1 - 1 + out.offset_y <= luma.y1;
    if (inside) {
      video.route = VideoRoute::native;
      return true;
    }
  }
  const int bytes = video.format->bytes_per_component;
  const int chroma_components = video.format->planes[1].components;
  video.luma_map = &maps_.get({video.luma_x, bounds.x0, bounds.x1, bytes, bytes, video.planes[0].size.width});
  video.chroma_map =
      &maps_.get({video.chroma_x, bounds.x0, bounds.x1, bytes * chroma_components, bytes, chroma_size.width});
  video.route = VideoRoute::scaled;
  return true;
}

}  // namespace zc::cpu
