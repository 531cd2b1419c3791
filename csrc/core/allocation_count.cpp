#include "core/allocation_count.h"

#ifdef ZC_COUNT_ALLOCATIONS
#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::uint64_t> allocations{0};
}  // namespace

std::uint64_t zc::allocations_by_process() { return allocations.load(std::memory_order_relaxed); }

// Replaces the library's own within this module only: the symbols are hidden.
void* operator new(std::size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(bytes ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
