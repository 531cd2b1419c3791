// A class of macOS 14, guarded: a loader of macOS 13 must not insist on it.
#import <QuartzCore/QuartzCore.h>

extern "C" __attribute__((visibility("default"))) Class PyInit__core() {
  if (@available(macOS 14, *)) return [CADisplayLink class];
  return nil;
}

// Visible by mistake: only the linker's list keeps it in.
extern "C" __attribute__((visibility("default"))) int zc_visible() { return 1; }
