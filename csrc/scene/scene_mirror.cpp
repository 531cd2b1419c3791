#include "scene/scene_mirror.h"

#include <algorithm>

namespace zc {
namespace {

bool draws_above(const LayerNode* a, const LayerNode* b) {
  if (a->props.passive != b->props.passive) return b->props.passive;
  return a->props.z != b->props.z ? a->props.z < b->props.z : a->id < b->id;
}

bool same(const std::shared_ptr<const DisplayList>& a, const std::shared_ptr<const DisplayList>& b) {
  return a == b || (a && b && *a == *b);
}

}  // namespace

void SceneMirror::set_target(SizePx size, double scale, Color background) {
  target_size_ = size;
  target_scale_ = scale;
  background_ = background;
}

bool SceneMirror::has(LayerId id) const {
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), id,
                                   [](const auto& node, LayerId wanted) { return node->id < wanted; });
  return at != nodes_.end() && (*at)->id == id;
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
  if (packet.target_scale && *packet.target_scale != target_scale_) {
    target_scale_ = *packet.target_scale;
    everything_dirty_ = true;
  }
  if (packet.background && *packet.background != background_) {
    background_ = *packet.background;
    everything_dirty_ = true;
  }
  for (LayerPatch& patch : packet.patches) apply(patch, released);
  for (const AnimationStart& start : packet.animations) this->start(start);
  if (order_stale_) order();
}

void SceneMirror::apply(LayerPatch& patch, Released& released) {
  if (patch.has(Prop::add) && !add(patch)) {  // its group was removed by an earlier packet
    if (patch.video) released.videos.push_back(patch.video);
  }
  LayerNode* node = find(patch.id);
  if (!node) {  // removed by an earlier packet
    if (!patch.has(Prop::frame)) return;
    patch.video->drop(patch.frame.lease.handle());
    released.leases.push_back(std::move(patch.frame.lease));
    return;
  }
  const int z_before = node->props.z;
  apply_props(*node, patch);
  if (node->props.z != z_before) order_stale_ = true;
  if (patch.has(Prop::frame)) set_incoming(*node, std::move(patch.frame), released);
  if (patch.has(Prop::remove)) remove(*node, released);
}

bool SceneMirror::add(LayerPatch& patch) {
  LayerNode* parent = patch.parent ? find(patch.parent) : nullptr;
  if (patch.parent && !parent) return false;
  auto node = std::make_unique<LayerNode>();
  node->id = patch.id;
  node->kind = patch.kind;
  node->parent = parent;
  node->video = patch.video;
  if (node->kind == LayerKind::group) grouped_ = true;
  const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), patch.id,
                                   [](const auto& other, LayerId id) { return other->id < id; });
  nodes_.insert(at, std::move(node));
  order_stale_ = true;
  return true;
}

// With everything in it.
void SceneMirror::remove(LayerNode& node, Released& released) {
  std::vector<LayerNode*> gone{&node};
  for (const auto& other : nodes_)  // by age: a group comes before what is in it
    for (const LayerNode* around = other->parent; around; around = around->parent)
      if (around == &node) {
        gone.push_back(other.get());
        break;
      }
  for (LayerNode* each : gone) {
    drop_frame(*each, released);
    let_go(*each, released);
    if (each->video) released.videos.push_back(each->video);
    removed_bounds_ = unite(removed_bounds_, each->shown_bounds);
    animator_.stop(each->id, ~std::uint32_t{0});
  }
  std::erase_if(nodes_, [&](const auto& each) {
    return std::find(gone.begin(), gone.end(), each.get()) != gone.end();
  });
  order_stale_ = true;
}

void SceneMirror::order() {
  order_stale_ = false;
  ordered_.clear();
  for (const auto& node : nodes_) ordered_.push_back(node.get());
  std::sort(ordered_.begin(), ordered_.end(), draws_above);
  if (!grouped_) return;
  // Depth first: a stack of what is still to come, the next on top.
  by_depth_.assign(ordered_.begin(), ordered_.end());
  ordered_.clear();
  const auto push_children = [&](const LayerNode* parent, std::vector<LayerNode*>& stack) {
    for (std::size_t i = by_depth_.size(); i-- > 0;)
      if (by_depth_[i]->parent == parent) stack.push_back(by_depth_[i]);
  };
  std::vector<LayerNode*> stack;
  push_children(nullptr, stack);
  while (!stack.empty()) {
    LayerNode* next = stack.back();
    stack.pop_back();
    ordered_.push_back(next);
    if (next->kind == LayerKind::group) push_children(next, stack);
  }
}

void SceneMirror::resolve() {
  space_ = Space::of_target(target_size_, target_scale_);
  if (!grouped_) return;
  for (LayerNode* node : ordered_) {  // a group before what is in it
    if (node->parent && node->parent->dirty) node->dirty = true;
    if (node->kind != LayerKind::group) continue;
    const Space& around = space_of(*node);
    const LayerProps& props = node->props;
    const RectF rect = props.rect.value_or(RectF{0, 0, around.width, around.height});
    Space& space = node->space;
    space.target_from_local =
        around.target_from_local * Affine::translation(rect.x0, rect.y0) * props.transform;
    space.width = rect.width();
    space.height = rect.height();
  }
}

bool SceneMirror::shown(const LayerNode& node) const {
  for (const LayerNode* each = &node; each; each = each->parent)
    if (!each->props.enabled || each->props.opacity <= 0) return false;
  return true;
}

void SceneMirror::start(const AnimationStart& start) {
  LayerNode* node = find(start.layer);
  AnimationStart begun = start;
  if (!node) {
    begun.cancelled = true;
    LayerNode nobody;
    return animator_.start(nobody, begun, {});
  }
  RectF whole{0, 0, target_size_.width / target_scale_, target_size_.height / target_scale_};
  const LayerNode* around = node->parent;
  while (around && !around->props.rect) around = around->parent;  // which fills the one around it
  if (around) whole = {0, 0, around->props.rect->width(), around->props.rect->height()};
  if (node->props.pixels && start.prop == Prop::rect)
    whole = {0, 0, static_cast<double>(node->props.pixels->size.width),
             static_cast<double>(node->props.pixels->size.height)};
  animator_.start(*node, begun, whole);
}

void SceneMirror::apply_props(LayerNode& node, LayerPatch& patch) {
  if (animator_.running()) animator_.stop(node.id, patch.changed);
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
  set(Prop::passive, &LayerProps::passive);
  set(Prop::fit, &LayerProps::fit);
  set(Prop::color, &LayerProps::color);
  set(Prop::clip_radius, &LayerProps::clip_radius);
  set(Prop::blend, &LayerProps::blend);
  set(Prop::blur_sigma, &LayerProps::blur_sigma);
  set(Prop::backdrop_sigma, &LayerProps::backdrop_sigma);
  set(Prop::shadow, &LayerProps::shadow);
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
  node.content = new_content();
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

void SceneMirror::mark_shown(const std::vector<RectPx>& bounds, bool unchanged) {
  everything_dirty_ = false;
  removed_bounds_ = {};
  for (std::size_t i = 0; i < ordered_.size(); ++i) {
    if (unchanged && waits(*ordered_[i], bounds[i])) continue;
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
  animator_.clear();
  ordered_.clear();
  nodes_.clear();
}

}  // namespace zc
