// The process's NSApplication and its main thread.
#pragma once

#import <AppKit/AppKit.h>

#include <functional>

namespace zc::metal {

bool on_main_thread();
// Runs `work` when the main thread runs its loop next, in whatever common mode; never waits.
void post_to_main(std::function<void()> work);

// Main thread. Makes this process an app with windows, where it is not one already.
void start_application();
// Main thread. An app's own loop handles events.
bool application_runs();
// Main thread. Handles one event; false when none came in that time.
bool handle_event(double wait_s);
// Puts an event that says nothing into the queue, so that a wait for the next one ends. Any thread.
void post_wakeup_event();

}  // namespace zc::metal
