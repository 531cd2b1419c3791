#include "device/cpu/video_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zc::cpu {
namespace {

enum : int { luma_buffer = 0, u_buffer = 2, v_buffer = 4, buffer_count = 6 };

std::uint64_t span_bytes(std::pair<int, int> samples, int sample_bytes) {
  return static_cast<std::uint64_t>(samples.second - samples.first + 1) *
         static_cast<std::uint64_t>(sample_bytes);
}

std::int16_t q15(double weight) {
  return static_cast<std::int16_t>(std::clamp(std::lround(weight * 32768), 0L, 32767L));
}

}  // namespace

std::int16_t* VideoRows::buffer(int index) const {
  // One block of margin on the left, for the sample before the first.
  return values_.as<std::int16_t>() + static_cast<std::size_t>(index) * stride_ + block_px;
}

bool VideoRows::reset(int width_px) {
  begin_ = end_ = 0;
  // Margins for a block at each end and for vectors that reach past it; 32 values more keep the
  // rows of a power of two apart in the cache's sets.
  stride_ = static_cast<std::size_t>(round_up_to_block(width_px) + 5 * block_px + 32);
  return values_.reserve(stride_ * buffer_count * sizeof(std::int16_t));
}

void VideoRows::set_range(int begin, int end) {
  if (begin == begin_ && end == end_) return;
  begin_ = begin;
  end_ = end;
  luma_rows_.fill(-1);
  chroma_rows_.fill(-1);
}

void VideoRows::draw(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, bool stream,
                     std::uint8_t* to, std::uint64_t& bytes) {
  if (item.video.route == VideoRoute::native)
    draw_native(kernels, item, y, x0, x1, stream, to, bytes);
  else
    draw_scaled(kernels, item.video, y, x0, x1, stream, to, bytes);
}

void VideoRows::filter_luma(const Kernels& kernels, const VideoPlan& video, int source_row,
                            std::uint64_t& bytes) {
  const auto slot = static_cast<std::size_t>(source_row & 1);
  if (luma_rows_[slot] == source_row) return;
  luma_rows_[slot] = source_row;
  kernels.filter[static_cast<std::size_t>(video.kind)](video.planes[0].row(source_row),
                                                       video.luma_map->rows(), begin_, end_, 0,
                                                       buffer(luma_buffer + (source_row & 1)));
  bytes += span_bytes(video.luma_map->footprint(begin_, end_), video.luma_map->key().sample_bytes);
}

void VideoRows::filter_chroma(const Kernels& kernels, const VideoPlan& video, int source_row,
                              std::uint64_t& bytes) {
  const auto slot = static_cast<std::size_t>(source_row & 1);
  if (chroma_rows_[slot] == source_row) return;
  chroma_rows_[slot] = source_row;
  const auto kind = static_cast<std::size_t>(video.kind);
  const RowMap& map = video.chroma_map->rows();
  std::int16_t* u = buffer(u_buffer + (source_row & 1));
  std::int16_t* v = buffer(v_buffer + (source_row & 1));
  const auto row_bytes =
      span_bytes(video.chroma_map->footprint(begin_, end_), video.chroma_map->key().sample_bytes);
  if (video.format->plane_count == 2) {
    kernels.filter_pairs[kind](video.planes[1].row(source_row), map, begin_, end_, u, v);
    bytes += row_bytes;
  } else {
    kernels.filter[kind](video.planes[1].row(source_row), map, begin_, end_, ring_chroma_zero, u);
    kernels.filter[kind](video.planes[2].row(source_row), map, begin_, end_, ring_chroma_zero, v);
    bytes += 2 * row_bytes;
  }
}

void VideoRows::draw_scaled(const Kernels& kernels, const VideoPlan& video, int y, int x0, int x1,
                            bool stream, std::uint8_t* to, std::uint64_t& bytes) {
  const int left = x0 - video.map_x0;
  set_range(round_down_to_block(left), round_up_to_block(x1 - video.map_x0));
  const SamplePair luma = sample_pair(video.luma_y, y);
  const SamplePair chroma = sample_pair(video.chroma_y, y);
  filter_luma(kernels, video, luma.first, bytes);
  filter_luma(kernels, video, luma.second, bytes);
  filter_chroma(kernels, video, chroma.first, bytes);
  filter_chroma(kernels, video, chroma.second, bytes);

  const auto row = [&](int plane_buffer, int source_row) {
    return buffer(plane_buffer + (source_row & 1)) + (left - begin_);
  };
  const ScaledRows rows{{row(luma_buffer, luma.first), row(luma_buffer, luma.second)},
                        {row(u_buffer, chroma.first), row(u_buffer, chroma.second)},
                        {row(v_buffer, chroma.first), row(v_buffer, chroma.second)},
                        luma.weight,
                        chroma.weight};
  kernels.finish_scaled(rows, x1 - x0, video.matrix, stream, to);
}

