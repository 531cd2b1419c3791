// The one place through which the core copies pixels in host memory, so that "zero copy" is a
// count and not a claim.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace zc {

enum class CopyPurpose : std::uint8_t {
  video_bridge,  // a decoder's planes into the device's own memory (tier 2)
  video_upload,  // a caller's planes likewise (tier 3)
  ui,            // images and text masks
  readback,      // pictures for people
};
inline constexpr std::size_t copy_purpose_count = 4;

struct HostRows {
  const std::byte* data = nullptr;
  std::ptrdiff_t stride_bytes = 0;
};

// Copies `rows` rows of `row_bytes` and adds the bytes to the calling thread's totals.
void copy_host_rows(CopyPurpose purpose, HostRows from, std::byte* to, std::ptrdiff_t to_stride_bytes,
                    std::int64_t row_bytes, int rows);
// Adds to the calling thread's totals what a framework copies of host memory on our behalf.
void count_host_copy(CopyPurpose purpose, std::uint64_t bytes);

using CopiedBytes = std::array<std::uint64_t, copy_purpose_count>;
// What the calling thread has copied so far. Callers take differences.
std::uint64_t bytes_copied_by_this_thread(CopyPurpose purpose);
std::uint64_t video_bytes_copied_by_this_thread();
// What the whole process has copied so far.
CopiedBytes host_bytes_copied_by_process();

}  // namespace zc
