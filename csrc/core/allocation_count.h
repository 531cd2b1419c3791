// How often the core has called operator new, for the tests that hold present() to none.
#pragma once

#include <cstdint>

#if defined(ZC_TESTING) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ZC_COUNT_ALLOCATIONS 1  // sanitizers bring an operator new of their own
#endif

namespace zc {

#ifdef ZC_COUNT_ALLOCATIONS
std::uint64_t allocations_by_process();
#else
constexpr std::uint64_t allocations_by_process() { return 0; }
#endif

}  // namespace zc
