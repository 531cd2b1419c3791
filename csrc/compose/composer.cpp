#include "compose/composer.h"

#include <algorithm>

#include "compose/blur_plan.h"
#include "compose/culling.h"
#include "compose/damage.h"

namespace zc {
namespace {

bool below(const LayerNode* node, const LayerNode* group) {
  for (const LayerNode* each = node->parent; each; each = each->parent)
    if (each == group) return true;
  return false;
}

bool has_effects(const LayerProps& props) {
  return props.blur_sigma > 0 || props.backdrop_sigma > 0 || props.shadow;
}

// Beyond these many they are taken to meet.
constexpr std::size_t most_compared = 64;

bool overlap(const std::vector<DrawItem>& items) {
  if (items.size() > most_compared) return true;
  for (std::size_t i = 0; i < items.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (!intersect(items[i].bounds, items[j].bounds).empty()) return true;
  return false;
}

}  // namespace

// One past the last layer that is in the group.
std::size_t Composer::end_of(std::size_t index) const {
  const auto& layers = mirror_->ordered();
  std::size_t end = index + 1;
  if (layers[index]->kind != LayerKind::group) return end;
  while (end < layers.size() && below(layers[end], layers[index])) ++end;
  return end;
}

void Composer::add_layers(std::size_t begin, std::size_t end, const Scope& scope, Items& out) {
  for (std::size_t i = begin; i < end;) {
    const std::size_t next = end_of(i);
    const LayerProps& props = mirror_->ordered()[i]->props;
    if (props.enabled && props.opacity > 0) add_layer(i, next, scope, out);
    i = next;
  }
}

void Composer::add_layer(std::size_t index, std::size_t end, const Scope& scope, Items& out) {
  const LayerNode& node = *mirror_->ordered()[index];
  const LayerProps& props = node.props;
  const Scope cut = props.clip ? cut_to(node, scope) : scope;
  if (cut.clip.empty()) return;
  if (has_effects(props)) return add_isolated(index, end, scope, cut, out);
  if (node.kind != LayerKind::group) {
    DrawItem item;
    if (!make_item(node, mirror_->space_of(node), cut.clip, item)) return;
    item.clips = cut.clips;
    item.blend = props.blend;
    fade(item, props.opacity);
    (*bounds_)[index] = item.bounds;
    out.push_back(item);
    return;
  }
  if (props.blend != Blend::normal || props.opacity < 1) return add_isolated(index, end, scope, cut, out);
  add_layers(index + 1, end, cut, out);
}

// Content, what it casts and what shines through it, drawn as one: where none of them meet, what holds for
// the whole holds for each, and no surface is needed. `cut` is `around` with the layer's clip.
void Composer::add_isolated(std::size_t index, std::size_t end, const Scope& around, const Scope& cut,
                            Items& out) {
  const LayerNode& node = *mirror_->ordered()[index];
  const LayerProps& props = node.props;
  const EffectLengths lengths = effect_lengths(node, mirror_->space_of(node));
  const RectPx visible = intersect(outer_bounds(cut.clip), around.area);
  if (visible.empty()) return;
  const RectPx casts = grow(visible, lengths.shadow_reach);
  const RectPx reads = grow(casts, blur_reach(lengths.blur));
  const std::size_t first_backdrop = backdrops_.size();
  bool one = has_effects(props);  // any change of it changes its whole place

  Items content;
  if (node.kind == LayerKind::group) {
    add_layers(index + 1, end, {to_rect(reads), {}, reads, false}, content);
  } else if (DrawItem item; make_item(node, mirror_->space_of(node), to_rect(reads), item)) {
    content.push_back(item);
  }
  const auto blended = [](const DrawItem& item) { return item.blend != Blend::normal; };
  if (lengths.blur <= 0 && std::any_of(content.begin(), content.end(), blended)) {
    const RectPx area = intersect(bounds_of(content), reads);
    if (DrawItem apart; draw_surface({node.id, SurfaceRole::content}, content, area, 0, {}, apart))
      content.assign(1, apart);
    one = true;
  }
  Items shadow_of = content;
  if (lengths.blur > 0 && !content.empty()) {
    const RectPx area = intersect(grow(bounds_of(content), blur_reach(lengths.blur)), reads);
    if (DrawItem blurred;
        draw_surface({node.id, SurfaceRole::blur}, content, area, lengths.blur, {}, blurred))
      content.assign(1, blurred);
    shadow_of = content;
  }
  Items all;
  if (lengths.backdrop > 0) add_backdrop(node, lengths.backdrop, visible, around, out, all);
  if (props.shadow && !shadow_of.empty()) add_shadow(node, lengths, visible, std::move(shadow_of), all);
  all.insert(all.end(), content.begin(), content.end());
  const float opacity = props.opacity;
  if ((opacity < 1 || props.blend != Blend::normal) && overlap(all)) {
    one = true;
    const RectPx area = intersect(bounds_of(all), visible);
    if (DrawItem whole; !area.empty() && draw_surface({node.id, SurfaceRole::whole}, all, area, 0, {}, whole))
      all.assign(1, whole);
  }
  const RectPx place = put(all, opacity, props.blend, cut, out);
  for (std::size_t i = first_backdrop; i < backdrops_.size(); ++i)
    backdrops_[i].place = unite(backdrops_[i].place, place);
  if (one) (*bounds_)[index] = place;
  for (std::size_t i = index + 1; i < end; ++i)
    if (RectPx& bounds = (*bounds_)[i]; !bounds.empty())
      bounds = one ? place : intersect(bounds, outer_bounds(cut.clip));
}

// What lies below the layer's shape in the same surface, blurred.
void Composer::add_backdrop(const LayerNode& node, double sigma, const RectPx& visible, const Scope& around,
                            const Items& lower, Items& out) {
  const auto placed = place_layer(node, mirror_->space_of(node));
  if (!placed) return;
  DrawItem item;
  item.kind = ItemKind::image;
  item.shape = placed->shape;
  item.corner_radius = placed->corner_radius;
  item.target_from_local = placed->target_from_local;
  item.local_from_target = placed->local_from_target;
  item.clip = to_rect(visible);
  if (!set_bounds(item)) return;
  const RectPx area = fit_area(intersect(grow(item.bounds, blur_reach(sigma)), around.area));
  Items seen;
  if (around.root) seen.push_back(solid_item(area, plan_->background));
  for (const DrawItem& each : lower)
    if (!intersect(each.bounds, area).empty()) seen.push_back(each);
  DrawItem shown;
  if (!draw_surface({node.id, SurfaceRole::backdrop}, seen, area, sigma, {}, shown)) return;
  item.texture = shown.texture;
  item.texels = shown.texels;
  item.content = shown.content;
  item.texel_from_local = shown.texel_from_local * item.target_from_local;
  out.push_back(item);
  backdrops_.push_back({area, item.bounds});
}

void Composer::add_shadow(const LayerNode& node, const EffectLengths& lengths, const RectPx& visible,
                          Items&& casting, Items& out) {
  const Shadow& shadow = *node.props.shadow;
  if (shadow.spread != 0 && casting.size() == 1 && !spread(casting.front(), shadow.spread)) return;
  const RectPx from = grow(visible, lengths.shadow_reach);
  const RectPx area = intersect(grow(bounds_of(casting), blur_reach(lengths.shadow)), from);
  DrawItem item;
  if (area.empty() ||
      !draw_surface({node.id, SurfaceRole::shadow}, casting, area, lengths.shadow, shadow.color, item))
    return;
  item.target_from_local = Affine::translation(lengths.shadow_dx, lengths.shadow_dy);
  item.local_from_target = Affine::translation(-lengths.shadow_dx, -lengths.shadow_dy);
  item.clip = to_rect(visible);
  if (set_bounds(item)) out.push_back(item);
}

// Draws the items with what holds for them all, and returns where.
RectPx Composer::put(Items& items, float opacity, Blend blend, const Scope& cut, Items& out) {
  RectPx place;
  for (DrawItem& item : items) {
    item.clip = intersect(item.clip, cut.clip);
    item.bounds = intersect(item.bounds, outer_bounds(item.clip));
    if (item.clip.empty() || item.bounds.empty()) continue;
    item.clips = join_clips(item.clips, cut.clips);
    if (blend != Blend::normal) item.blend = blend;
    fade(item, opacity);
    place = unite(place, item.bounds);
    out.push_back(item);
  }
  return place;
}

// A rectangle along the target's axes narrows the box; any other clip is a shape of its own.
Composer::Scope Composer::cut_to(const LayerNode& node, const Scope& scope) {
  const LayerProps& props = node.props;
  if (!props.clip) return scope;
  Scope cut = scope;
  const Affine& map = mirror_->space_of(node).target_from_local;
  const bool box = map.axis_aligned() && props.clip_radius <= 0;
  const RectF within = clip_reach(map, *props.clip);
  // The edges of a shape are anti-aliased once: by the shape.
  cut.clip = intersect(scope.clip, box ? within : to_rect(outer_bounds(within)));
  if (props.clip->empty() || std::abs(map.determinant()) < 1e-12) cut.clip = {};
  if (cut.clip.empty() || box) return cut;
  const double most = std::min(props.clip->width(), props.clip->height()) / 2;
  const auto radius = static_cast<float>(std::min<double>(props.clip_radius, most));
  const auto first = static_cast<std::uint32_t>(plan_->clips.size());
  plan_->clips.push_back({*props.clip, radius, map.inverse()});
  cut.clips = join_clips(scope.clips, {first, 1});
  return cut;
}

// Beyond what an item may have, the outermost shapes count by their boxes alone.
ListRange Composer::join_clips(ListRange a, ListRange b) {
  if (a.count == 0) return b;
  if (b.count == 0) return a;
  std::vector<ClipShape>& clips = plan_->clips;
  const auto first = static_cast<std::uint32_t>(clips.size());
  const std::uint32_t skipped = a.count + b.count > max_clip_shapes ? a.count + b.count - max_clip_shapes : 0;
  for (std::uint32_t i = std::min(skipped, a.count); i < a.count; ++i)
    clips.push_back(ClipShape(clips[a.first + i]));
  for (std::uint32_t i = 0; i < b.count; ++i) clips.push_back(ClipShape(clips[b.first + i]));
  return {first, static_cast<std::uint32_t>(clips.size()) - first};
}

ComposeStats Composer::compose(const SceneMirror& mirror, SurfaceStore& store, FramePlan& plan,
                               std::vector<RectPx>& bounds) {
  mirror_ = &mirror;
  store_ = &store;
  plan_ = &plan;
  bounds_ = &bounds;
  backdrops_.clear();
  ComposeStats stats;
  const SurfaceStats before = store.stats();
  plan.size = mirror.target_size();
  plan.background = mirror.background();
  plan.items.clear();
  plan.passes.clear();
  plan.surface_items.clear();
  plan.clips.clear();
  plan.weights.clear();
  plan.damage.count = 0;
  bounds.assign(mirror.ordered().size(), RectPx{});
  store.begin_plan();
  const RectPx whole = RectPx::of(plan.size);
  add_layers(0, mirror.ordered().size(), {to_rect(whole), {}, whole, true}, plan.items);
  store.end_plan([&](LayerId id) { return mirror.has(id); });
  add_damage_of(mirror);
  stats.culled_items = culled_ + cull(plan.items);
  culled_ = 0;
  stats.draw_items = static_cast<std::uint32_t>(plan.items.size() + plan.surface_items.size());
  stats.surfaces_allocated = static_cast<std::uint32_t>(store.stats().allocated - before.allocated);
  stats.surfaces_reused = static_cast<std::uint32_t>(store.stats().reused - before.reused);
  stats.surfaces_evicted = static_cast<std::uint32_t>(store.stats().evicted - before.evicted);
  return stats;
}

void Composer::add_damage_of(const SceneMirror& mirror) {
  DamageList& list = plan_->damage;
  const RectPx whole = RectPx::of(plan_->size);
  if (mirror.everything_dirty()) return add_damage(list, whole);
  const auto damage = [&](bool waiting) {
    for (std::size_t i = 0; i < bounds_->size(); ++i) {
      const LayerNode& node = *mirror.ordered()[i];
      const RectPx& place = (*bounds_)[i];
      if (!node.dirty || SceneMirror::waits(node, place) != waiting) continue;
      add_damage(list, intersect(node.shown_bounds, whole));
      add_damage(list, place);
    }
  };
  damage(false);
  add_damage(list, intersect(mirror.removed_bounds(), whole));
  if (list.count > 0) damage(true);
  for (const Backdrop& backdrop : backdrops_) {  // bottom to top: one may show another
    const auto begin = list.rects.begin();
    const auto met = [&](const RectPx& rect) { return !intersect(rect, backdrop.reads).empty(); };
    if (std::any_of(begin, begin + list.count, met)) add_damage(list, intersect(backdrop.place, whole));
  }
}

void compose_one(const LayerNode& node, SizePx target_px, FramePlan& plan) {
  plan.size = target_px;
  plan.damage.count = 0;
  const RectPx whole = RectPx::of(target_px);
  add_damage(plan.damage, whole);
  DrawItem item;
  if (make_item(node, Space::of_target(target_px, 1), to_rect(whole), item)) plan.items.push_back(item);
}

}  // namespace zc
