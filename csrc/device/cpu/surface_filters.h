// The passes between surfaces: halve, convolve, enlarge.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "device/cpu/aligned_buffer.h"
#include "device/cpu/cpu_resources.h"
#include "device/cpu/kernels.h"
#include "device/cpu/worker_pool.h"
#include "device/frame_plan.h"

namespace zc::cpu {

struct FilterJob {
  PassKind kind = PassKind::halve;  // not draw
  SurfaceView from;
  SurfaceView to;
  std::span<const float> weights;
  int factor = 1;
  std::optional<Color> tint;
};

// One caller at a time.
class SurfaceFilters {
 public:
  SurfaceFilters(const Kernels& kernels, WorkerPool& pool)
      : kernels_(kernels), pool_(pool), workers_(static_cast<std::size_t>(pool.threads())) {}
  // Returns the bytes read and written. Throws std::bad_alloc.
  std::uint64_t run(const FilterJob& job);
  // Frees the scratch.
  void trim();

 private:
  struct Worker {
    AlignedBuffer values;
    std::vector<const std::uint16_t*> taps;
    std::vector<int> held_rows;  // by slot: which source row has been widened there
  };

  void prepare();
  void filter_rows(int y0, int y1, Worker& worker);
  void halve(int y, Worker& worker, std::uint16_t* to);
  void convolve_x(int y, Worker& worker, std::uint16_t* to);
  void convolve_y(int y, Worker& worker, std::uint16_t* to);
  void enlarge(int y, Worker& worker);
  const std::uint16_t* source_row(int y, Worker& worker);
  std::uint16_t* buffer(const Worker& worker, int index) const;

  const Kernels& kernels_;
  WorkerPool& pool_;
  std::vector<Worker> workers_;
  // Of the job that runs:
  const FilterJob* job_ = nullptr;  // not owned
  int radius_ = 0;
  int slots_ = 0;           // widened source rows that a worker keeps
  std::size_t stride_ = 0;  // values from one buffer to the next
  std::vector<std::uint16_t> weights_;
  std::vector<std::int16_t> shares_;
  int shares_factor_ = 0;
  int factor_bits_ = 0;
  std::uint16_t tint_[4] = {};
};

}  // namespace zc::cpu
