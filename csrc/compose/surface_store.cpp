#include "compose/surface_store.h"

#include <algorithm>
#include <utility>

#include "core/clock.h"
#include "core/log.h"

namespace zc {
namespace {

constexpr std::uint64_t default_budget_bytes = 256ull << 20;  // where the device doesn't say what it has
constexpr std::uint64_t kept_plans = 120;                     // without being used
constexpr int stable_packets = 2;
constexpr std::int64_t stable_ns = 80'000'000;

std::uint64_t bytes_of(const TextureDesc& desc) {
  return static_cast<std::uint64_t>(RectPx::of(desc.size).area()) *
         static_cast<std::uint64_t>(bytes_per_texel(desc.format));
}

// Few sizes, so that textures find another use: steps of about an eighth.
int size_class(int px, int largest) {
  int step = 32;
  while (step * 8 < px) step *= 2;
  return std::min((px + step - 1) / step * step, largest);
}

bool covers(SizePx outer, SizePx inner) { return outer.width >= inner.width && outer.height >= inner.height; }
// So much larger that it had better be used for something else.
bool wastes(SizePx has, SizePx wanted) { return RectPx::of(has).area() > 2 * RectPx::of(wanted).area(); }

bool same_video(const VideoSamples& a, const VideoSamples& b) {
  return a.format == b.format && a.import == b.import && a.planes == b.planes && a.size == b.size &&
         a.visible == b.visible;
}

bool same_item(const DrawItem& a, const DrawItem& b) {
  return a.kind == b.kind && a.blend == b.blend && a.opacity == b.opacity &&
         a.corner_radius == b.corner_radius && a.shape == b.shape &&
         a.target_from_local == b.target_from_local && a.texel_from_local == b.texel_from_local &&
         a.clip == b.clip && a.clips == b.clips && a.bounds == b.bounds && a.color == b.color &&
         a.texture == b.texture && a.texels == b.texels && a.content == b.content &&
         (a.kind != ItemKind::video || same_video(a.video, b.video));
}

}  // namespace

bool same_content(const SurfaceContent& a, const SurfaceContent& b) {
  return a.size == b.size && a.sigma == b.sigma && a.tint == b.tint && a.clips == b.clips &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), same_item);
}

SizePx SurfaceStore::room_for(SizePx size, int largest) {
  return {size_class(size.width, largest), size_class(size.height, largest)};
}

SurfaceStore::SurfaceStore(Device& device, std::uint64_t budget_bytes, const SurfaceStats& before)
    : device_(device),
      budget_bytes_(budget_bytes                 ? budget_bytes
                    : device.caps().memory_bytes ? device.caps().memory_bytes / 4
                                                 : default_budget_bytes),
      stats_(before) {
  stats_.live = stats_.bytes = 0;
}

void SurfaceStore::begin_plan() {
  ++plan_;
  used_.clear();
}

// Whether it was stable at a size for which a smaller texture would do.
bool SurfaceStore::too_large(Surface& surface, SizePx size) {
  if (surface.wanted != size) {
    surface.wanted = size;
    surface.wanted_packets = 0;
    surface.wanted_since_ns = now_ns();
  }
  ++surface.wanted_packets;
  if (!wastes(surface.texture->desc().size, room_for(size, largest_px()))) return false;
  return surface.wanted_packets >= stable_packets || now_ns() - surface.wanted_since_ns >= stable_ns;
}

SurfaceStore::Surface* SurfaceStore::get(const SurfaceKey& key, SurfaceContent&& content, bool& valid) {
  Surface& surface = surfaces_[key];
  surface.last_plan = plan_;
  const bool fits = surface.texture && covers(surface.texture->desc().size, content.size);
  if (!fits || too_large(surface, content.size)) {
    if (surface.texture) let_go(std::move(surface.texture));
    surface.texture = take(content.size, TextureFormat::rgba8);
    surface.valid = false;
    if (!surface.texture) return nullptr;
  } else {
    used_.push_back(surface.texture);
    ++stats_.reused;
  }
  valid = surface.valid && same_content(surface.content, content);
  if (!valid) {
    surface.content = std::move(content);
    surface.version = ++versions_;
    surface.valid = true;
    surface.drawn_in = plan_;
  }
  return &surface;
}

TextureRef SurfaceStore::transient(SizePx size, TextureFormat format) {
  TextureRef texture = take(size, format);
  if (texture) transients_.push_back(texture);
  return texture;
}

