// From the mirror to a plan: a function of what the mirror holds and of what the surfaces show already.
#pragma once

#include "compose/compose_stats.h"
#include "compose/layer_item.h"
#include "compose/surface_store.h"
#include "device/device.h"
#include "scene/scene_mirror.h"

namespace zc {

// Executor only. Keeps its storage, so that a warm composition without effects allocates nothing.
class Composer {
 public:
  // Writes the items, bottom to top, of every layer that can be seen, the passes for the surfaces that they
  // need and that do not show it yet, and the damage against the picture that is shown. A layer whose texture
  // or frame is not on the device draws nothing. The mirror is resolved. `bounds[i]` is the place of
  // ordered()[i] in the new picture, that of what it is a part of where that is one surface; empty where
  // unseen.
  ComposeStats compose(const SceneMirror& mirror, SurfaceStore& store, FramePlan& plan,
                       std::vector<RectPx>& bounds);

 private:
  using Items = std::vector<DrawItem>;
  // What holds for the layers of one group, in px of the target.
  struct Scope {
    RectF clip;
    ListRange clips;  // of the plan's, beside it
    RectPx area;      // of the surface that they are drawn to
    float opacity = 1;
    bool root = false;  // it is the target itself
  };
  std::size_t end_of(std::size_t index) const;
  void add_layers(std::size_t begin, std::size_t end, const Scope& scope, Items& out);
  void add_layer(std::size_t index, std::size_t end, const Scope& scope, Items& out);
  bool fades_as_one(std::size_t begin, std::size_t end, const RectPx& area);
  int backdrop_reach(std::size_t begin, std::size_t end) const;
  void add_isolated(std::size_t index, std::size_t end, const Scope& around, const Scope& cut, Items& out);
  void add_backdrop(const LayerNode& node, double sigma, const RectPx& visible, const Scope& around,
                    const Items& lower, Items& out);
  void add_shadow(const LayerNode& node, const EffectLengths& lengths, const RectPx& visible, Items&& casting,
                  Items& out);
  void move(DrawItem& item, double x, double y);
  RectPx put(Items& items, float opacity, Blend blend, const Scope& cut, Items& out);
  Scope cut_to(const LayerNode& node, const Scope& scope);
  ListRange join_clips(ListRange a, ListRange b);
  void add_damage_of(const SceneMirror& mirror);
  // See surface_passes.cpp.
  bool draw_surface(const SurfaceKey& key, const Items& items, RectPx area, double sigma,
                    std::optional<Color> tint, DrawItem& shown);
  bool draw_passes(const SurfaceContent& content, const Texture& to);
  RectPx fit_area(RectPx area) const;

  const SceneMirror* mirror_ = nullptr;  // of the composition at hand, as are these
  SurfaceStore* store_ = nullptr;
  FramePlan* plan_ = nullptr;
  std::vector<RectPx>* bounds_ = nullptr;
  std::vector<RectPx> redrawn_;  // where what this plan draws to surfaces is seen
  std::vector<RectPx> places_;   // of fades_as_one()
  std::uint32_t culled_ = 0;     // of surfaces
};

// A plan of one layer that is redrawn whole.
void compose_one(const LayerNode& node, SizePx target_px, FramePlan& plan);

}  // namespace zc
