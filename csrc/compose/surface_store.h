// Logical surfaces: what a layer's effects and groups are drawn to, kept until something in them changes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "device/device.h"
#include "scene/packet.h"

namespace zc {

// below: what a backdrop is made of, where it goes on beyond the target.
enum class SurfaceRole : std::uint8_t { content, blur, shadow, below, backdrop, whole };

struct SurfaceKey {
  LayerId layer = 0;
  SurfaceRole role = SurfaceRole::whole;
  friend auto operator<=>(const SurfaceKey&, const SurfaceKey&) = default;
};

// What a surface shows is a function of this alone.
struct SurfaceContent {
  SizePx size;
  std::vector<DrawItem> items;  // in the surface's px
  std::vector<ClipShape> clips;
  double sigma = 0;  // px
  std::optional<Color> tint;
};
// Also true for the same picture elsewhere in the target: its items lie at the same places in the surface.
bool same_content(const SurfaceContent& a, const SurfaceContent& b);

struct SurfaceStats {
  std::uint64_t live = 0;   // surfaces that the last picture was made with
  std::uint64_t bytes = 0;  // of all textures that are kept
  std::uint64_t high_water_bytes = 0;
  std::uint64_t allocated = 0;
  std::uint64_t reused = 0;
  std::uint64_t evicted = 0;
};

// Executor only.
class SurfaceStore {
 public:
  // `budget_bytes` 0: a quarter of what the device says that it has. `before`: the counts of a store that
  // this one replaces.
  SurfaceStore(Device& device, std::uint64_t budget_bytes, const SurfaceStats& before = {});

  struct Surface {
    TextureRef texture;  // at least as large as the content
    SurfaceContent content;
    bool valid = false;         // the texture shows the content, once the plan has run
    std::uint64_t version = 0;  // another one each time it is drawn

   private:
    friend class SurfaceStore;
    std::uint64_t last_plan = 0;
    std::uint64_t drawn_in = 0;
    SizePx wanted;
    int wanted_packets = 0;
    std::int64_t wanted_since_ns = 0;
  };

  // The size of a texture for that: one of few.
  static SizePx room_for(SizePx size, int largest);

  void begin_plan();
  // The surface for that content; null where there is no memory for it. It is to be drawn unless `valid`,
  // and is taken to be drawn by the plan at hand.
  Surface* get(const SurfaceKey& key, SurfaceContent&& content, bool& valid);
  // A surface for the plan at hand alone; empty where there is no memory.
  TextureRef transient(SizePx size, TextureFormat format);
  // Those taken so far may be written again by what the plan does from now on.
  void free_transients();
  // Lets go of what belongs to no layer any more, of what was of no use for long, and of the least recently
  // used beyond the budget.
  void end_plan(const std::function<bool(LayerId)>& alive);
  // Every texture of the plan at hand.
  const std::vector<TextureRef>& used() const { return used_; }

  // The plan did not run.
  void invalidate_plan();
  void invalidate_all();
  const SurfaceStats& stats() const { return stats_; }
  void warn_too_large(SizePx size);
  int largest_px() const { return device_.caps().max_size_px; }

 private:
  TextureRef take(SizePx size, TextureFormat format);
  TextureRef best_free(SizePx size, TextureFormat format);
  void let_go(TextureRef&& texture);
  bool evict_one();
  bool too_large(Surface& surface, SizePx size);

  struct Free {
    TextureRef texture;
    std::uint64_t last_plan = 0;
  };

  Device& device_;
  const std::uint64_t budget_bytes_;
  std::uint64_t plan_ = 0;
  std::uint64_t versions_ = 0;
  std::map<SurfaceKey, Surface> surfaces_;
  std::vector<Free> free_;
  std::vector<TextureRef> transients_;  // of the plan at hand
  std::vector<TextureRef> used_;
  SurfaceStats stats_;
  bool warned_of_memory_ = false;
  bool warned_of_size_ = false;
};

}  // namespace zc
