#include "device/cpu/row_renderer.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace zc::cpu {
namespace {

constexpr int strip_rows = 32;       // the list of items is narrowed to what touches these
constexpr int bands_per_thread = 4;  // evens out rows of unequal cost
constexpr int min_band_rows = 16;    // a band filters up to two source rows that its neighbour has
// One thread draws this many pixels by rows in about a millisecond. Sharing less with a thread that runs
// on the same core's other half saves no time and costs half as much CPU time again (W0: 1.4 for 0.9 ms).
constexpr std::int64_t small_job_px = 1 << 20;
constexpr std::int64_t sampled_px_cost = 8;  // of a pixel that is sampled on its own, in pixels drawn by rows

std::size_t last_cache_bytes() {
#ifdef _SC_LEVEL3_CACHE_SIZE
  const long bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
  if (bytes > 0) return static_cast<std::size_t>(bytes);
#endif
  return 16 << 20;
}

std::int16_t scaled(std::int16_t value, float factor) {
  return static_cast<std::int16_t>(static_cast<float>(value) * factor + 0.5F);
}

std::int16_t q15(float alpha) { return static_cast<std::int16_t>(std::min(alpha * 32768 + 0.5F, 32767.0F)); }

// Source-over of a premultiplied source that covers a part of one pixel.
void blend_partly(std::uint8_t* pixel, const PixelF& source, float coverage) {
  if (coverage <= 0) return;
  const float keep = 1 - source[3] * coverage / 255;
  for (std::size_t k = 0; k < 4; ++k) {
    const float value = static_cast<float>(pixel[k]) * keep + source[k] * coverage;
    pixel[k] = static_cast<std::uint8_t>(std::min(value + 0.5F, 255.0F));
  }
}

// Calls blend(x, coverage) for the pixels that the shape covers in part.
template <class Blend>
void for_edges(const PreparedItem& item, const CoverageRow& row, int y, Blend blend) {
  for (int x = row.x0; x < row.inner_x0; ++x) blend(x, item.coverage.at(x, y));
  for (int x = row.inner_x1; x < row.x1; ++x) blend(x, item.coverage.at(x, y));
}

std::uint8_t* pixel_at(std::uint8_t* row, int x) { return row + std::ptrdiff_t{x} * 4; }

// The texel bytes that sampling pixel by pixel reads for a rectangle of the target.
std::uint64_t sampled_bytes(const PreparedItem& item, const RectPx& rect) {
  const RectPx drawn = intersect(item.item->bounds, rect);
  if (drawn.empty()) return 0;
  const RectF area{drawn.x0 + 0.5, drawn.y0 + 0.5, drawn.x1 - 0.5, drawn.y1 - 0.5};
  RectF read = map_bounds(item.texel_from_target, area);
  read = {read.x0 - 0.5, read.y0 - 0.5, read.x1 + 0.5, read.y1 + 0.5};
  if (item.item->kind == ItemKind::video) {
    const RectPx texels = intersect(outer_bounds(read), item.item->video.visible);
    const PixelFormatInfo& format = *item.video.format;
    const auto bytes = static_cast<std::uint64_t>(format.bytes_per_component);
    const auto pixels = static_cast<std::uint64_t>(texels.area());
    return format.yuv ? (pixels + (pixels + 1) / 2) * bytes
                      : pixels * static_cast<std::uint64_t>(format.planes[0].components);
  }
  const RectPx texels = intersect(outer_bounds(read), RectPx::of(item.texels.size));
  return static_cast<std::uint64_t>(texels.area()) * (item.item->kind == ItemKind::image ? 4 : 1);
}

bool drawn_by_rows(const PreparedItem& item) {
  return item.item->kind == ItemKind::video && item.video.route != VideoRoute::sampled;
}

// The others are sampled pixel by pixel.
bool counted_by_rows(const PreparedItem& item) {
  return item.item->kind == ItemKind::solid || drawn_by_rows(item) ||
         (item.item->kind != ItemKind::video && item.whole_texels);
}

}  // namespace

RowRenderer::RowRenderer(const Kernels& kernels, WorkerPool& pool)
    : kernels_(kernels),
      pool_(pool),
      workers_(static_cast<std::size_t>(pool.threads())),
      cache_bytes_(last_cache_bytes()) {}

void RowRenderer::trim() {
  for (Worker& worker : workers_) worker = {};
  list_.clear_caches();
}

