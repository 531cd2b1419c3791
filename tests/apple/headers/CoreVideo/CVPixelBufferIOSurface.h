// Pixel buffers over IOSurfaces.
#pragma once

#include <CoreVideo/CVPixelBuffer.h>
#include <IOSurface/IOSurfaceRef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Null where the buffer has none.
IOSurfaceRef CVPixelBufferGetIOSurface(CVPixelBufferRef pixelBuffer) __attribute__((cf_returns_not_retained));
CVReturn CVPixelBufferCreateWithIOSurface(CFAllocatorRef allocator, IOSurfaceRef surface,
                                          CFDictionaryRef pixelBufferAttributes, CVPixelBufferRef* pixelBufferOut);

#ifdef __cplusplus
}
#endif
