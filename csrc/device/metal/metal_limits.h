// How large things may be.
#pragma once

namespace zc::metal {

inline constexpr int max_size_px = 16384;  // of every GPU that macOS 13 runs on

}  // namespace zc::metal
