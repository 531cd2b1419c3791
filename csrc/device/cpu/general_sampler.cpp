#include "device/cpu/general_sampler.h"

namespace zc::cpu {
namespace {

// Along pixels x0, x0 + 1, … of target row y.
AffineWalk walk_of(const Affine& texel_from_target, int y, int x0) {
  const Affine& m = texel_from_target;
  return {m.x(0.5, y + 0.5) - 0.5, m.y(0.5, y + 0.5) - 0.5, m.a, m.b, x0};
}

AffineWalk chroma_walk(const AffineWalk& luma, const ChromaOffset& offset) {
  return {(luma.x - offset.x) / 2, (luma.y - offset.y) / 2, luma.x_step / 2, luma.y_step / 2, luma.first_px};
}

// `limits` is inclusive.
SampledPlane sampled(const PlaneView& plane, const RectPx& limits) {
  return {plane.data, plane.stride_bytes, limits.x0, limits.x1, limits.y0, limits.y1};
}

RectPx texel_limits(const PlaneView& texels) { return {0, 0, texels.size.width - 1, texels.size.height - 1}; }

}  // namespace

bool GeneralSampler::reserve(int width_px) {
  stride_ = static_cast<std::size_t>(round_up_to_block(width_px) + 32);
  return values_.reserve(3 * stride_ * sizeof(std::int16_t));
}

void GeneralSampler::image_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                               std::uint8_t* rgba) {
  kernels.sample_texels(sampled(item.texels, texel_limits(item.texels)),
                        walk_of(item.texel_from_target, y, x0), x1 - x0, {}, rgba);
}

void GeneralSampler::mask_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                              std::uint8_t* coverage) {
  std::int16_t* const rows[] = {buffer(0)};
  kernels.sample[0][0](sampled(item.texels, texel_limits(item.texels)),
                       walk_of(item.texel_from_target, y, x0), x1 - x0, 0, rows);
  kernels.finish_mask(rows[0], x1 - x0, coverage);
}

void GeneralSampler::video_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                               std::uint8_t* rgba) {
  const VideoPlan& video = item.video;
  if (video.format->yuv) return yuv_row(kernels, item, y, x0, x1, rgba);
  const PixelFormat format = item.item->video.format;
  TexelKind kind;
  kind.bytes = video.format->planes[0].components;
  kind.blue_first = format == PixelFormat::bgr24 || format == PixelFormat::bgra;
  kind.alpha = video.format->alpha ? TexelAlpha::straight : TexelAlpha::none;
  kernels.sample_texels(sampled(video.planes[0], video.luma_limits), walk_of(item.texel_from_target, y, x0),
                        x1 - x0, kind, rgba);
}

void GeneralSampler::yuv_row(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                             std::uint8_t* rgba) {
  const VideoPlan& video = item.video;
  const auto& sample = kernels.sample[static_cast<std::size_t>(video.kind)];
  std::int16_t* const luma[] = {buffer(0)};
  std::int16_t* const chroma[] = {buffer(1), buffer(2)};
  const int count = x1 - x0;
  const AffineWalk walk = walk_of(item.texel_from_target, y, x0);
  sample[0](sampled(video.planes[0], video.luma_limits), walk, count, 0, luma);
  const AffineWalk half = chroma_walk(walk, video.chroma);
  if (video.format->plane_count == 2) {
    sample[1](sampled(video.planes[1], video.chroma_limits), half, count, ring_chroma_zero, chroma);
  } else {
    for (std::size_t k = 0; k < 2; ++k)
      sample[0](sampled(video.planes[k + 1], video.chroma_limits), half, count, ring_chroma_zero, &chroma[k]);
  }
  const ScaledRows rows{{luma[0], luma[0]}, {chroma[0], chroma[0]}, {chroma[1], chroma[1]}, 0, 0};
  kernels.finish_scaled(rows, count, video.matrix, false, rgba);
}

}  // namespace zc::cpu
