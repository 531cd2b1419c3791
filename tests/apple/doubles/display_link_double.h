// The display's refresh, as links tell of it.
#pragma once

#import <QuartzCore/QuartzCore.h>

namespace zc::doubles {

// The caller's reference.
CADisplayLink* make_view_link(id target, SEL selector);
// Links that were not invalidated or released.
int living_links();
// Of them, those that tell of refreshes now.
int running_links();

// The display refreshes when tick() is called, not by itself.
void hold_ticks();
void release_ticks();
void tick();

}  // namespace zc::doubles
