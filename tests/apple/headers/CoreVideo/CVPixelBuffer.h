// Pictures in memory, by planes.
#pragma once

#include <CoreVideo/CVImageBuffer.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef CVImageBufferRef CVPixelBufferRef;

enum : OSType {
  kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange = 0x34323076,   // '420v'
  kCVPixelFormatType_420YpCbCr8BiPlanarFullRange = 0x34323066,    // '420f'
  kCVPixelFormatType_420YpCbCr10BiPlanarVideoRange = 0x78343230,  // 'x420'
  kCVPixelFormatType_420YpCbCr10BiPlanarFullRange = 0x78663230,   // 'xf20'
  kCVPixelFormatType_420YpCbCr8Planar = 0x79343230,               // 'y420'
  kCVPixelFormatType_420YpCbCr8PlanarFullRange = 0x66343230,      // 'f420'
  kCVPixelFormatType_32BGRA = 0x42475241,                         // 'BGRA'
  kCVPixelFormatType_32RGBA = 0x52474241,                         // 'RGBA'
};

typedef CVOptionFlags CVPixelBufferLockFlags;
enum : CVOptionFlags { kCVPixelBufferLock_ReadOnly = 0x00000001 };

extern const CFStringRef kCVPixelBufferPixelFormatTypeKey;       // CFNumber
extern const CFStringRef kCVPixelBufferWidthKey;                 // CFNumber
extern const CFStringRef kCVPixelBufferHeightKey;                // CFNumber
extern const CFStringRef kCVPixelBufferIOSurfacePropertiesKey;   // CFDictionary
extern const CFStringRef kCVPixelBufferMetalCompatibilityKey;    // CFBoolean

CFTypeID CVPixelBufferGetTypeID(void);
CVReturn CVPixelBufferCreate(CFAllocatorRef allocator, size_t width, size_t height, OSType pixelFormatType,
                             CFDictionaryRef pixelBufferAttributes, CVPixelBufferRef* pixelBufferOut);
CVPixelBufferRef CVPixelBufferRetain(CVPixelBufferRef texture);
void CVPixelBufferRelease(CVPixelBufferRef texture);
CVReturn CVPixelBufferLockBaseAddress(CVPixelBufferRef pixelBuffer, CVPixelBufferLockFlags lockFlags);
CVReturn CVPixelBufferUnlockBaseAddress(CVPixelBufferRef pixelBuffer, CVPixelBufferLockFlags unlockFlags);
size_t CVPixelBufferGetWidth(CVPixelBufferRef pixelBuffer);
size_t CVPixelBufferGetHeight(CVPixelBufferRef pixelBuffer);
OSType CVPixelBufferGetPixelFormatType(CVPixelBufferRef pixelBuffer);
// Of the picture without planes: 32BGRA, 32RGBA.
void* CVPixelBufferGetBaseAddress(CVPixelBufferRef pixelBuffer);
size_t CVPixelBufferGetBytesPerRow(CVPixelBufferRef pixelBuffer);
Boolean CVPixelBufferIsPlanar(CVPixelBufferRef pixelBuffer);
size_t CVPixelBufferGetPlaneCount(CVPixelBufferRef pixelBuffer);
size_t CVPixelBufferGetWidthOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex);
size_t CVPixelBufferGetHeightOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex);
void* CVPixelBufferGetBaseAddressOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex);
size_t CVPixelBufferGetBytesPerRowOfPlane(CVPixelBufferRef pixelBuffer, size_t planeIndex);

#ifdef __cplusplus
}
#endif