TextureRef SurfaceStore::best_free(SizePx size, TextureFormat format) {
  auto best = free_.end();
  for (auto it = free_.begin(); it != free_.end(); ++it) {
    const TextureDesc& desc = it->texture->desc();
    if (desc.format != format || !covers(desc.size, size)) continue;
    if (wastes(desc.size, size)) continue;
    if (best == free_.end() || bytes_of(desc) < bytes_of(best->texture->desc())) best = it;
  }
  if (best == free_.end()) return {};
  TextureRef found = std::move(best->texture);
  free_.erase(best);
  return found;
}

TextureRef SurfaceStore::take(SizePx size, TextureFormat format) {
  const SizePx wanted = room_for(size, largest_px());
  TextureRef texture = best_free(wanted, format);
  if (texture) {
    ++stats_.reused;
  } else {
    TextureDesc desc{wanted, format};
    desc.surface = true;
    while (stats_.bytes + bytes_of(desc) > budget_bytes_ && evict_one()) {
    }
    auto created = device_.create(desc);
    if (!created) {
      if (!std::exchange(warned_of_memory_, true))
        log_line(LogLevel::warning, "compositor",
                 created.error().message + " The effect that needs it is not drawn.");
      return {};
    }
    texture = std::move(created).value();
    ++stats_.allocated;
    stats_.bytes += bytes_of(desc);
    stats_.high_water_bytes = std::max(stats_.high_water_bytes, stats_.bytes);
  }
  used_.push_back(texture);
  return texture;
}

void SurfaceStore::let_go(TextureRef&& texture) { free_.push_back({std::move(texture), plan_}); }

// The least recently used texture, unless a surface of the plan at hand has it. Of two the free one.
bool SurfaceStore::evict_one() {
  const auto forget = [this](TextureRef& texture) {
    stats_.bytes -= bytes_of(texture->desc());
    ++stats_.evicted;
    texture.reset();
  };
  const auto older = [](const Free& a, const Free& b) { return a.last_plan < b.last_plan; };
  const auto free = std::min_element(free_.begin(), free_.end(), older);
  auto oldest = surfaces_.end();
  for (auto it = surfaces_.begin(); it != surfaces_.end(); ++it)
    if (it->second.texture && it->second.last_plan < plan_ &&
        (oldest == surfaces_.end() || it->second.last_plan < oldest->second.last_plan))
      oldest = it;
  if (free != free_.end() && (oldest == surfaces_.end() || free->last_plan <= oldest->second.last_plan)) {
    forget(free->texture);
    free_.erase(free);
    return true;
  }
  if (oldest == surfaces_.end()) return false;
  forget(oldest->second.texture);
  surfaces_.erase(oldest);
  return true;
}

void SurfaceStore::free_transients() {
  for (TextureRef& texture : transients_) let_go(std::move(texture));
  transients_.clear();
}

void SurfaceStore::warn_too_large(SizePx size) {
  if (std::exchange(warned_of_size_, true)) return;
  log_line(LogLevel::warning, "compositor",
           "Surface of " + to_text(size) + " exceeds the device limit of " + std::to_string(largest_px()) +
               " and is cut off there; blur or resize the layer less.");
}

void SurfaceStore::end_plan(const std::function<bool(LayerId)>& alive) {
  free_transients();
  stats_.live = 0;
  for (auto it = surfaces_.begin(); it != surfaces_.end();) {
    const Surface& surface = it->second;
    if (surface.last_plan == plan_ || (surface.last_plan + kept_plans > plan_ && alive(it->first.layer))) {
      if (surface.texture && surface.last_plan == plan_) ++stats_.live;
      ++it;
      continue;
    }
    if (it->second.texture) let_go(std::move(it->second.texture));
    it = surfaces_.erase(it);
  }
  const auto idle = [this](const Free& free) {
    return free.last_plan + kept_plans < plan_ || surfaces_.empty();  // or the last effect is gone
  };
  while ((stats_.bytes > budget_bytes_ || std::any_of(free_.begin(), free_.end(), idle)) && evict_one()) {
  }
}

void SurfaceStore::invalidate_plan() {
  for (auto& [key, surface] : surfaces_)
    if (surface.drawn_in == plan_) surface.valid = false;
}

void SurfaceStore::invalidate_all() {
  for (auto& [key, surface] : surfaces_) surface.valid = false;
}

}  // namespace zc
