// The run loop of the main thread: blocks posted by other threads wait in it until the main thread pumps.
#pragma once

namespace zc::doubles {

// Runs what waits, as far as somebody has woken the loop since it was posted. On the main thread.
// While tracking (a live resize), only blocks of the common modes run, as in a real event-tracking mode.
// Returns how many blocks ran.
int pump_main_run_loop(bool tracking = false);

// Blocks that wait, woken or not.
int waiting_main_blocks();

}  // namespace zc::doubles