void VideoRows::draw_native(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1,
                            bool stream, std::uint8_t* to, std::uint64_t& bytes) {
  const VideoPlan& video = item.video;
  const auto kind = static_cast<std::size_t>(video.kind);
  const int component_bytes = video.format->bytes_per_component;
  const int luma_x0 = x0 + item.offset_x;
  const int luma_x1 = x1 + item.offset_x;
  set_range(luma_x0, luma_x1);

  // The chroma rows' blend for the samples beside the span, one more at each end where there is one.
  const int k0 = luma_x0 / 2;
  const int k1 = (luma_x1 - 1) / 2;
  const int begin = std::max(k0 - 1, video.chroma_limits.x0);
  const int end = std::min(k1 + 1, video.chroma_limits.x1) + 1;
  const SamplePair rows = sample_pair(video.chroma_y, y);
  std::int16_t* u = buffer(u_buffer);
  std::int16_t* v = buffer(v_buffer);
  const bool interleaved = video.format->plane_count == 2;
  const std::ptrdiff_t skipped = std::ptrdiff_t{begin} * component_bytes * (interleaved ? 2 : 1);
  const auto source = [&](std::size_t plane, int row) { return video.planes[plane].row(row) + skipped; };
  if (interleaved) {
    kernels.blend_row_pairs[kind](source(1, rows.first), source(1, rows.second), rows.weight, end - begin,
                                  u + (begin - k0), v + (begin - k0));
  } else {
    kernels.blend_rows[kind](source(1, rows.first), source(1, rows.second), rows.weight, end - begin,
                             ring_chroma_zero, u + (begin - k0));
    kernels.blend_rows[kind](source(2, rows.first), source(2, rows.second), rows.weight, end - begin,
                             ring_chroma_zero, v + (begin - k0));
  }
  for (std::int16_t* row : {u, v}) {
    if (begin == k0) row[-1] = row[0];
    if (end == k1 + 1) row[end - k0] = row[end - k0 - 1];
  }
  for (const int row : {rows.first, rows.second}) {
    const auto slot = static_cast<std::size_t>(row & 1);
    if (chroma_rows_[slot] == row) continue;
    chroma_rows_[slot] = row;
    bytes += static_cast<std::uint64_t>(end - begin) * 2 * static_cast<std::uint64_t>(component_bytes);
  }

  // Pixels go in pairs of one chroma sample: an odd first pixel is drawn with its left neighbour.
  const int odd = luma_x0 & 1;
  const int even_x0 = luma_x0 - odd;
  const std::uint8_t* luma =
      video.planes[0].row(y + item.offset_y) + std::ptrdiff_t{even_x0} * component_bytes;
  bytes += static_cast<std::uint64_t>(luma_x1 - luma_x0) * static_cast<std::uint64_t>(component_bytes);
  NativeRows native{luma, nullptr, u, v, q15(1 - video.chroma.x / 2), q15((1 - video.chroma.x) / 2)};
  if (video.kind != SampleKind::u8) {
    std::int16_t* values = buffer(luma_buffer);
    kernels.blend_rows[kind](luma, luma, 0, luma_x1 - even_x0, 0, values);
    native.luma_bytes = nullptr;
    native.luma = values;
  }
  int count = luma_x1 - even_x0;
  if (odd) {
    const int first = std::min(count, block_px);
    std::uint8_t pixels[block_px * 4];
    kernels.finish_native(native, first, video.matrix, false, pixels);
    std::memcpy(to, pixels + 4, static_cast<std::size_t>(first - 1) * 4);
    if (count == first) return;
    if (native.luma_bytes) native.luma_bytes += block_px;
    if (native.luma) native.luma += block_px;
    native.u += block_px / 2;
    native.v += block_px / 2;
    to += (block_px - 1) * 4;
    count -= block_px;
  }
  kernels.finish_native(native, count, video.matrix, stream, to);
}

}  // namespace zc::cpu
