// Attachments of pictures.
#pragma once

#include <CoreVideo/CVBuffer.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef CVBufferRef CVImageBufferRef;

extern const CFStringRef kCVImageBufferCleanApertureKey;  // CFDictionary of:
extern const CFStringRef kCVImageBufferCleanApertureWidthKey;
extern const CFStringRef kCVImageBufferCleanApertureHeightKey;
extern const CFStringRef kCVImageBufferCleanApertureHorizontalOffsetKey;
extern const CFStringRef kCVImageBufferCleanApertureVerticalOffsetKey;
extern const CFStringRef kCVImageBufferPixelAspectRatioKey;  // CFDictionary of:
extern const CFStringRef kCVImageBufferPixelAspectRatioHorizontalSpacingKey;
extern const CFStringRef kCVImageBufferPixelAspectRatioVerticalSpacingKey;
extern const CFStringRef kCVImageBufferYCbCrMatrixKey;
extern const CFStringRef kCVImageBufferColorPrimariesKey;
extern const CFStringRef kCVImageBufferTransferFunctionKey;
extern const CFStringRef kCVImageBufferChromaLocationTopFieldKey;
extern const CFStringRef kCVImageBufferChromaLocation_Left;
extern const CFStringRef kCVImageBufferChromaLocation_Center;
extern const CFStringRef kCVImageBufferChromaLocation_TopLeft;
extern const CFStringRef kCVImageBufferChromaLocation_Top;
extern const CFStringRef kCVImageBufferChromaLocation_BottomLeft;
extern const CFStringRef kCVImageBufferChromaLocation_Bottom;

// Code points of ITU-T H.273; 2, "unspecified", for a null or unknown string.
int CVYCbCrMatrixGetIntegerCodePointForString(CFStringRef yCbCrMatrixString);
int CVColorPrimariesGetIntegerCodePointForString(CFStringRef colorPrimariesString);
int CVTransferFunctionGetIntegerCodePointForString(CFStringRef transferFunctionString);
// Null for a code point without a string.
CFStringRef CVYCbCrMatrixGetStringForIntegerCodePoint(int yCbCrMatrixCodePoint);
CFStringRef CVColorPrimariesGetStringForIntegerCodePoint(int colorPrimariesCodePoint);
CFStringRef CVTransferFunctionGetStringForIntegerCodePoint(int transferFunctionCodePoint);

#ifdef __cplusplus
}
#endif
