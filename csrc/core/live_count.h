// Counts of what is open or in use. All are back at their start when a program has closed what it
// opened; the tests hold the library to that.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace zc {

enum class Live : std::uint8_t {
  frame,
  lease,
  import,
  texture,
  packet,
  target,
  session,
  decoder,
  sample,
  display_list
};
inline constexpr std::array<std::string_view, 10> live_names{
    "frames",  "leases",   "imports",  "textures", "packets",
    "targets", "sessions", "decoders", "samples",  "display_lists"};

std::atomic<std::int64_t>& live_count(Live kind);

// A member that counts its owner; in an optional, until it is reset.
template <Live kind>
class Counted {
 public:
  Counted() noexcept { live_count(kind).fetch_add(1, std::memory_order_relaxed); }
  Counted(const Counted&) noexcept : Counted() {}
  Counted& operator=(const Counted&) noexcept = default;
  ~Counted() { live_count(kind).fetch_sub(1, std::memory_order_relaxed); }
};

}  // namespace zc
