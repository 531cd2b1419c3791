// What a newer macOS than the oldest supported one (13.0) offers is guarded by ZC_AVAILABLE, so that tests
// can pretend to be on an older one.
#pragma once

#ifdef __APPLE__
#define ZC_AVAILABLE(major) @available(macOS major, *)
#else
namespace zc::metal {
// Set by the tests: 13 or 14.
int pretended_macos_major() noexcept;
}  // namespace zc::metal
#define ZC_AVAILABLE(major) (::zc::metal::pretended_macos_major() >= (major))
#endif
