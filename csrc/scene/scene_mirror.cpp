#include "scene/scene_mirror.h"

#include <algorithm>

namespace zc {
namespace {

bool draws_above(const LayerNode* a, const LayerNode* b) {
  return a->props.z != b->props.z ? a->props.z < b->props.z : a->id < b->id;
}

bool same(const std::shared_ptr<const DisplayList>& a, const std::shared_ptr<const DisplayList>& b) {
  return a == b || (a && b && *a == *b);
}

}  // namespace

void SceneMirror::set_target(SizePx size, Color background) {
  target_size_ = size;
  background_ = background;
}

LayerNode* SceneMirror::find(LayerId id) {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), id,
                                   [](const auto& node, LayerId wanted) { return node->id < wanted; });
  return at != nodes_.end() && (*at)->id == id ? at->get() : nullptr;
}

void SceneMirror::apply(Packet& packet, Released& released) {
  if (packet.target_size && *packet.target_size != target_size_) {
    target_size_ = *packet.target_size;
    everything_dirty_ = true;
  }
  if (packet.background && *packet.background != background_) {
    background_ = *packet.background;
    everything_dirty_ = true;
  }
  for (LayerPatch& patch : packet.patches) apply(patch, released);
}

void SceneMirror::apply(LayerPatch& patch, Released& released) {
  if (patch.has(Prop::add)) {
    auto node = std::make_unique<LayerNode>();
    node->id = patch.id;
    node->kind = patch.kind;
    node->video = std::move(patch.video);
    ordered_.push_back(node.get());
    const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), patch.id,
                                     [](const auto& other, LayerId id) { return other->id < id; });
    nodes_.insert(at, std::move(node));
    std::sort(ordered_.begin(), ordered_.end(), draws_above);
  }
  LayerNode* node = find(patch.id);
  if (!node) {  // removed by an earlier packet
    if (patch.has(Prop::frame)) released.leases.push_back(std::move(patch.frame.lease));
    return;
  }
  const int z_before = node->props.z;
  apply_props(*node, patch);
  if (node->props.z != z_before) std::sort(ordered_.begin(), ordered_.end(), draws_above);
  if (patch.has(Prop::frame)) set_incoming(*node, std::move(patch.frame), released);
  if (patch.has(Prop::remove)) {
    drop_frame(*node, released);
    let_go(*node, released);
    if (node->video) released.videos.push_back(node->video);
    removed_bounds_ = unite(removed_bounds_, node->shown_bounds);
    std::erase(ordered_, node);
    std::erase_if(nodes_, [&](const auto& other) { return other.get() == node; });
  }
}

void SceneMirror::apply_props(LayerNode& node, LayerPatch& patch) {
  // The same value again is no change.
  const auto set = [&](Prop prop, auto LayerProps::*member) {
    if (!patch.has(prop) || node.props.*member == patch.props.*member) return;
    node.props.*member = patch.props.*member;
    node.dirty = true;
  };
  set(Prop::rect, &LayerProps::rect);
  set(Prop::z, &LayerProps::z);
  set(Prop::opacity, &LayerProps::opacity);
  set(Prop::transform, &LayerProps::transform);
  set(Prop::clip, &LayerProps::clip);
  set(Prop::corner_radius, &LayerProps::corner_radius);
  set(Prop::enabled, &LayerProps::enabled);
  set(Prop::fit, &LayerProps::fit);
  set(Prop::color, &LayerProps::color);
  if (patch.has(Prop::drawing) && !same(node.props.drawing, patch.props.drawing)) {
    node.props.drawing = std::move(patch.props.drawing);
    node.texture_stale = true;
    node.dirty = true;
  }
  if (patch.has(Prop::pixels)) {
    node.props.pixels = std::move(patch.props.pixels);
    node.texture_stale = true;
    node.dirty = true;
  }
}

void SceneMirror::set_incoming(LayerNode& node, StagedFrame&& frame, Released& released) {
  drop_frame(node, released);
  if (frame.lease.handle() == node.frame_handle) {  // the picture that is shown, again
    node.video->edit([&](InteropPolicy&, VideoCounters& c) {
      ++(node.frame_presented ? c.frames_presented : c.frames_dropped);
    });
    released.leases.push_back(std::move(frame.lease));
    return;
  }
  node.incoming = std::move(frame);
}

void SceneMirror::accept_frame(LayerNode& node, PreparedVideo&& prepared, Released& released) {
  let_go(node, released);
  node.frame = std::move(node.incoming);
  node.frame_handle = node.frame.lease.handle();
  node.prepared = std::move(prepared);
  node.frame_presented = false;
  node.frame_confirmed = false;
  node.dirty = true;
}

void SceneMirror::drop_frame(LayerNode& node, Released& released) {
  if (!node.incoming.lease) return;
  node.video->drop(node.incoming.lease.handle());
  released.leases.push_back(std::move(node.incoming.lease));
}

void SceneMirror::let_go(LayerNode& node, Released& released) {
  if (!node.frame_handle) return;
  if (!node.frame_presented) node.video->drop(node.frame_handle);
  if (node.frame.lease) released.leases.push_back(std::move(node.frame.lease));
  if (node.prepared) released.prepared.push_back(std::move(node.prepared));
  node.prepared.reset();
  node.frame_handle = {};
}

void SceneMirror::forget_device() {
  everything_dirty_ = true;
  for (LayerNode* node : ordered_) {
    node->texture.reset();
    node->texture_stale = node->props.pixels || node->props.drawing;
    node->prepared.reset();
    node->frame_confirmed = false;
    if (node->frame_handle && !node->frame.lease) {  // only the lost copy had it
      if (node->frame_presented) {
        node->video->forget(node->frame_handle);
      } else {
        node->video->drop(node->frame_handle);
      }
      node->frame_handle = {};
    }
  }
}

void SceneMirror::mark_shown(const std::vector<RectPx>& bounds) {
  everything_dirty_ = false;
  removed_bounds_ = {};
  for (std::size_t i = 0; i < ordered_.size(); ++i) {
    ordered_[i]->dirty = false;
    ordered_[i]->shown_bounds = bounds[i];
  }
}

void SceneMirror::clear(Released& released) {
  for (LayerNode* node : ordered_) {
    drop_frame(*node, released);
    let_go(*node, released);
    if (node->video) released.videos.push_back(node->video);
  }
  ordered_.clear();
  nodes_.clear();
}

}  // namespace zc
