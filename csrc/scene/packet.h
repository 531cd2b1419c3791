// The atomic unit of change: everything in a packet reaches the same picture, or none of it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/color.h"
#include "core/frame_desc.h"
#include "core/frame_lease.h"
#include "core/live_count.h"
#include "interop/video_layer_state.h"
#include "scene/canvas.h"
#include "scene/pixel_block.h"

namespace zc {

// main: what the app's present() commits. system: repaints of our own.
enum class Lane : std::uint8_t { main, system };
inline constexpr int lane_count = 2;

using LayerId = std::uint32_t;  // never reused within a target; 0: none
enum class LayerKind : std::uint8_t { video, image, solid, mask, canvas };
enum class Fit : std::uint8_t { contain, cover, fill, none };

struct LayerProps {
  std::optional<RectF> rect;  // logical px; none: the whole target, or the pixels' own size
  int z = 0;
  float opacity = 1;
  Affine transform;           // about the rect's top left corner
  std::optional<RectF> clip;  // logical px of the target
  float corner_radius = 0;    // logical px
  bool enabled = true;
  Fit fit = Fit::contain;
  Color color;
  std::shared_ptr<const PixelBlock> pixels;
  std::shared_ptr<const DisplayList> drawing;  // of a canvas
};

// The bits of LayerPatch::changed.
enum class Prop : std::uint16_t {
  add = 1 << 0,
  remove = 1 << 1,
  rect = 1 << 2,
  z = 1 << 3,
  opacity = 1 << 4,
  transform = 1 << 5,
  clip = 1 << 6,
  corner_radius = 1 << 7,
  enabled = 1 << 8,
  fit = 1 << 9,
  color = 1 << 10,
  pixels = 1 << 11,
  frame = 1 << 12,
  drawing = 1 << 13,
};

// A frame on its way to the screen.
struct StagedFrame {
  FrameDesc desc;
  FrameLease lease;
  std::int64_t submitted_ns = 0;
};

// What one packet changes of one layer. Each property is there once: the last writer wins.
struct LayerPatch {
  LayerId id = 0;
  std::uint16_t changed = 0;
  LayerKind kind = LayerKind::solid;       // with Prop::add
  std::shared_ptr<VideoLayerState> video;  // with Prop::add of a video layer
  LayerProps props;
  StagedFrame frame;

  bool has(Prop prop) const { return changed & static_cast<std::uint16_t>(prop); }
  void mark(Prop prop) { changed |= static_cast<std::uint16_t>(prop); }
};

enum class PacketStatus : std::uint8_t { pending, presented, unchanged, dropped };

// How a packet ended. Written once by the executor.
struct PacketEnd {
  PacketStatus status = PacketStatus::pending;
  std::string_view reason;  // dropped: a static word
  std::uint64_t epoch = 0;
  std::optional<Tier> path;  // lowest tier of the video drawn
  std::uint64_t host_bytes = 0;
  std::uint64_t device_bytes = 0;
  std::int64_t decoded_ns = 0;
  std::int64_t submitted_ns = 0;
  std::int64_t composed_ns = 0;
  std::int64_t completed_ns = 0;
  std::int64_t presented_ns = 0;
};

struct Packet {
  Lane lane = Lane::main;
  std::uint64_t epoch = 0;                // assigned at commit, gapless
  std::uint64_t required_tree_epoch = 0;  // composed no earlier than together with this epoch
  std::int64_t committed_ns = 0;
  std::vector<LayerPatch> patches;
  std::optional<SizePx> target_size;
  std::optional<Color> background;
  PacketEnd* end = nullptr;  // of the caller that waits for it; not owned

  // Empty again, capacity kept.
  void clear();
};

}  // namespace zc