std::uint64_t RowRenderer::draw(const DrawJob& job, CpuTexture& target) {
  target_ = &target;
  const SizePx size = job.size;
  // Measured: in a target that the cache can hold beside a picture, plain stores are as fast for video
  // alone and faster under overlays, which blend on the row in place.
  stream_ = !job.read_next && static_cast<std::size_t>(RectPx::of(size).area()) * 4 > cache_bytes_ / 2;
  list_.prepare(job);
  split_into_bands(job);

  std::uint64_t bytes = 0;
  for (int i = 0; i < job.damage.count; ++i) {
    const RectPx rect = intersect(job.damage.rects[static_cast<std::size_t>(i)], RectPx::of(size));
    bytes += static_cast<std::uint64_t>(rect.area()) * 4;
    for (const PreparedItem& item : list_.items()) {
      if (!counted_by_rows(item)) bytes += sampled_bytes(item, rect);
    }
  }
  const bool blended = std::any_of(list_.items().begin(), list_.items().end(), [](const PreparedItem& item) {
    return item.item->blend != Blend::normal;
  });
  for (Worker& worker : workers_) {
    worker.bytes = 0;
    // All that a thread may need is reserved here, so that drawing itself never allocates.
    worker.strip.reserve(list_.items().size());
    worker.drawn.reserve(list_.items().size());
    if (worker.videos.size() < static_cast<std::size_t>(list_.ring_videos()))
      worker.videos.resize(static_cast<std::size_t>(list_.ring_videos()));
    for (VideoRows& rows : worker.videos)
      if (!rows.reset(size.width)) throw std::bad_alloc();
    const auto row_bytes = static_cast<std::size_t>(size.width + block_px) * 4;
    if (blended && !worker.source.reserve(2 * row_bytes)) throw std::bad_alloc();
    if (!worker.texels.reserve(row_bytes) || !worker.sampler.reserve(size.width)) throw std::bad_alloc();
  }
  auto work = [this](int job, int worker) {
    draw_band(bands_[static_cast<std::size_t>(job)], workers_[static_cast<std::size_t>(worker)]);
  };
  const int bands = static_cast<int>(bands_.size());
  if (share_bands_)
    pool_.run(bands, work);
  else
    for (int band = 0; band < bands; ++band) work(band, 0);
  for (const Worker& worker : workers_) bytes += worker.bytes;
  return bytes;
}

void RowRenderer::split_into_bands(const DrawJob& job) {
  bands_.clear();
  const RectPx all = RectPx::of(job.size);
  std::int64_t pixels = 0;
  for (int i = 0; i < job.damage.count; ++i) {
    const RectPx rect = intersect(job.damage.rects[static_cast<std::size_t>(i)], all);
    pixels += rect.area();
    for (const PreparedItem& item : list_.items())
      if (!counted_by_rows(item)) pixels += sampled_px_cost * intersect(item.item->bounds, rect).area();
  }
  const bool shared = pool_.threads() > 1 && pixels > small_job_px;
  for (int i = 0; i < job.damage.count; ++i) {
    const RectPx rect = intersect(job.damage.rects[static_cast<std::size_t>(i)], all);
    if (rect.empty()) continue;
    const int parts = pool_.threads() * bands_per_thread;
    const int rows = shared ? std::max((rect.height() + parts - 1) / parts, min_band_rows) : rect.height();
    for (int y = rect.y0; y < rect.y1; y += rows)
      bands_.push_back({rect.x0, y, rect.x1, std::min(y + rows, rect.y1)});
  }
  share_bands_ = shared;
}

void RowRenderer::draw_band(const RectPx& band, Worker& worker) {
  for (int strip_y0 = band.y0; strip_y0 < band.y1; strip_y0 += strip_rows) {
    const int strip_y1 = std::min(strip_y0 + strip_rows, band.y1);
    const RectPx strip{band.x0, strip_y0, band.x1, strip_y1};
    worker.strip.clear();
    for (const PreparedItem& item : list_.items())
      if (!intersect(item.item->bounds, strip).empty()) worker.strip.push_back(&item);
    for (int y = strip_y0; y < strip_y1; ++y) draw_row(y, band.x0, band.x1, worker);
  }
  if (stream_) kernels_.fence();
}

