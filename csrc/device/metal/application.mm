#import "device/metal/application.h"

#include "device/metal/availability.h"

namespace zc::metal {

bool on_main_thread() { return NSThread.isMainThread; }

void post_to_main(std::function<void()> work) {
  CFRunLoopPerformBlock(CFRunLoopGetMain(), kCFRunLoopCommonModes, ^{
    work();
  });
  CFRunLoopWakeUp(CFRunLoopGetMain());
}

void start_application() {
  if (NSApp) return;  // by us, or by another toolkit, whose app it is
  NSApplication* const app = [NSApplication sharedApplication];
  // Without a bundle a process starts as one that may not have windows.
  [app setActivationPolicy:NSApplicationActivationPolicyRegular];
  [app finishLaunching];
  if (ZC_AVAILABLE(14)) {
    [app activate];
  } else {
    [app activateIgnoringOtherApps:YES];
  }
}

bool application_runs() { return [NSApp isRunning]; }

bool handle_event(double wait_s) {
  @autoreleasepool {
    NSDate* const until = wait_s > 0 ? [NSDate dateWithTimeIntervalSinceNow:wait_s] : NSDate.distantPast;
    NSEvent* const event = [NSApp nextEventMatchingMask:NSEventMaskAny
                                              untilDate:until
                                                 inMode:NSDefaultRunLoopMode
                                                dequeue:YES];
    if (!event) return false;
    [NSApp sendEvent:event];
    return true;
  }
}

void post_wakeup_event() {
  @autoreleasepool {
    NSEvent* const event = [NSEvent otherEventWithType:NSEventTypeApplicationDefined
                                              location:NSMakePoint(0, 0)
                                         modifierFlags:0
                                             timestamp:0
                                          windowNumber:0
                                               context:nil
                                               subtype:0
                                                 data1:0
                                                 data2:0];
    [NSApp postEvent:event atStart:YES];
  }
}

}  // namespace zc::metal
