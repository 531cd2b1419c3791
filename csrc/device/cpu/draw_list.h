// The plan's items made ready for drawing by rows: one decision per item of how it is drawn.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "device/cpu/coverage.h"
#include "device/cpu/cpu_resources.h"
#include "device/cpu/kernels.h"
#include "device/cpu/sample_map.h"
#include "device/frame_plan.h"

namespace zc::cpu {

// Premultiplied, 0 to 255.
using PixelF = std::array<float, 4>;

enum class VideoRoute : std::uint8_t {
  sampled,  // any map and format, pixel by pixel
  scaled,   // YUV along the axes: each source row filtered once into a ring
  native,   // YUV at 1:1
};

struct VideoPlan {
  VideoRoute route = VideoRoute::sampled;
  int ordinal = 0;  // among the plan's videos that keep rows in thread scratch
  const PixelFormatInfo* format = nullptr;
  SampleKind kind = SampleKind::u8;
  std::array<PlaneView, max_planes> planes{};
  RectPx luma_limits;  // first and last sample that may be read, inclusive
  RectPx chroma_limits;
  ChromaOffset chroma;
  YuvCoefficients matrix;
  // scaled, native: pixels [map_x0, map_x1) have entries in the maps
  int map_x0 = 0;
  int map_x1 = 0;
  AxisRule luma_x, luma_y, chroma_x, chroma_y;
  const SampleMap* luma_map = nullptr;
  const SampleMap* chroma_map = nullptr;
};

struct PreparedItem {
  const DrawItem* item = nullptr;
  Coverage coverage;
  Affine texel_from_target;
  float opacity = 1;
  bool opaque = false;  // replaces whatever it covers whole
  PixelF color{};       // solid, mask: opacity included
  SolidColor solid{};
  MaskColor mask{};
  PlaneView texels;           // image, mask
  bool whole_texels = false;  // image, mask: pixel (x, y) is texel (x + offset_x, y + offset_y)
  int offset_x = 0;           // also for a native video
  int offset_y = 0;
  VideoPlan video;
};

// What is drawn by one pass, into the corner of a texture.
struct DrawJob {
  std::span<const DrawItem> items;   // bottom to top
  std::span<const ClipShape> clips;  // the plan's
  Color background;
  DamageList damage;
  SizePx size;
  bool read_next = false;  // by the next pass: what is drawn had better stay in the caches
};

class DrawList {
 public:
  void begin_submission() { maps_.begin_submission(); }
  // What it holds points into the plan and the imports.
  void prepare(const DrawJob& job);
  void clear_caches() { maps_.clear(); }

  const std::vector<PreparedItem>& items() const { return items_; }
  int ring_videos() const { return ring_videos_; }
  std::uint32_t background_rgba() const { return background_rgba_; }

 private:
  void prepare_video(PreparedItem& out);
  bool prepare_rows(PreparedItem& out);

  std::vector<PreparedItem> items_;
  std::vector<RoundShape> cuts_;  // the plan's clips
  SampleMapCache maps_;
  int ring_videos_ = 0;
  std::uint32_t background_rgba_ = 0;
};

// Premultiplied RGBA8 as it lies in memory.
std::uint32_t rgba8(const Color& color);

}  // namespace zc::cpu