void RowRenderer::draw_row(int y, int x0, int x1, Worker& worker) {
  // From the top down to the item that hides all that lies beneath it.
  worker.drawn.clear();
  bool hidden = false;
  for (auto it = worker.strip.rbegin(); it != worker.strip.rend() && !hidden; ++it) {
    const PreparedItem& item = **it;
    CoverageRow row = item.coverage.row(y);
    row.x0 = std::max(row.x0, x0);
    row.x1 = std::min(row.x1, x1);
    if (row.x1 <= row.x0) continue;
    row.inner_x0 = std::clamp(row.inner_x0, row.x0, row.x1);
    row.inner_x1 = std::clamp(row.inner_x1, row.inner_x0, row.x1);
    worker.drawn.push_back({&item, row});
    hidden = item.opaque && row.inner >= 1 && row.inner_x0 == x0 && row.inner_x1 == x1;
  }

  std::uint8_t* const target = pixel_at(target_->row(y), x0);
  if (hidden && worker.drawn.size() == 1 && drawn_by_rows(*worker.drawn[0].item)) {
    const PreparedItem& item = *worker.drawn[0].item;
    worker.videos[static_cast<std::size_t>(item.video.ordinal)].draw(kernels_, item, y, x0, x1, stream_,
                                                                     target, worker.bytes);
    return;
  }
  if (!hidden) kernels_.fill(target, x1 - x0, list_.background_rgba());
  for (auto it = worker.drawn.rbegin(); it != worker.drawn.rend(); ++it)
    draw_item(*it, y, pixel_at(target, it->row.x0 - x0), worker);
}

// `to` is the drawn span's first pixel.
void RowRenderer::draw_item(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  if (item.item->blend != Blend::normal) return draw_blended(drawn, y, to, worker);
  switch (item.item->kind) {
    case ItemKind::solid:
      return draw_solid(drawn, y, to);
    case ItemKind::mask:
      return draw_mask(drawn, y, to, worker);
    case ItemKind::image:
    case ItemKind::video:
      break;
  }
  const bool replaces = item.opaque && row.inner >= 1 && row.inner_x0 == row.x0 && row.inner_x1 == row.x1;
  if (replaces && drawn_by_rows(item))
    return worker.videos[static_cast<std::size_t>(item.video.ordinal)].draw(kernels_, item, y, row.x0, row.x1,
                                                                            false, to, worker.bytes);
  draw_texels(drawn, y, texel_row(drawn, y, worker), to);
}

// An image's or a video's pixels for the drawn span.
const std::uint8_t* RowRenderer::texel_row(const DrawnItem& drawn, int y, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  if (item.item->kind == ItemKind::image) return image_row(drawn, y, worker);
  auto* const texels = worker.texels.as<std::uint8_t>();
  if (drawn_by_rows(item))
    worker.videos[static_cast<std::size_t>(item.video.ordinal)].draw(kernels_, item, y, row.x0, row.x1, false,
                                                                     texels, worker.bytes);
  else
    worker.sampler.video_row(kernels_, item, y, row.x0, row.x1, texels);
  return texels;
}

void RowRenderer::draw_solid(const DrawnItem& drawn, int y, std::uint8_t* to) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  for_edges(item, row, y,
            [&](int x, float coverage) { blend_partly(pixel_at(to, x - row.x0), item.color, coverage); });
  const int count = row.inner_x1 - row.inner_x0;
  std::uint8_t* const inner = pixel_at(to, row.inner_x0 - row.x0);
  if (item.opaque && row.inner >= 1) return kernels_.fill(inner, count, rgba8(item.item->color));
  SolidColor color = item.solid;
  if (row.inner < 1) {
    for (std::int16_t& value : color.rgba) value = scaled(value, row.inner);
    color.keep = q15(1 - item.color[3] / 255 * row.inner);
  }
  kernels_.blend_solid(inner, count, color);
}

void RowRenderer::draw_mask(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  const std::uint8_t* const mask = mask_row(drawn, y, worker);
  for_edges(item, row, y, [&](int x, float coverage) {
    blend_partly(pixel_at(to, x - row.x0), item.color, coverage * static_cast<float>(mask[x - row.x0]) / 255);
  });
  MaskColor color = item.mask;
  if (row.inner < 1) {
    for (std::int16_t& value : color.rgba) value = scaled(value, row.inner);
    color.alpha = scaled(color.alpha, row.inner);
  }
  const int skipped = row.inner_x0 - row.x0;
  kernels_.blend_mask(pixel_at(to, skipped), mask + skipped, row.inner_x1 - row.inner_x0, color);
}

