// How the composer draws to a surface: the items, then the filters.
#include <algorithm>
#include <utility>

#include "compose/blur_plan.h"
#include "compose/composer.h"
#include "compose/culling.h"
#include "core/log.h"

namespace zc {
namespace {

// The item seen from a surface whose corner lies at `origin`.
void move_into(DrawItem& item, const RectPx& area) {
  const double x = area.x0;
  const double y = area.y0;
  item.target_from_local = Affine::translation(-x, -y) * item.target_from_local;
  item.local_from_target = item.local_from_target * Affine::translation(x, y);
  const RectPx bounds{item.bounds.x0 - area.x0, item.bounds.y0 - area.y0, item.bounds.x1 - area.x0,
                      item.bounds.y1 - area.y0};
  item.bounds = intersect(bounds, {0, 0, area.width(), area.height()});
  // No farther than it shows: what is moved by whole pixels, or cut elsewhere, has the same content.
  item.clip = intersect({item.clip.x0 - x, item.clip.y0 - y, item.clip.x1 - x, item.clip.y1 - y},
                        to_rect(grow(item.bounds, 1)));
}

ListRange append(std::vector<ClipShape>& to, const std::vector<ClipShape>& from, ListRange range,
                 const Affine& map) {
  const auto first = static_cast<std::uint32_t>(to.size());
  for (std::uint32_t i = 0; i < range.count; ++i) {
    ClipShape clip = from[range.first + i];
    clip.local_from_target = clip.local_from_target * map;
    to.push_back(clip);
  }
  return range.count == 0 ? ListRange{} : ListRange{first, range.count};
}

SizePx half(SizePx size) { return {(size.width + 1) / 2, (size.height + 1) / 2}; }

}  // namespace

// An area that a surface can have.
RectPx Composer::fit_area(RectPx area) const {
  const int largest = store_->largest_px();
  if (area.width() > largest || area.height() > largest) {
    store_->warn_too_large({area.width(), area.height()});
    // As much is cut off on either side.
    area.x0 += std::max(area.width() - largest, 0) / 2;
    area.y0 += std::max(area.height() - largest, 0) / 2;
    area.x1 = std::min(area.x1, area.x0 + largest);
    area.y1 = std::min(area.y1, area.y0 + largest);
  }
  return area;
}

// Makes sure that the layer's surface shows the items blurred by `sigma`; `shown` draws it where they lie.
// False: it can't be drawn.
bool Composer::draw_surface(const SurfaceKey& key, const Items& items, RectPx area, double sigma,
                            std::optional<Color> tint, DrawItem& shown) {
  area = fit_area(area);
  if (area.empty()) return false;
  SurfaceContent content;
  content.size = {area.width(), area.height()};
  content.sigma = sigma;
  content.tint = tint;
  const Affine map = Affine::translation(area.x0, area.y0);
  for (const DrawItem& each : items) {
    DrawItem item = each;
    move_into(item, area);
    if (item.bounds.empty()) continue;
    item.clips = append(content.clips, plan_->clips, each.clips, map);
    content.items.push_back(item);
  }
  culled_ += cull(content.items);
  bool valid = false;
  SurfaceStore::Surface* surface = store_->get(key, std::move(content), valid);
  if (!surface) return false;
  if (!valid && !draw_passes(surface->content, *surface->texture)) {
    surface->valid = false;
    return false;
  }
  if (!valid) redrawn_.push_back(area);
  shown = {};
  shown.kind = ItemKind::image;
  shown.shape = to_rect(area);
  shown.texel_from_local = Affine::translation(-area.x0, -area.y0);
  shown.clip = shown.shape;
  shown.bounds = area;
  shown.texture = surface->texture.get();
  shown.texels = surface->content.size;
  shown.content = surface->version;
  return true;
}

bool Composer::draw_passes(const SurfaceContent& content, const Texture& to) {
  const std::size_t passes_before = plan_->passes.size();
  const bool filtered = content.sigma > 0 || content.tint;
  SurfacePass pass;
  pass.size = content.size;
  pass.items = {static_cast<std::uint32_t>(plan_->surface_items.size()),
                static_cast<std::uint32_t>(content.items.size())};
  for (const DrawItem& each : content.items) {
    DrawItem& item = plan_->surface_items.emplace_back(each);
    item.clips = append(plan_->clips, content.clips, each.clips, {});
  }
  // Each filter reads what the last one wrote; the last writes the surface.
  const auto run = [&](SizePx size, TextureFormat format, bool last) {
    const Texture* into = &to;
    if (!last) into = store_->transient(size, format).get();
    if (!into) return false;
    pass.to = into;
    pass.size = size;
    if (last && filtered) pass.tint = content.tint;
    plan_->passes.push_back(pass);
    pass = {};
    pass.from = into;
    pass.from_size = size;
    return true;
  };
  const auto filter = [&] {
    if (!run(content.size, TextureFormat::rgba8, !filtered)) return false;
    if (!filtered) return true;
    const BlurPlan blur = plan_blur(content.sigma);
    const ListRange weights{static_cast<std::uint32_t>(plan_->weights.size()),
                            static_cast<std::uint32_t>(blur.weights.size())};
    plan_->weights.insert(plan_->weights.end(), blur.weights.begin(), blur.weights.end());
    SizePx size = content.size;
    for (int i = 0; i < blur.halvings; ++i) {
      size = half(size);
      pass.kind = PassKind::halve;
      if (!run(size, TextureFormat::rgba16, false)) return false;
    }
    const bool alone = blur.weights.size() == 1;  // one pass does for both axes
    pass.kind = PassKind::convolve_x;
    pass.weights = weights;
    if (!run(size, TextureFormat::rgba16, alone && blur.halvings == 0)) return false;
    if (!alone) {
      pass.kind = PassKind::convolve_y;
      pass.weights = weights;
      if (!run(size, TextureFormat::rgba16, blur.halvings == 0)) return false;
    }
    if (blur.halvings == 0) return true;
    pass.kind = PassKind::enlarge;
    pass.factor = blur.factor();
    return run(content.size, TextureFormat::rgba8, true);
  };
  const bool drawn = filter();
  store_->free_transients();
  if (!drawn) plan_->passes.resize(passes_before);
  return drawn;
}

}  // namespace zc
