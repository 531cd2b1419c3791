// Executes a plan: its surface passes in order, then the final one.
#pragma once

#include "device/cpu/row_renderer.h"
#include "device/cpu/surface_filters.h"
#include "device/cpu/worker_pool.h"

namespace zc::cpu {

// One caller at a time.
class PlanRenderer {
 public:
  PlanRenderer(const Kernels& kernels, int threads)
      : pool_(threads), rows_(kernels, pool_), filters_(kernels, pool_) {}
  // Returns the bytes read and written. Throws std::bad_alloc.
  std::uint64_t draw(const FramePlan& plan, CpuTexture& target);
  // Frees the scratch and the tables; the next submission makes them anew.
  void trim();

 private:
  std::uint64_t run(const SurfacePass& pass, const FramePlan& plan);

  WorkerPool pool_;
  RowRenderer rows_;
  SurfaceFilters filters_;
};

}  // namespace zc::cpu
