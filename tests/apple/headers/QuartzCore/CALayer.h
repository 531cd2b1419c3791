#pragma once

#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>

@interface CALayer : NSObject {
#ifndef __APPLE__
  void *_double;
#endif
}
+ (instancetype)layer;
@property CGRect bounds;
@property CGFloat contentsScale;
@property(getter=isOpaque) BOOL opaque;
@end
