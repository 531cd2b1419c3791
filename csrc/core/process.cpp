#include "core/process.h"

#include <pthread.h>

#include <atomic>

namespace zc {
namespace {

std::atomic<bool> forked_child{false};
void mark_child() { forked_child.store(true, std::memory_order_relaxed); }
// Registered when the library is loaded, before any thread of ours exists.
const int registered = pthread_atfork(nullptr, nullptr, mark_child);

}  // namespace

bool in_forked_child() noexcept { return registered == 0 && forked_child.load(std::memory_order_relaxed); }

}  // namespace zc
