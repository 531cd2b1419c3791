// The atomic unit of change: everything in a packet reaches the same picture, or none of it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/color.h"
#include "core/frame_desc.h"
#include "core/frame_lease.h"
#include "core/live_count.h"
#include "device/frame_plan.h"
#include "interop/video_layer_state.h"
#include "scene/animation.h"
#include "scene/canvas.h"
#include "scene/packet_end.h"
#include "scene/pixel_block.h"

namespace zc {

// main: what the app's present() commits. system: repaints of our own. animation: what a display's clock
// commits while animations run and nothing else is pending. Then those that the app names.
enum class Lane : std::uint8_t { main, system, animation, first_named };
inline constexpr int lane_count = 16;

using LayerId = std::uint32_t;  // never reused within a target; 0: none
// group: draws nothing; its children live in its local space.
enum class LayerKind : std::uint8_t { video, image, solid, mask, canvas, group };
enum class Fit : std::uint8_t { contain, cover, fill, none };

// Cast by what the layer shows, below it. Lengths are logical px of the space around the layer.
struct Shadow {
  double dx = 0;
  double dy = 0;
  double sigma = 0;   // standard deviation of its blur
  double spread = 0;  // how far it reaches beyond the layer's shape, before the blur
  Color color;
  friend bool operator==(const Shadow&, const Shadow&) = default;
};

struct LayerProps {
  std::optional<RectF> rect;  // logical px; none: the whole target, or the pixels' own size
  int z = 0;
  float opacity = 1;
  Affine transform;           // about the rect's top left corner
  std::optional<RectF> clip;  // logical px of the space around the layer
  float clip_radius = 0;      // of the clip's corners, logical px
  float corner_radius = 0;    // logical px
  bool enabled = true;
  bool passive = false;  // above all others; what it shows changes along with others, never alone
  Blend blend = Blend::normal;
  float blur_sigma = 0;      // of what the layer shows; logical px of the space around it
  float backdrop_sigma = 0;  // of what lies below its shape
  std::optional<Shadow> shadow;
  Fit fit = Fit::contain;
  Color color;
  std::shared_ptr<const PixelBlock> pixels;
  std::shared_ptr<const DisplayList> drawing;  // of a canvas
};

// The bits of LayerPatch::changed.
enum class Prop : std::uint32_t {
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
  clip_radius = 1 << 14,
  blend = 1 << 15,
  blur_sigma = 1 << 16,
  backdrop_sigma = 1 << 17,
  shadow = 1 << 18,
  passive = 1 << 19,
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
  std::uint32_t changed = 0;
  LayerKind kind = LayerKind::solid;       // with Prop::add
  LayerId parent = 0;                      // with Prop::add: the group that it is in
  std::shared_ptr<VideoLayerState> video;  // with Prop::add of a video layer, and with Prop::frame
  LayerProps props;
  StagedFrame frame;

  bool has(Prop prop) const { return changed & static_cast<std::uint32_t>(prop); }
  void mark(Prop prop) { changed |= static_cast<std::uint32_t>(prop); }
};

using AnimationId = std::uint64_t;

// From the value that the layer has when the packet is composed.
struct AnimationStart {
  AnimationId id = 0;
  LayerId layer = 0;
  Prop prop = Prop::opacity;
  LayerProps to;  // of it, what `prop` says
  AnimationTiming timing;
  bool told = false;       // its end is to be reported
  bool cancelled = false;  // the property was set later in the same packet
};

struct Packet {
  Lane lane = Lane::main;
  std::uint64_t epoch = 0;                // assigned at commit, gapless
  std::uint64_t required_tree_epoch = 0;  // composed no earlier than together with this epoch
  std::int64_t committed_ns = 0;
  std::vector<LayerPatch> patches;
  std::vector<AnimationStart> animations;  // after the patches
  std::optional<SizePx> target_size;       // px
  std::optional<double> target_scale;
  std::optional<Color> background;
  std::optional<std::int64_t> time_ns;  // on the target's clock, where the app says it
  PacketEnd* end = nullptr;             // of the caller that waits for it; not owned
  std::shared_ptr<PendingEnd> pending;  // where nobody may be waiting; owns what `end` points to

  // Empty again, capacity kept.
  void clear();
};

}  // namespace zc
