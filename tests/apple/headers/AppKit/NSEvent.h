#pragma once

#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>
#include <limits.h>

typedef NS_ENUM(NSUInteger, NSEventType) {
  NSEventTypeKeyDown = 10,
  NSEventTypeApplicationDefined = 15,
};

typedef NS_OPTIONS(unsigned long long, NSEventMask) {
  NSEventMaskAny = ULONG_MAX,
};

typedef NS_OPTIONS(NSUInteger, NSEventModifierFlags) {
  NSEventModifierFlagShift = 1 << 17,
  NSEventModifierFlagControl = 1 << 18,
  NSEventModifierFlagOption = 1 << 19,
  NSEventModifierFlagCommand = 1 << 20,
};

@interface NSEvent : NSObject {
#ifndef __APPLE__
  void *_double;
#endif
}
@property(readonly) NSEventType type;
@property(readonly) NSEventModifierFlags modifierFlags;
@property(readonly, copy) NSString *charactersIgnoringModifiers;
@property(readonly) unsigned short keyCode;
+ (NSEvent *)otherEventWithType:(NSEventType)type
                       location:(NSPoint)location
                  modifierFlags:(NSEventModifierFlags)flags
                      timestamp:(NSTimeInterval)time
                   windowNumber:(NSInteger)wNum
                        context:(id)unusedPassNil
                        subtype:(short)subtype
                          data1:(NSInteger)d1
                          data2:(NSInteger)d2;
@end
