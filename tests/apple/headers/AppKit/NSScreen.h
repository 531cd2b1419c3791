#pragma once

#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>

@interface NSScreen : NSObject
@property(class, readonly) NSScreen *mainScreen;
@property(readonly) CGFloat backingScaleFactor;
@property(readonly, copy) NSDictionary<NSString *, id> *deviceDescription;
@end
