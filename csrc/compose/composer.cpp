#include "compose/composer.h"

#include <algorithm>
#include <cmath>

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

bool blended(const DrawItem& item) { return item.blend != Blend::normal; }

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
    fade(item, props.opacity * scope.opacity);
    (*bounds_)[index] = item.bounds;
    out.push_back(item);
    return;
  }
  if (props.blend != Blend::normal) return add_isolated(index, end, scope, cut, out);
  if (props.opacity < 1 && fades_as_one(index + 1, end, scope.area))
    return add_isolated(index, end, scope, cut, out);
  Scope inside = cut;
  inside.opacity *= props.opacity;
  add_layers(index + 1, end, inside, out);
}

// Whether fading each of the layers shows something else than fading their picture: where two of them meet,
// or where one looks at what lies below.
bool Composer::fades_as_one(std::size_t begin, std::size_t end, const RectPx& area) {
  places_.clear();
  for (std::size_t i = begin; i < end;) {
    const LayerNode& node = *mirror_->ordered()[i];
    if (!node.props.enabled || node.props.opacity <= 0) {
      i = end_of(i);
      continue;
    }
    ++i;
    if (node.props.blend != Blend::normal || has_effects(node.props)) return true;
    if (DrawItem item; make_item(node, mirror_->space_of(node), to_rect(area), item))
      places_.push_back(item.bounds);
  }
  std::sort(places_.begin(), places_.end(), [](const RectPx& a, const RectPx& b) { return a.x0 < b.x0; });
  for (auto one = places_.begin(); one != places_.end(); ++one)
    for (auto other = one + 1; other != places_.end() && other->x0 < one->x1; ++other)
      if (!intersect(*one, *other).empty()) return true;
  return false;
}

// How far the backdrops of the layers look around, target px.
int Composer::backdrop_reach(std::size_t begin, std::size_t end) const {
  int reach = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const LayerNode& node = *mirror_->ordered()[i];
    if (node.props.backdrop_sigma > 0)
      reach = std::max(reach, blur_reach(effect_lengths(node, mirror_->space_of(node)).backdrop));
  }
  return reach;
}

// Content, what it casts and what shines through it, drawn as one. `cut` is `around` with the layer's clip.
void Composer::add_isolated(std::size_t index, std::size_t end, const Scope& around, const Scope& cut,
                            Items& out) {
  const LayerNode& node = *mirror_->ordered()[index];
  const LayerProps& props = node.props;
  const EffectLengths lengths = effect_lengths(node, mirror_->space_of(node));
  const RectPx visible = intersect(outer_bounds(cut.clip), around.area);
  if (visible.empty()) return;
  const RectPx casts = grow(visible, lengths.shadow_reach);
  // A clip does not hide from a backdrop within the group what lies around that.
  const RectPx reads = grow(casts, blur_reach(lengths.blur) + backdrop_reach(index + 1, end));

  Items content;
  if (node.kind == LayerKind::group) {
    add_layers(index + 1, end, {to_rect(reads), {}, reads, 1, false}, content);
  } else if (DrawItem item; make_item(node, mirror_->space_of(node), to_rect(reads), item)) {
    content.push_back(item);
  }
  Items casting = content;
  if (lengths.blur <= 0 && std::any_of(content.begin(), content.end(), blended)) {
    const RectPx area = intersect(bounds_of(content), reads);
    if (DrawItem apart; draw_surface({node.id, SurfaceRole::content}, content, area, 0, {}, apart))
      content.assign(1, apart);
  }
  if (lengths.blur > 0 && !content.empty()) {
    const RectPx area = blurred_area(lengths.blur, bounds_of(content), casts);
    if (DrawItem blurred;
        draw_surface({node.id, SurfaceRole::blur}, content, area, lengths.blur, {}, blurred))
      content.assign(1, blurred);
    if (!lengths.spreads) casting = content;
  }
  Items all;
  if (lengths.backdrop > 0) add_backdrop(node, lengths.backdrop, visible, around, out, all);
  if (props.shadow && !casting.empty()) add_shadow(node, lengths, visible, std::move(casting), all);
  all.insert(all.end(), content.begin(), content.end());
  const float opacity = props.opacity * around.opacity;
  const bool whole_px = cut.clips.count == 0 && is_integral(cut.clip);
  if ((opacity < 1 || props.blend != Blend::normal || !whole_px) && all.size() > 1) {
    const RectPx area = intersect(bounds_of(all), visible);
    if (DrawItem whole; !area.empty() && draw_surface({node.id, SurfaceRole::whole}, all, area, 0, {}, whole))
      all.assign(1, whole);
  }
  const RectPx place = put(all, opacity, props.blend, cut, out);
  (*bounds_)[index] = place;
  for (std::size_t i = index + 1; i < end; ++i)
    if (!(*bounds_)[i].empty()) (*bounds_)[i] = place;
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
  const RectPx looks = grow(item.bounds, blur_reach(sigma));
  const RectPx within = fit_area(intersect(looks, around.area));
  // Where the target ends its edge pixels go on, as far as they matter to the smallest level.
  RectPx area = within;
  if (blur_halves(sigma)) area = fit_area(unite(within, intersect(looks, grow(within, blur_border(sigma)))));
  Items seen;
  if (around.root) seen.push_back(solid_item(within, plan_->background));
  for (const DrawItem& each : lower)
    if (!intersect(each.bounds, within).empty()) seen.push_back(each);
  DrawItem shown;
  const std::size_t redrawn_before = redrawn_.size();
  if (around.root && area != within &&
      !draw_surface({node.id, SurfaceRole::below}, seen, within, 0, {}, shown))
    return;
  if (shown.texture) {
    shown.shape = shown.clip = to_rect(area);
    shown.bounds = area;
    seen.assign(1, shown);
  }
  if (!draw_surface({node.id, SurfaceRole::backdrop}, seen, area, sigma, {}, shown)) return;
  if (redrawn_.size() > redrawn_before) {  // it is seen where the layer is alone
    redrawn_.resize(redrawn_before);
    redrawn_.push_back(item.bounds);
  }
  item.texture = shown.texture;
  item.texels = shown.texels;
  item.content = shown.content;
  item.texel_from_local = shown.texel_from_local * item.target_from_local;
  out.push_back(item);
}

