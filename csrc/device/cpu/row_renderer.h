// Draws a plan into a target: bands of whole damage rows, every row composed once and stored once.
#pragma once

#include <cstdint>
#include <vector>

#include "device/cpu/draw_list.h"
#include "device/cpu/general_sampler.h"
#include "device/cpu/kernels.h"
#include "device/cpu/video_rows.h"
#include "device/cpu/worker_pool.h"

namespace zc::cpu {

// One caller at a time.
class RowRenderer {
 public:
  RowRenderer(const Kernels& kernels, WorkerPool& pool);
  void begin_submission() { list_.begin_submission(); }
  // Draws the job's damage. Returns the bytes read of planes and overlays and written to the target.
  std::uint64_t draw(const DrawJob& job, CpuTexture& target);
  // Frees the scratch and the tables; the next submission makes them anew.
  void trim();

 private:
  struct DrawnItem {
    const PreparedItem* item;
    CoverageRow row;  // within the damage
  };
  struct Worker {
    AlignedBuffer texels;  // one item's source pixels
    AlignedBuffer source;  // the same in ring units, for modes other than source-over
    GeneralSampler sampler;
    std::vector<VideoRows> videos;
    std::vector<const PreparedItem*> strip;  // items that touch the strip of rows, bottom to top
    std::vector<DrawnItem> drawn;            // top to bottom
    std::uint64_t bytes = 0;
  };

  void split_into_bands(const DrawJob& job);
  void draw_band(const RectPx& band, Worker& worker);
  void draw_row(int y, int x0, int x1, Worker& worker);
  void draw_item(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker);
  void draw_solid(const DrawnItem& drawn, int y, std::uint8_t* to);
  void draw_mask(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker);
  void draw_texels(const DrawnItem& drawn, int y, const std::uint8_t* rgba, std::uint8_t* to);
  void draw_blended(const DrawnItem& drawn, int y, std::uint8_t* to, Worker& worker);
  const std::uint8_t* texel_row(const DrawnItem& drawn, int y, Worker& worker);
  const std::uint8_t* mask_row(const DrawnItem& drawn, int y, Worker& worker);
  const std::uint8_t* image_row(const DrawnItem& drawn, int y, Worker& worker);

  const Kernels& kernels_;
  WorkerPool& pool_;
  DrawList list_;
  std::vector<Worker> workers_;
  std::vector<RectPx> bands_;
  bool share_bands_ = false;      // enough work to wake the pool for
  CpuTexture* target_ = nullptr;  // not owned; while drawing
  bool stream_ = false;           // store video rows past the caches
  std::size_t cache_bytes_ = 0;
};

}  // namespace zc::cpu
