#include "device/cpu/surface_filters.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <new>

namespace zc::cpu {
namespace {

enum : int { row_buffer = 0, out_buffer = 1, first_slot = 2 };

constexpr int jobs_per_thread = 2;
// Pixels read and written that are not worth waking another thread for.
constexpr std::int64_t small_job_px = 1 << 19;

// Repeats the pixels at both ends of `row`, which has `width` of them, up to [first, end).
template <class Value>
void extend(Value* row, int width, int first, int end) {
  for (int x = first; x < 0; ++x) std::memcpy(row + std::ptrdiff_t{4} * x, row, 4 * sizeof(Value));
  const Value* const last = row + std::ptrdiff_t{4} * (width - 1);
  for (int x = width; x < end; ++x) std::memcpy(row + std::ptrdiff_t{4} * x, last, 4 * sizeof(Value));
}

std::uint16_t with_16_bits(double value) {
  return static_cast<std::uint16_t>(std::clamp(std::lround(value * 65536), 0L, 65535L));
}

}  // namespace

std::uint64_t SurfaceFilters::run(const FilterJob& job) {
  job_ = &job;
  prepare();
  const int rows = job.to.size.height;
  const std::int64_t pixels = RectPx::of(job.to.size).area() + RectPx::of(job.from.size).area();
  const bool shared = pool_.threads() > 1 && pixels > small_job_px;
  const int parts = shared ? std::min(pool_.threads() * jobs_per_thread, rows) : 1;
  auto work = [&](int part, int worker) {
    const auto edge = [&](int p) { return static_cast<int>(std::int64_t{rows} * p / parts); };
    filter_rows(edge(part), edge(part + 1), workers_[static_cast<std::size_t>(worker)]);
  };
  pool_.run(parts, work);
  return job.from.bytes() + job.to.bytes();
}

void SurfaceFilters::trim() {
  for (Worker& worker : workers_) worker = {};
}

void SurfaceFilters::prepare() {
  const FilterJob& job = *job_;
  radius_ = 0;
  slots_ = 0;
  int margin = block_px;
  switch (job.kind) {
    case PassKind::draw:
    case PassKind::halve:
      break;
    case PassKind::convolve_x:
    case PassKind::convolve_y: {
      radius_ = static_cast<int>(job.weights.size()) - 1;
      weights_.resize(job.weights.size());
      double sum = job.weights[0];
      int others = 0;
      for (std::size_t k = 1; k < job.weights.size(); ++k) {
        sum += 2 * static_cast<double>(job.weights[k]);
        weights_[k] = with_16_bits(2 * static_cast<double>(job.weights[k]));
        others += weights_[k];
      }
      // The centre takes what rounding the others has lost.
      const int whole = static_cast<int>(std::min(std::lround(sum * 65536), 65536L));
      weights_[0] = static_cast<std::uint16_t>(std::clamp(whole - others, 0, 65535));
      margin += radius_;
      if (job.kind == PassKind::convolve_y && !job.from.wide) slots_ = 2 * radius_ + 1;
      break;
    }
    case PassKind::enlarge:
      factor_bits_ = std::countr_zero(static_cast<unsigned>(job.factor));
      if (!job.from.wide) slots_ = 2;
      if (shares_factor_ == job.factor) break;
      shares_factor_ = job.factor;
      shares_.resize(static_cast<std::size_t>(std::max(job.factor, block_px)) * 4);
      for (std::size_t i = 0; i < shares_.size(); ++i) {
        const double place =
            (static_cast<double>(i / 4 % static_cast<std::size_t>(job.factor)) + 0.5) / job.factor;
        shares_[i] = static_cast<std::int16_t>(std::min(std::lround(place * 32768), 32767L));
      }
      break;
  }
  if (job.tint) {
    const Color& c = *job.tint;
    const float components[] = {c.r * c.a, c.g * c.a, c.b * c.a, c.a};
    for (std::size_t k = 0; k < 4; ++k) tint_[k] = with_16_bits(components[k]);
  }
  const int widest = std::max(job.from.size.width, 2 * job.to.size.width);
  const int width = job.kind == PassKind::halve ? widest : std::max(job.from.size.width, job.to.size.width);
  stride_ = static_cast<std::size_t>(4 * (round_up_to_block(width) + 2 * margin) + 32);
  for (Worker& worker : workers_) {
    const auto buffers = static_cast<std::size_t>(first_slot + slots_);
    if (!worker.values.reserve(buffers * stride_ * sizeof(std::uint16_t))) throw std::bad_alloc();
    worker.taps.resize(static_cast<std::size_t>(2 * radius_ + 1));
    worker.held_rows.resize(static_cast<std::size_t>(slots_));
  }
}

std::uint16_t* SurfaceFilters::buffer(const Worker& worker, int index) const {
  return worker.values.as<std::uint16_t>() + static_cast<std::size_t>(index) * stride_ +
         static_cast<std::size_t>(4 * (block_px + radius_));
}

const std::uint16_t* SurfaceFilters::source_row(int y, Worker& worker) {
  const SurfaceView& from = job_->from;
  const int row = std::clamp(y, 0, from.size.height - 1);
  if (from.wide) return from.wide_row(row);
  const int slot = row % slots_;
  std::uint16_t* const widened = buffer(worker, first_slot + slot);
  int& held = worker.held_rows[static_cast<std::size_t>(slot)];
  if (held != row) kernels_.widen_row(from.row(row), 4 * from.size.width, widened);
  held = row;
  return widened;
}

void SurfaceFilters::filter_rows(int y0, int y1, Worker& worker) {
  const SurfaceView& to = job_->to;
  std::fill(worker.held_rows.begin(), worker.held_rows.end(), -1);
  for (int y = y0; y < y1; ++y) {
    if (job_->kind == PassKind::enlarge) {
      enlarge(y, worker);
      continue;
    }
    std::uint16_t* const out = to.wide ? to.wide_row(y) : buffer(worker, out_buffer);
    if (job_->kind == PassKind::halve) halve(y, worker, out);
    if (job_->kind == PassKind::convolve_x) convolve_x(y, worker, out);
    if (job_->kind == PassKind::convolve_y) convolve_y(y, worker, out);
    if (job_->tint) kernels_.tint_row(out, to.size.width, tint_);
    if (!to.wide) kernels_.narrow_row(out, 4 * to.size.width, to.row(y));
  }
}

void SurfaceFilters::halve(int y, Worker& worker, std::uint16_t* to) {
  const SurfaceView& from = job_->from;
  const int width = from.size.width;
  std::uint16_t* const row = buffer(worker, row_buffer);
  const auto at = [&](int k) { return std::clamp(2 * y - 1 + k, 0, from.size.height - 1); };
  if (from.wide) {
    const std::uint16_t* const rows[] = {from.wide_row(at(0)), from.wide_row(at(1)), from.wide_row(at(2)),
                                         from.wide_row(at(3))};
    kernels_.halve_rows_16(rows, 4 * width, row);
  } else {
    const std::uint8_t* const rows[] = {from.row(at(0)), from.row(at(1)), from.row(at(2)), from.row(at(3))};
    kernels_.halve_rows_8(rows, 4 * width, row);
  }
  extend(row, width, -1, 2 * job_->to.size.width + 1);
  kernels_.halve_row(row, job_->to.size.width, to);
}

void SurfaceFilters::convolve_x(int y, Worker& worker, std::uint16_t* to) {
  const SurfaceView& from = job_->from;
  const int width = from.size.width;
  const int source_y = std::min(y, from.size.height - 1);
  std::uint16_t* const row = buffer(worker, row_buffer);
  if (from.wide)
    std::memcpy(row, from.row(source_y), static_cast<std::size_t>(width) * 8);
  else
    kernels_.widen_row(from.row(source_y), 4 * width, row);
  extend(row, width, -radius_, job_->to.size.width + radius_);
  worker.taps[0] = row;
  for (int k = 1; k <= radius_; ++k) {
    worker.taps[static_cast<std::size_t>(2 * k - 1)] = row - std::ptrdiff_t{4} * k;
    worker.taps[static_cast<std::size_t>(2 * k)] = row + std::ptrdiff_t{4} * k;
  }
  kernels_.convolve(worker.taps.data(), weights_.data(), radius_, 4 * job_->to.size.width, to);
}

void SurfaceFilters::convolve_y(int y, Worker& worker, std::uint16_t* to) {
  assert(job_->from.size.width >= job_->to.size.width);
  worker.taps[0] = source_row(y, worker);
  for (int k = 1; k <= radius_; ++k) {
    worker.taps[static_cast<std::size_t>(2 * k - 1)] = source_row(y - k, worker);
    worker.taps[static_cast<std::size_t>(2 * k)] = source_row(y + k, worker);
  }
  kernels_.convolve(worker.taps.data(), weights_.data(), radius_, 4 * job_->to.size.width, to);
}

void SurfaceFilters::enlarge(int y, Worker& worker) {
  const SurfaceView& to = job_->to;
  const int width = job_->from.size.width;
  // Row y lies between two source rows like a pixel between two texels.
  const int place = y + job_->factor / 2;
  const int lower = place >> factor_bits_;
  const std::int16_t share = shares_[static_cast<std::size_t>(place & (job_->factor - 1)) * 4];
  auto* const row = reinterpret_cast<std::int16_t*>(buffer(worker, row_buffer));
  const std::uint16_t* const upper_row = source_row(lower - 1, worker);
  kernels_.mix_rows(upper_row, source_row(lower, worker), share, 4 * width, row);
  if (job_->tint) kernels_.tint_row(buffer(worker, row_buffer), width, tint_);
  const int texels = (to.size.width >> factor_bits_) + 1;
  extend(row, width, -1, std::max(width, texels) + block_px / 2);
  if (to.wide)
    kernels_.enlarge_row_16(row, to.size.width, factor_bits_, shares_.data(), to.row(y));
  else
    kernels_.enlarge_row_8(row, to.size.width, factor_bits_, shares_.data(), to.row(y));
}

}  // namespace zc::cpu
