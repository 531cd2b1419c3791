// The app's side of a target: edits gather in the open packet, commits queue it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include "core/result.h"
#include "scene/packet_queue.h"
#include "session/open_packet.h"

namespace zc {

// To whole logical px.
SizePx logical_size(SizePx px, double scale);
SizePx px_size(SizePx logical, double scale);

// Thread-safe.
class SceneEdits {
 public:
  SceneEdits(SizePx logical, double scale, Color background)
      : sizes_{{nullptr, logical}}, scale_(scale), background_(background) {}

  // Edits go to `caller`, the innermost open packet of whoever calls, or to the nearest one around it that
  // is open and of this target, or to the packet that present() commits.
  using Caller = const std::shared_ptr<OpenPacket>&;
  // Which open packet took an edit; null: that of present().
  struct Edited {
    bool accepted = false;  // false: the layer or the target is gone
    const OpenPacket* packet = nullptr;
  };

  std::unique_ptr<LayerControl> add_layer(LayerKind kind, std::shared_ptr<VideoLayerState> video,
                                          Caller caller, LayerControl* group);
  // Runs set(props) on the layer's patch.
  template <class Set>
  Edited edit(LayerControl& layer, Prop prop, Caller caller, Set&& set) {
    const std::scoped_lock lock(edits_mutex_);
    if (closed_ || is_removed(layer)) return {};
    OpenPacket* packet = packet_for(layer, caller);
    LayerPatch& patch = patch_of(layer, packet);
    patch.mark(prop);
    set(patch.props);
    if (Packet& content = content_of(packet); !content.animations.empty())
      cancel_animation(content, layer.id, prop);
    return {true, packet};
  }
  Edited remove(LayerControl& layer, Caller caller);
  // Fills in the id. What the layer has by then is where it starts from.
  Edited animate(LayerControl& layer, AnimationStart& start, Caller caller);
  // Newest wins: a frame staged before and not yet committed is dropped. The same frame again is no change.
  bool stage(LayerControl& layer, StagedFrame&& frame, Caller caller);
  Edited resize(SizePx logical, Caller caller);  // off screen; a window's size is the system's to say
  // Queues a packet of the system's with the target's new size and scale.
  bool resize_window(SizePx px, double scale);
  Edited set_background(Color background, Caller caller);
  SizePx size() const;  // logical px, as last set
  double scale() const;

  // The lane of that name, which the app may choose. A target has room for 13 of its own.
  Result<Lane> lane(const std::string& name);
  // Of every lane there is by now, in their order.
  std::vector<std::string> lane_names() const;
  // Which open packet edits of that caller go to; null: that of present().
  const OpenPacket* innermost_of(Caller caller) const;
  std::shared_ptr<OpenPacket> open(Lane lane, std::uint64_t required_tree_epoch, Caller outer);
  // Queues it, empty or not, and returns its epoch. 0: the target is closed, and what it held is in `out`.
  std::uint64_t commit(OpenPacket& packet, std::shared_ptr<PendingEnd> pending, Discarded& out);
  // Takes back what it had added and removed. No change when it has ended.
  void discard(OpenPacket& packet, Discarded& out);

  // Queues the packet of present(), empty or not, and returns its epoch. 0: closed. The end goes to `end` or
  // to `pending`.
  std::uint64_t commit(PacketEnd* end, std::shared_ptr<PendingEnd> pending,
                       std::optional<std::int64_t> time_ns);
  // Queues an empty packet that repaints.
  void commit_repaint();
  // Queues an empty packet of lane animation, unless one of any lane is pending (0).
  std::uint64_t commit_tick();
  void take(std::vector<TakenPacket>& out);
  // Counts a packet that has ended and keeps its storage.
  void ended(Packet&& packet, const PacketEnd& end);
  PacketCounts counts() const;
  // Refuses all further edits; everything not composed goes to `out`.
  void close(std::vector<TakenPacket>& out);
  bool closed() const;

  // The first epoch that was not taken yet; one beyond the last when there is none.
  std::uint64_t first_pending() const;
  // Waits for a commit or an announcement since changes() was `seen`, at most until the oldest gate opens
  // or `latest`.
  std::uint64_t changes() const;
  void await_change(std::uint64_t seen, std::int64_t latest_ns);
  void announce();

 private:
  // null: that of present(), or one that is committed.
  struct SaidSize {
    const OpenPacket* packet = nullptr;
    SizePx size;
  };

  static bool is_removed(LayerControl& layer);
  OpenPacket* innermost(Caller caller) const;
  OpenPacket* packet_for(LayerControl& layer, Caller caller) const;
  LayerPatch& patch_of(LayerControl& layer, OpenPacket* packet);
  static void cancel_animation(Packet& content, LayerId layer, Prop prop);
  bool holds_frame(const LayerControl& layer, const OpenPacket* packet) const;
  Packet& content_of(OpenPacket* packet) { return packet ? packet->packet : open_; }
  std::uint64_t queue(Packet&& packet);
  void take_back(OpenPacket& packet, Discarded& out);
  void say_size(const OpenPacket* packet, SizePx logical);
  void forget_past_size();
  void take_births(Packet& packet);
  void take_birth(LayerId id, Packet& packet, std::vector<LayerPatch>& born);
  void take_animations(LayerId id, Packet& packet);

  mutable std::mutex edits_mutex_;  // guards everything below, and the guarded half of LayerControl
  std::condition_variable changed_;
  int waiting_ = 0;
  std::uint64_t changes_ = 0;
  bool closed_ = false;
  std::vector<SaidSize> sizes_;  // of the target; the last holds, once from each open packet that said one
  double scale_;
  Color background_;
  LayerId last_id_ = 0;
  AnimationId last_animation_ = 0;
  std::uint64_t serial_ = 1;  // of the packet of present()
  Packet open_;               // that of present()
  int unborn_ = 0;            // how many layers it adds
  Packet spare_;
  PacketQueue queue_;
  PacketCounts counts_;
  std::vector<std::string> lane_names_;  // from Lane::first_named
};

}  // namespace zc
