// Draws a YUV picture along the axes, target row by target row, each source row filtered once.
#pragma once

#include <array>
#include <cstdint>

#include "device/cpu/aligned_buffer.h"
#include "device/cpu/draw_list.h"

namespace zc::cpu {

// One worker's filtered rows of one video. Its rows are drawn in any order; neighbours are cheapest.
class VideoRows {
 public:
  // Forgets the rows, as a new submission reads new samples, and makes room for targets as wide as
  // this. False: out of memory.
  bool reset(int width_px);
  // Pixels [x0, x1) of target row y as opaque RGBA8; adds the bytes read of the planes to `bytes`.
  void draw(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, bool stream,
            std::uint8_t* to, std::uint64_t& bytes);

 private:
  void draw_scaled(const Kernels& kernels, const VideoPlan& video, int y, int x0, int x1, bool stream,
                   std::uint8_t* to, std::uint64_t& bytes);
  void draw_native(const Kernels& kernels, const PreparedItem& item, int y, int x0, int x1, bool stream,
                   std::uint8_t* to, std::uint64_t& bytes);
  void set_range(int begin, int end);
  void filter_luma(const Kernels& kernels, const VideoPlan& video, int source_row, std::uint64_t& bytes);
  void filter_chroma(const Kernels& kernels, const VideoPlan& video, int source_row, std::uint64_t& bytes);
  std::int16_t* buffer(int index) const;

  // Two rows for each of luma, u and v: source rows r and r + 1 fall into different slots.
  int begin_ = 0;  // the range of pixels that the rows hold: of the map (scaled), of luma (native)
  int end_ = 0;
  std::array<int, 2> luma_rows_{-1, -1};  // source rows, by slot
  std::array<int, 2> chroma_rows_{-1, -1};
  std::size_t stride_ = 0;  // values from one buffer to the next
  AlignedBuffer values_;
};

}  // namespace zc::cpu
