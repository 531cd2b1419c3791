#include "session/scene_edits.h"

#include <cmath>

#include "core/clock.h"

namespace zc {

SizePx logical_size(SizePx px, double scale) {
  return {static_cast<int>(std::lround(px.width / scale)), static_cast<int>(std::lround(px.height / scale))};
}

LayerPatch& SceneEdits::patch_of(LayerControl& layer) {
  if (layer.packet_serial != serial_) {
    layer.packet_serial = serial_;
    layer.patch_index = open_.patches.size();
    open_.patches.emplace_back().id = layer.id;
  }
  return open_.patches[layer.patch_index];
}

std::unique_ptr<LayerControl> SceneEdits::add_layer(LayerKind kind, std::shared_ptr<VideoLayerState> video) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return nullptr;
  auto layer = std::make_unique<LayerControl>();
  layer->id = ++last_id_;
  layer->kind = kind;
  layer->video = video;
  LayerPatch& patch = patch_of(*layer);
  patch.mark(Prop::add);
  patch.kind = kind;
  patch.video = std::move(video);
  return layer;
}

bool SceneEdits::remove(LayerControl& layer) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || layer.removed) return false;
  patch_of(layer).mark(Prop::remove);
  layer.removed = true;
  return true;
}

bool SceneEdits::stage(LayerControl& layer, StagedFrame&& frame) {
  StagedFrame replaced;  // released after the lock
  const std::scoped_lock lock(edits_mutex_);
  if (closed_ || layer.removed) return false;
  const bool holds_frame =
      layer.packet_serial == serial_ && open_.patches[layer.patch_index].has(Prop::frame);
  if (!layer.video->stage(frame.lease.handle(), holds_frame)) return true;
  LayerPatch& patch = patch_of(layer);
  patch.mark(Prop::frame);
  replaced = std::move(patch.frame);
  patch.frame = std::move(frame);
  return true;
}

bool SceneEdits::resize(SizePx size) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return false;
  size_ = size;
  open_.target_size = size;
  return true;
}

bool SceneEdits::resize_window(SizePx px, double scale) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return false;
  size_ = logical_size(px, scale);
  scale_ = scale;
  Packet packet;
  packet.lane = Lane::system;
  packet.target_size = px;
  packet.target_scale = scale;
  queue_.commit(std::move(packet), now_ns());
  return true;
}

bool SceneEdits::set_background(Color background) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return false;
  background_ = background;
  open_.background = background;
  return true;
}

SizePx SceneEdits::size() const {
  const std::scoped_lock lock(edits_mutex_);
  return size_;
}

double SceneEdits::scale() const {
  const std::scoped_lock lock(edits_mutex_);
  return scale_;
}

bool SceneEdits::commit(PacketEnd* end) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return false;
  open_.end = end;
  queue_.commit(std::move(open_), now_ns());
  open_ = std::move(spare_);
  open_.clear();
  spare_ = {};
  ++serial_;
  return true;
}

void SceneEdits::commit_repaint() {
  const std::scoped_lock lock(edits_mutex_);
  Packet packet;
  packet.lane = Lane::system;
  if (!closed_) queue_.commit(std::move(packet), now_ns());
}

void SceneEdits::take(std::vector<TakenPacket>& out) {
  const std::scoped_lock lock(edits_mutex_);
  queue_.take(now_ns(), out);
}

void SceneEdits::recycle(Packet&& packet) {
  packet.clear();  // lets go of what it held before the lock
  const std::scoped_lock lock(edits_mutex_);
  if (packet.patches.capacity() > spare_.patches.capacity()) spare_ = std::move(packet);
}

void SceneEdits::close(std::vector<TakenPacket>& out) {
  const std::scoped_lock lock(edits_mutex_);
  if (closed_) return;
  closed_ = true;
  queue_.commit(std::move(open_), now_ns());
  queue_.take_all(out);
}

bool SceneEdits::closed() const {
  const std::scoped_lock lock(edits_mutex_);
  return closed_;
}

}  // namespace zc
