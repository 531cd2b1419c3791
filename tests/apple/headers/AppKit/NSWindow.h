#pragma once

#import <AppKit/NSResponder.h>
#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>

@class NSScreen;
@class NSView;

typedef NS_OPTIONS(NSUInteger, NSWindowStyleMask) {
  NSWindowStyleMaskTitled = 1 << 0,
  NSWindowStyleMaskClosable = 1 << 1,
  NSWindowStyleMaskMiniaturizable = 1 << 2,
  NSWindowStyleMaskResizable = 1 << 3,
  NSWindowStyleMaskFullScreen = 1 << 14,
};

typedef NS_ENUM(NSUInteger, NSBackingStoreType) {
  NSBackingStoreBuffered = 2,
};

typedef NS_OPTIONS(NSUInteger, NSWindowOcclusionState) {
  NSWindowOcclusionStateVisible = 1UL << 1,
};

typedef NS_OPTIONS(NSUInteger, NSWindowCollectionBehavior) {
  NSWindowCollectionBehaviorFullScreenPrimary = 1 << 7,
};

extern "C" NSNotificationName const NSWindowDidChangeBackingPropertiesNotification;
extern "C" NSNotificationName const NSWindowDidChangeOcclusionStateNotification;
extern "C" NSNotificationName const NSWindowDidChangeScreenNotification;
extern "C" NSNotificationName const NSWindowWillCloseNotification;

@protocol NSWindowDelegate <NSObject>
@optional
- (void)windowWillClose:(NSNotification *)notification;
- (void)windowDidChangeOcclusionState:(NSNotification *)notification;
- (void)windowDidChangeScreen:(NSNotification *)notification;
@end

@interface NSWindow : NSResponder {
#ifndef __APPLE__
  void *_double;
#endif
}
- (instancetype)initWithContentRect:(NSRect)contentRect
                          styleMask:(NSWindowStyleMask)style
                            backing:(NSBackingStoreType)backingStoreType
                              defer:(BOOL)flag;
@property(copy) NSString *title;
@property(getter=isReleasedWhenClosed) BOOL releasedWhenClosed;
@property(strong) __kindof NSView *contentView;
@property(assign) id<NSWindowDelegate> delegate;
@property NSWindowStyleMask styleMask;
@property NSWindowCollectionBehavior collectionBehavior;
@property(readonly) NSWindowOcclusionState occlusionState;
@property(readonly) CGFloat backingScaleFactor;
@property(readonly, strong) NSScreen *screen;
- (void)center;
- (void)close;
- (void)performClose:(id)sender;
- (void)makeKeyAndOrderFront:(id)sender;
- (BOOL)makeFirstResponder:(NSResponder *)responder;
- (void)setContentSize:(NSSize)size;
- (void)toggleFullScreen:(id)sender;
@end
