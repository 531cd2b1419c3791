#pragma once

#import <AppKit/NSEvent.h>
#import <AppKit/NSResponder.h>
#import <Foundation/Foundation.h>

@class NSApplication;
@class NSWindow;

extern "C" __kindof NSApplication *NSApp;

typedef NS_ENUM(NSInteger, NSApplicationActivationPolicy) {
  NSApplicationActivationPolicyRegular,
  NSApplicationActivationPolicyAccessory,
  NSApplicationActivationPolicyProhibited,
};

@interface NSApplication : NSResponder
+ (NSApplication *)sharedApplication;
@property(readonly, getter=isRunning) BOOL running;
@property(readonly, copy) NSArray<NSWindow *> *windows;
- (BOOL)setActivationPolicy:(NSApplicationActivationPolicy)activationPolicy;
- (NSApplicationActivationPolicy)activationPolicy;
- (void)finishLaunching;
- (void)activate API_AVAILABLE(macos(14.0));
- (void)activateIgnoringOtherApps:(BOOL)ignoreOtherApps;
- (NSEvent *)nextEventMatchingMask:(NSEventMask)mask
                         untilDate:(NSDate *)expiration
                            inMode:(NSRunLoopMode)mode
                           dequeue:(BOOL)deqFlag;
- (void)postEvent:(NSEvent *)event atStart:(BOOL)flag;
- (void)sendEvent:(NSEvent *)event;
@end
