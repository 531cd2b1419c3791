// The app's side of a target: edits gather in the open packet, commits queue it.
#pragma once

#include <mutex>

#include "scene/packet_queue.h"

namespace zc {

// A layer as the app holds it. The last three members are guarded by SceneEdits.
struct LayerControl {
  LayerId id = 0;
  LayerKind kind = LayerKind::solid;
  std::shared_ptr<VideoLayerState> video;  // video layers
  std::uint64_t packet_serial = 0;         // the open packet that holds a patch of this layer
  std::size_t patch_index = 0;             // where in that packet
  bool removed = false;
};

// To whole logical px.
SizePx logical_size(SizePx px, double scale);

// Thread-safe.
class SceneEdits {
 public:
  SceneEdits(SizePx logical, double scale, Color background)
      : size_(logical), scale_(scale), background_(background) {}

  std::unique_ptr<LayerControl> add_layer(LayerKind kind, std::shared_ptr<VideoLayerState> video);
  // Runs set(props) on the open packet's patch of the layer. False when the layer or target is gone.
  template <class Set>
  bool edit(LayerControl& layer, Prop prop, Set&& set) {
    const std::scoped_lock lock(edits_mutex_);
    if (closed_ || layer.removed) return false;
    LayerPatch& patch = patch_of(layer);
    patch.mark(prop);
    set(patch.props);
    return true;
  }
  bool remove(LayerControl& layer);
  // Newest wins: a frame staged before and not yet committed is dropped. The same frame again is no change.
  bool stage(LayerControl& layer, StagedFrame&& frame);
  bool resize(SizePx size);  // off screen, where px are logical px
  // Queues a packet of the system's with the window's new size.
  bool resize_window(SizePx px, double scale);
  bool set_background(Color background);
  SizePx size() const;  // logical px, as last set
  double scale() const;

  // Queues the open packet, empty or not. False when closed.
  bool commit(PacketEnd* end);
  // Queues an empty packet that repaints.
  void commit_repaint();
  void take(std::vector<TakenPacket>& out);
  // A packet that has ended, for its storage.
  void recycle(Packet&& packet);
  // Refuses all further edits; everything not composed goes to `out`.
  void close(std::vector<TakenPacket>& out);
  bool closed() const;

 private:
  LayerPatch& patch_of(LayerControl& layer);

  mutable std::mutex edits_mutex_;  // guards everything below, and the guarded half of LayerControl
  bool closed_ = false;
  SizePx size_;
  double scale_;
  Color background_;
  LayerId last_id_ = 0;
  std::uint64_t serial_ = 1;  // of the open packet
  Packet open_;
  Packet spare_;
  PacketQueue queue_;
};

}  // namespace zc
