// fork(): devices, threads and locks stay with the parent. In the child every call is refused, and
// destructors leave shared state alone.
#pragma once

namespace zc {

// True in a process that was forked after the core was loaded.
bool in_forked_child() noexcept;

}  // namespace zc
