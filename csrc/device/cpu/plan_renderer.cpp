#include "device/cpu/plan_renderer.h"

#include <span>

namespace zc::cpu {
namespace {

template <class T>
std::span<const T> part(const std::vector<T>& list, const ListRange& range) {
  return std::span(list).subspan(range.first, range.count);
}

// Textures of a plan belong to the device; passes name those that they write as read-only, too.
CpuTexture& texture_of(const Texture* texture) {
  return static_cast<CpuTexture&>(*const_cast<Texture*>(texture));
}

}  // namespace

std::uint64_t PlanRenderer::draw(const FramePlan& plan, CpuTexture& target) {
  rows_.begin_submission();
  std::uint64_t bytes = 0;
  for (const SurfacePass& pass : plan.passes) bytes += run(pass, plan);
  const SizePx size = target.desc().size;
  return bytes + rows_.draw({plan.items, plan.clips, plan.background, plan.damage, size}, target);
}

std::uint64_t PlanRenderer::run(const SurfacePass& pass, const FramePlan& plan) {
  if (pass.size.empty()) return 0;
  CpuTexture& to = texture_of(pass.to);
  if (pass.kind == PassKind::draw) {
    DamageList whole;
    whole.rects[0] = RectPx::of(pass.size);
    whole.count = 1;
    const Color clear{0, 0, 0, 0};
    return rows_.draw({part(plan.surface_items, pass.items), plan.clips, clear, whole, pass.size, true}, to);
  }
  FilterJob job;
  job.kind = pass.kind;
  job.from = texture_of(pass.from).surface(pass.from_size);
  job.to = to.surface(pass.size);
  job.weights = part(plan.weights, pass.weights);
  job.factor = pass.factor;
  job.tint = pass.tint;
  return filters_.run(job);
}

void PlanRenderer::trim() {
  rows_.trim();
  filters_.trim();
}

}  // namespace zc::cpu
