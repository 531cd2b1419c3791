#pragma once

#import <Foundation/Foundation.h>
#import <QuartzCore/CABase.h>

API_AVAILABLE(macos(14.0))
@interface CADisplayLink : NSObject {
#ifndef __APPLE__
  void *_double;
#endif
}
- (void)addToRunLoop:(NSRunLoop *)runloop forMode:(NSRunLoopMode)mode;
- (void)invalidate;
@property(readonly, nonatomic) CFTimeInterval timestamp;
@property(getter=isPaused, nonatomic) BOOL paused;
@end
