// The compositor's own copy of the scene: the only source of geometry at composition.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "interop/video_interop.h"
#include "scene/animator.h"
#include "scene/group_space.h"
#include "scene/packet.h"

namespace zc {

// A layer as the compositor knows it.
struct LayerNode {
  LayerId id = 0;
  LayerKind kind = LayerKind::solid;
  LayerProps props;
  LayerNode* parent = nullptr;  // a group; null: the target
  Space space;                  // groups: what their children live in, by resolve()

  // Pixels of images, masks and canvases, on the device.
  TextureRef texture;
  SizePx texels;  // of it that are the layer's, from its corner on
  bool texture_stale = false;
  double texture_scale = 1;  // of a mask or canvas: texels per logical px

  // Video. A new frame waits in `incoming` until the device has it; till then, and if no tier can
  // show it, the layer keeps what it has. The lease of `frame` is dropped when a copy replaces it.
  std::shared_ptr<VideoLayerState> video;
  StagedFrame incoming;
  StagedFrame frame;
  FrameHandle frame_handle;  // of `frame`, also after its lease is gone
  PreparedVideo prepared;
  bool frame_presented = false;  // counted as presented
  bool frame_confirmed = false;  // its import was handed to a submission that will confirm it

  std::uint64_t content = 0;  // another number whenever its texture or frame is another one

  RectPx shown_bounds;  // what it covers in the picture that is shown
  bool dirty = true;    // what it shows differs from that
};

// What applying packets let go of, to be released outside every lock.
struct Released {
  std::vector<FrameLease> leases;
  std::vector<PreparedVideo> prepared;
  std::vector<std::shared_ptr<VideoLayerState>> videos;  // of removed layers
  void clear() {
    leases.clear();
    prepared.clear();
    videos.clear();
  }
};

// Executor only.
class SceneMirror {
 public:
  // Applies one packet. Frames replaced before they were presented are counted as dropped.
  void apply(Packet& packet, Released& released);

  // Bottom to top: by z, then by age; a group is followed by its children, which are ordered among
  // themselves.
  const std::vector<LayerNode*>& ordered() const { return ordered_; }
  SizePx target_size() const { return target_size_; }  // px
  double target_scale() const { return target_scale_; }
  Color background() const { return background_; }
  void set_target(SizePx size, double scale, Color background);

  bool has(LayerId id) const { return find(id) != nullptr; }

  // Works out the groups' spaces: before every composition. A changed group makes its children dirty.
  void resolve();
  const Space& space_of(const LayerNode& node) const { return node.parent ? node.parent->space : space_; }
  // Whether the layer and all groups around it are enabled and not transparent.
  bool shown(const LayerNode& node) const;
  Animator& animator() { return animator_; }

  std::uint64_t new_content() { return ++contents_; }

  bool everything_dirty() const { return everything_dirty_; }
  RectPx removed_bounds() const { return removed_bounds_; }
  void mark_everything_dirty() { everything_dirty_ = true; }
  // Forgets what a lost device held.
  void forget_device();
  // The picture now shows the mirror; bounds[i] is the place of ordered()[i] in it. `unchanged`: nothing was
  // drawn, so that what passive layers wait with is still to come.
  void mark_shown(const std::vector<RectPx>& bounds, bool unchanged = false);
  // Whether what changed of the layer waits until something else is drawn: of a passive one in its old place.
  static bool waits(const LayerNode& node, const RectPx& place_now) {
    return node.props.passive && place_now == node.shown_bounds;
  }
  // The incoming frame has reached the device and becomes the layer's frame.
  void accept_frame(LayerNode& node, PreparedVideo&& prepared, Released& released);
  // No tier can show the incoming frame.
  void drop_frame(LayerNode& node, Released& released);
  // Lets go of every layer.
  void clear(Released& released);

 private:
  LayerNode* find(LayerId id) const;
  bool add(LayerPatch& patch);
  void remove(LayerNode& node, Released& released);
  void order();
  void start(const AnimationStart& start);
  void apply(LayerPatch& patch, Released& released);
  void apply_props(LayerNode& node, LayerPatch& patch);
  void set_incoming(LayerNode& node, StagedFrame&& frame, Released& released);
  void let_go(LayerNode& node, Released& released);

  std::vector<std::unique_ptr<LayerNode>> nodes_;  // by id
  std::vector<LayerNode*> ordered_;
  std::vector<LayerNode*> by_depth_;  // of order()
  bool order_stale_ = false;
  bool grouped_ = false;  // there is a group
  Space space_;           // of the target
  Animator animator_;
  SizePx target_size_;
  double target_scale_ = 1;
  Color background_;
  std::uint64_t contents_ = 0;
  bool everything_dirty_ = true;
  RectPx removed_bounds_;  // of layers removed since the shown picture
};

}  // namespace zc