const std::uint8_t* RowRenderer::mask_row(const DrawnItem& drawn, int y, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  if (item.whole_texels) worker.bytes += static_cast<std::uint64_t>(row.x1 - row.x0);
  const int texel_y = y + item.offset_y;
  if (item.whole_texels && texel_y >= 0 && texel_y < item.texels.size.height && row.x0 + item.offset_x >= 0 &&
      row.x1 + item.offset_x <= item.texels.size.width)
    return item.texels.row(texel_y) + row.x0 + item.offset_x;
  worker.sampler.mask_row(kernels_, item, y, row.x0, row.x1, worker.texels.as<std::uint8_t>());
  return worker.texels.as<std::uint8_t>();
}

const std::uint8_t* RowRenderer::image_row(const DrawnItem& drawn, int y, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  if (item.whole_texels) worker.bytes += static_cast<std::uint64_t>(row.x1 - row.x0) * 4;
  const int texel_y = y + item.offset_y;
  if (item.whole_texels && texel_y >= 0 && texel_y < item.texels.size.height && row.x0 + item.offset_x >= 0 &&
      row.x1 + item.offset_x <= item.texels.size.width)
    return item.texels.row(texel_y) + std::ptrdiff_t{row.x0 + item.offset_x} * 4;
  worker.sampler.image_row(kernels_, item, y, row.x0, row.x1, worker.texels.as<std::uint8_t>());
  return worker.texels.as<std::uint8_t>();
}

void RowRenderer::draw_texels(const DrawnItem& drawn, int y, const std::uint8_t* rgba, std::uint8_t* to) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  for_edges(item, row, y, [&](int x, float coverage) {
    PixelF source{};
    for (std::size_t k = 0; k < 4; ++k)
      source[k] = rgba[std::ptrdiff_t{x - row.x0} * 4 + static_cast<std::ptrdiff_t>(k)];
    blend_partly(pixel_at(to, x - row.x0), source, coverage * item.opacity);
  });
  const int skipped = row.inner_x0 - row.x0;
  const int count = row.inner_x1 - row.inner_x0;
  const std::uint8_t* const source = rgba + std::ptrdiff_t{skipped} * 4;
  std::uint8_t* const inner = pixel_at(to, skipped);
  const float alpha = item.opacity * row.inner;
  if (alpha < 1) return kernels_.blend_image_alpha(inner, source, count, q15(alpha));
  if (item.opaque)
    std::memcpy(inner, source, static_cast<std::size_t>(count) * 4);
  else
    kernels_.blend_image(inner, source, count);
}

// Modes other than source-over: the covered source in ring units, then one loop.
void RowRenderer::draw_blended(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker) {
  const PreparedItem& item = *drawn.item;
  const CoverageRow& row = drawn.row;
  const int count = row.x1 - row.x0;
  auto* const source = worker.source.as<std::int16_t>();
  float opacity = 1;  // of what the source does not have yet
  if (item.item->kind == ItemKind::solid) {
    for (int x = 0; x < count; ++x) std::memcpy(source + std::ptrdiff_t{4} * x, item.solid.rgba, 8);
  } else if (item.item->kind == ItemKind::mask) {
    kernels_.widen_mask(mask_row(drawn, y, worker), count, item.mask.rgba, source);
  } else {
    opacity = item.opacity;
    kernels_.widen_texels(texel_row(drawn, y, worker), count, source);
  }
  const auto scale = [&](int x, int pixels, float coverage) {
    if (coverage < 1) kernels_.scale_source(source + std::ptrdiff_t{4} * (x - row.x0), pixels, q15(coverage));
  };
  for_edges(item, row, y, [&](int x, float coverage) { scale(x, 1, coverage * opacity); });
  scale(row.inner_x0, row.inner_x1 - row.inner_x0, row.inner * opacity);
  switch (item.item->blend) {
    case Blend::normal:
      break;
    case Blend::add:
      return kernels_.blend_add(to, source, count);
    case Blend::multiply:
      return kernels_.blend_multiply(to, source, count);
    case Blend::screen:
      return kernels_.blend_screen(to, source, count);
  }
}

}  // namespace zc::cpu
