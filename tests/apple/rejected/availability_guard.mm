// Rejected: -Wunguarded-availability
#import <AppKit/AppKit.h>

// Exists since macOS 14.
CADisplayLink *link_of(NSView *view, id owner) {
  return [view displayLinkWithTarget:owner selector:@selector(tick:)];
}
