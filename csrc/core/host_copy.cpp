#include "core/host_copy.h"

#include <atomic>
#include <cstring>

namespace zc {
namespace {

thread_local CopiedBytes thread_totals{};
std::array<std::atomic<std::uint64_t>, copy_purpose_count> process_totals{};

}  // namespace

void copy_host_rows(CopyPurpose purpose, HostRows from, std::byte* to, std::ptrdiff_t to_stride_bytes,
                    std::int64_t row_bytes, int rows) {
  if (rows <= 0 || row_bytes <= 0) return;
  const auto bytes = static_cast<std::uint64_t>(row_bytes) * static_cast<std::uint64_t>(rows);
  if (from.stride_bytes == row_bytes && to_stride_bytes == row_bytes) {
    std::memcpy(to, from.data, bytes);
  } else {
    for (int row = 0; row < rows; ++row)
      std::memcpy(to + row * to_stride_bytes, from.data + row * from.stride_bytes,
                  static_cast<std::size_t>(row_bytes));
  }
  count_host_copy(purpose, bytes);
}

void count_host_copy(CopyPurpose purpose, std::uint64_t bytes) {
  const auto slot = static_cast<std::size_t>(purpose);
  thread_totals[slot] += bytes;
  process_totals[slot].fetch_add(bytes, std::memory_order_relaxed);
}

std::uint64_t bytes_copied_by_this_thread(CopyPurpose purpose) {
  return thread_totals[static_cast<std::size_t>(purpose)];
}

std::uint64_t video_bytes_copied_by_this_thread() {
  return bytes_copied_by_this_thread(CopyPurpose::video_bridge) +
         bytes_copied_by_this_thread(CopyPurpose::video_upload);
}

CopiedBytes host_bytes_copied_by_process() {
  CopiedBytes out{};
  for (std::size_t i = 0; i < copy_purpose_count; ++i)
    out[i] = process_totals[i].load(std::memory_order_relaxed);
  return out;
}

}  // namespace zc
