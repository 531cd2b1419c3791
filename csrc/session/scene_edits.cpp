#include "session/scene_edits.h"

#include <cmath>

#include "core/clock.h"

namespace zc {

SizePx logical_size(SizePx px, double scale) {
  return {static_cast<int>(std::lround(px.width / scale)), static_cast<int>(std::lround(px.height / scale))};
}

SizePx px_size(SizePx logical, double scale) {
  return {static_cast<int>(std::lround(logical.width * scale)),
          static_cast<int>(std::lround(logical.height * scale))};
}

bool SceneEdits::is_removed(LayerControl& layer) {
  using State = OpenPacket::State;
  if (layer.born_in && layer.born_in->state != State::open) {
    if (layer.born_in->state == State::discarded) layer.removed = true;
    layer.born_in.reset();
  }
  if (layer.removed_in && layer.removed_in->state != State::open) {
    if (layer.removed_in->state == State::committed) layer.removed = true;
    layer.removed_in.reset();
  }
  return layer.removed || layer.removed_in;
}

OpenPacket* SceneEdits::innermost(Caller caller) const {
  for (OpenPacket* packet = caller.get(); packet; packet = packet->outer.get())
    if (packet->owner == this && packet->state == OpenPacket::State::open) return packet;
  return nullptr;
}

// A layer's packet of birth comes before every other edit of it, or those would find no layer.
OpenPacket* SceneEdits::packet_for(LayerControl& layer, Caller caller) const {
  if (layer.born_in) return layer.born_in.get();  // open, as is_removed() has seen
  return innermost(caller);
}

LayerPatch& SceneEdits::patch_of(LayerControl& layer, OpenPacket* packet) {
  if (packet) {
    auto& patches = packet->packet.patches;
    const auto [at, fresh] = packet->patch_index.try_emplace(layer.id, patches.size());
    if (fresh) patches.emplace_back().id = layer.id;
    return patches[at->second];
  }
  if (layer.packet_serial != serial_) {
    layer.packet_serial = serial_;
    layer.patch_index = open_.patches.size();
    open_.patches.emplace_back().id = layer.id;
  }
  return open_.patches[layer.patch_index];
}

std::unique_ptr<LayerControl> SceneEdits::add_layer(LayerKind kind, std::shared_ptr<VideoLayerState> video,
                                                    Caller caller, LayerControl* group) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || (group && is_removed(*group))) return nullptr;
  auto layer = std::make_unique<LayerControl>();
  layer->id = ++last_id_;
  layer->kind = kind;
  layer->video = video;
  // A layer is born no earlier than its group; is_removed() has seen whose birth is still to come.
  OpenPacket* packet = innermost(caller);
  if (group && group->born_in) {
    layer->born_in = group->born_in;
    packet = group->born_in.get();
  }
  for (auto around = caller; packet && around; around = around->outer)
    if (around.get() == packet) layer->born_in = around;
  if (!packet) ++unborn_;
  LayerPatch& patch = patch_of(*layer, packet);
  patch.mark(Prop::add);
  patch.kind = kind;
  patch.parent = group ? group->id : 0;
  patch.video = std::move(video);
  return layer;
}

SceneEdits::Edited SceneEdits::remove(LayerControl& layer, Caller caller) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || is_removed(layer)) return {};
  OpenPacket* packet = packet_for(layer, caller);
  patch_of(layer, packet).mark(Prop::remove);
  if (!packet) layer.removed = true;
  if (packet && packet == layer.born_in.get()) layer.removed_in = layer.born_in;
  for (auto around = caller; packet && around; around = around->outer)
    if (around.get() == packet) layer.removed_in = around;
  return {true, packet};
}

SceneEdits::Edited SceneEdits::animate(LayerControl& layer, AnimationStart& start, Caller caller) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || is_removed(layer)) return {};
  OpenPacket* packet = packet_for(layer, caller);
  Packet& content = content_of(packet);
  cancel_animation(content, layer.id, start.prop);
  start.id = ++last_animation_;
  start.layer = layer.id;
  content.animations.push_back(start);
  return {true, packet};
}

void SceneEdits::cancel_animation(Packet& content, LayerId layer, Prop prop) {
  for (AnimationStart& start : content.animations)
    if (start.layer == layer && start.prop == prop) start.cancelled = true;
}

bool SceneEdits::holds_frame(const LayerControl& layer, const OpenPacket* packet) const {
  if (!packet) return layer.packet_serial == serial_ && open_.patches[layer.patch_index].has(Prop::frame);
  const auto at = packet->patch_index.find(layer.id);
  return at != packet->patch_index.end() && packet->packet.patches[at->second].has(Prop::frame);
}

bool SceneEdits::stage(LayerControl& layer, StagedFrame&& frame, Caller caller) {
  StagedFrame replaced;  // released after the lock
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || is_removed(layer)) return false;
  OpenPacket* packet = packet_for(layer, caller);
  const bool replaces = holds_frame(layer, packet);
  // In another packet that is open it may be discarded, or committed later than this one.
  const bool staged_in_open = layer.staged_in && layer.staged_in->state == OpenPacket::State::open;
  const bool staged_elsewhere =
      staged_in_open ? layer.staged_in.get() != packet : packet && holds_frame(layer, nullptr);
  if (!layer.video->stage(frame.lease.handle(), replaces, !staged_elsewhere)) return true;
  LayerPatch& patch = patch_of(layer, packet);
  patch.mark(Prop::frame);
  patch.video = layer.video;
  replaced = std::move(patch.frame);
  patch.frame = std::move(frame);
  layer.staged_in.reset();
  if (packet && packet == layer.born_in.get()) layer.staged_in = layer.born_in;
  for (auto around = caller; packet && around; around = around->outer)
    if (around.get() == packet) layer.staged_in = around;
  return true;
}

SceneEdits::Edited SceneEdits::resize(SizePx logical, Caller caller) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return {};
  OpenPacket* packet = innermost(caller);
  say_size(packet, logical);
  content_of(packet).target_size = px_size(logical, scale_);
  return {true, packet};
}

bool SceneEdits::resize_window(SizePx px, double scale) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return false;
  say_size(nullptr, logical_size(px, scale));
  scale_ = scale;
  Packet packet;
  packet.lane = Lane::system;
  packet.target_size = px;
  packet.target_scale = scale;
  queue(std::move(packet));
  return true;
}

SceneEdits::Edited SceneEdits::set_background(Color background, Caller caller) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return {};
  OpenPacket* packet = innermost(caller);
  content_of(packet).background = background;
  return {true, packet};
}

void SceneEdits::say_size(const OpenPacket* packet, SizePx logical) {
  std::erase_if(sizes_, [&](const SaidSize& said) { return said.packet == packet; });
  sizes_.push_back({packet, logical});
}

SizePx SceneEdits::size() const {
  const std::scoped_lock lock(edits_mutex_);
  return sizes_.back().size;
}

double SceneEdits::scale() const {
  const std::scoped_lock lock(edits_mutex_);
  return scale_;
}

}  // namespace zc
