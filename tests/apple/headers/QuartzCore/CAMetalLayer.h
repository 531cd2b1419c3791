#pragma once

#import <CoreGraphics/CoreGraphics.h>
#import <Metal/Metal.h>
#import <QuartzCore/CALayer.h>

@class CAMetalLayer;

@protocol CAMetalDrawable <MTLDrawable>
@property(readonly) id<MTLTexture> texture;
@property(readonly) CAMetalLayer *layer;
@end

@interface CAMetalLayer : CALayer
@property(retain) id<MTLDevice> device;
@property MTLPixelFormat pixelFormat;
@property BOOL framebufferOnly;
@property CGSize drawableSize;
- (id<CAMetalDrawable>)nextDrawable;
@property NSUInteger maximumDrawableCount;
@property BOOL presentsWithTransaction;
@property CGColorSpaceRef colorspace;
@property BOOL displaySyncEnabled;
@property BOOL allowsNextDrawableTimeout;
@end
