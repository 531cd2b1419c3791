// What the core uses of Metal: plain values.
#pragma once

#import <Foundation/Foundation.h>

typedef NS_ENUM(NSUInteger, MTLPixelFormat) {
  MTLPixelFormatInvalid = 0,
  MTLPixelFormatR8Unorm = 10,
  MTLPixelFormatR16Unorm = 20,
  MTLPixelFormatRG8Unorm = 30,
  MTLPixelFormatRG16Unorm = 60,
  MTLPixelFormatRGBA8Unorm = 70,
  MTLPixelFormatBGRA8Unorm = 80,
  MTLPixelFormatRGBA16Unorm = 110,
};

typedef struct {
  NSUInteger x, y, z;
} MTLOrigin;
typedef struct {
  NSUInteger width, height, depth;
} MTLSize;
typedef struct {
  MTLOrigin origin;
  MTLSize size;
} MTLRegion;
static inline MTLRegion MTLRegionMake2D(NSUInteger x, NSUInteger y, NSUInteger width, NSUInteger height) {
  MTLRegion region;
  region.origin.x = x;
  region.origin.y = y;
  region.origin.z = 0;
  region.size.width = width;
  region.size.height = height;
  region.size.depth = 1;
  return region;
}

typedef struct {
  double red, green, blue, alpha;
} MTLClearColor;
static inline MTLClearColor MTLClearColorMake(double red, double green, double blue, double alpha) {
  MTLClearColor result;
  result.red = red;
  result.green = green;
  result.blue = blue;
  result.alpha = alpha;
  return result;
}