void Composer::add_shadow(const LayerNode& node, const EffectLengths& lengths, const RectPx& visible,
                          Items&& casting, Items& out) {
  const Shadow& shadow = *node.props.shadow;
  double sigma = lengths.shadow;
  if (lengths.spreads) {
    if (!spread(casting.front(), node.props.transform, shadow.spread)) return;
    sigma =
        std::hypot(sigma, lengths.blur);  // it grows before it is blurred; the variances of two blurs add up
  }
  for (DrawItem& item : casting) move(item, lengths.shadow_dx, lengths.shadow_dy);
  const RectPx area = blurred_area(sigma, bounds_of(casting), visible);
  DrawItem item;
  if (!draw_surface({node.id, SurfaceRole::shadow}, casting, area, sigma, shadow.color, item)) return;
  item.clip = to_rect(visible);
  if (set_bounds(item)) out.push_back(item);
}

// By any part of a pixel, with all that cuts it.
void Composer::move(DrawItem& item, double x, double y) {
  const Affine back = Affine::translation(-x, -y);
  item.target_from_local = Affine::translation(x, y) * item.target_from_local;
  item.local_from_target = item.local_from_target * back;
  item.clip = {item.clip.x0 + x, item.clip.y0 + y, item.clip.x1 + x, item.clip.y1 + y};
  const RectPx& b = item.bounds;
  item.bounds = {b.x0 + to_px(std::floor(x)), b.y0 + to_px(std::floor(y)), b.x1 + to_px(std::ceil(x)),
                 b.y1 + to_px(std::ceil(y))};
  std::vector<ClipShape>& clips = plan_->clips;
  const auto first = static_cast<std::uint32_t>(clips.size());
  for (std::uint32_t i = 0; i < item.clips.count; ++i) {
    ClipShape clip = clips[item.clips.first + i];
    clip.local_from_target = clip.local_from_target * back;
    clips.push_back(clip);
  }
  item.clips.first = first;
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
  // The edges of a shape are anti-aliased once: by the shape, also where it is moved by part of a pixel.
  cut.clip = intersect(scope.clip, box ? within : to_rect(grow(outer_bounds(within), 1)));
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
  redrawn_.clear();
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
  add_layers(0, mirror.ordered().size(), {to_rect(whole), {}, whole, 1, true}, plan.items);
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
  const auto changes = [](const LayerNode* node) {
    return node->dirty && !SceneMirror::waits(*node, node->shown_bounds);
  };
  // A surface may differ where no layer that changed is: one of other extent is rounded otherwise.
  if (list.count > 0 || std::any_of(mirror.ordered().begin(), mirror.ordered().end(), changes))
    for (const RectPx& place : redrawn_) add_damage(list, intersect(place, whole));
  if (list.count > 0) damage(true);
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
