#pragma once

#import <AppKit/NSResponder.h>
#import <CoreGraphics/CoreGraphics.h>
#import <Foundation/Foundation.h>
#import <QuartzCore/CALayer.h>

@class CADisplayLink;
@class NSWindow;

typedef NS_OPTIONS(NSUInteger, NSAutoresizingMaskOptions) {
  NSViewWidthSizable = 2,
  NSViewHeightSizable = 16,
};

typedef NS_ENUM(NSInteger, NSViewLayerContentsRedrawPolicy) {
  NSViewLayerContentsRedrawNever = 0,
  NSViewLayerContentsRedrawOnSetNeedsDisplay = 1,
  NSViewLayerContentsRedrawDuringViewResize = 2,
  NSViewLayerContentsRedrawBeforeViewResize = 3,
  NSViewLayerContentsRedrawCrossfade = 4,
};

typedef NS_ENUM(NSInteger, NSViewLayerContentsPlacement) {
  NSViewLayerContentsPlacementScaleAxesIndependently = 0,
  NSViewLayerContentsPlacementTopLeft = 11,
};

extern "C" NSNotificationName const NSViewFrameDidChangeNotification;

@interface NSView : NSResponder {
#ifndef __APPLE__
  void *_double;
#endif
}
- (instancetype)initWithFrame:(NSRect)frameRect;
@property(readonly, assign) NSWindow *window;
@property NSRect frame;
@property NSRect bounds;
@property(readonly, getter=isFlipped) BOOL flipped;
@property NSAutoresizingMaskOptions autoresizingMask;
@property BOOL wantsLayer;
@property(strong) CALayer *layer;
- (CALayer *)makeBackingLayer;
@property NSViewLayerContentsRedrawPolicy layerContentsRedrawPolicy;
@property NSViewLayerContentsPlacement layerContentsPlacement;
@property BOOL postsFrameChangedNotifications;
@property(readonly) BOOL inLiveResize;
- (NSView*)hitTest:(NSPoint)point;
- (void)addSubview:(NSView *)view;
- (void)removeFromSuperview;
- (void)setFrameSize:(NSSize)newSize;
- (void)viewDidChangeBackingProperties;
- (NSRect)convertRectToBacking:(NSRect)rect;
- (CADisplayLink *)displayLinkWithTarget:(id)target selector:(SEL)selector API_AVAILABLE(macos(14.0));
@end
