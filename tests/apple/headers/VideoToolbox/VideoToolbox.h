// The part of VideoToolbox that the core uses: declarations alone, in Apple's words. The doubles define them
// on Linux; the cross-check compares them with published metadata.
#pragma once

#include <CoreFoundation/CoreFoundation.h>
#include <CoreMedia/CoreMedia.h>
#include <CoreVideo/CoreVideo.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma pack(push, 4)

// VTErrors.h
enum {
  kVTPropertyNotSupportedErr = -12900,
  kVTParameterErr = -12902,
  kVTInvalidSessionErr = -12903,
  kVTCouldNotFindVideoDecoderErr = -12906,
  kVTVideoDecoderBadDataErr = -12909,
  kVTVideoDecoderUnsupportedDataFormatErr = -12910,
  kVTVideoDecoderMalfunctionErr = -12911,
  kVTVideoDecoderNotAvailableNowErr = -12913,
  kVTFormatDescriptionChangeNotSupportedErr = -12916,
  kVTVideoDecoderRemovedErr = -17690,
  kVTSessionMalfunctionErr = -17691,
  kVTVideoDecoderReferenceMissingErr = -17694,
};
typedef CF_OPTIONS(uint32_t, VTDecodeFrameFlags) {
  kVTDecodeFrame_EnableAsynchronousDecompression = 1 << 0,
  kVTDecodeFrame_DoNotOutputFrame = 1 << 1,
  kVTDecodeFrame_1xRealTimePlayback = 1 << 2,
  kVTDecodeFrame_EnableTemporalProcessing = 1 << 3,
};
typedef CF_OPTIONS(UInt32, VTDecodeInfoFlags) {
  kVTDecodeInfo_Asynchronous = 1UL << 0,
  kVTDecodeInfo_FrameDropped = 1UL << 1,
  kVTDecodeInfo_ImageBufferModifiable = 1UL << 2,
};

// VTSession.h
typedef CFTypeRef VTSessionRef;
OSStatus VTSessionCopyProperty(VTSessionRef session, CFStringRef propertyKey, CFAllocatorRef allocator,
                               void* propertyValueOut);

// VTDecompressionProperties.h
extern const CFStringRef kVTDecompressionPropertyKey_UsingHardwareAcceleratedVideoDecoder;
extern const CFStringRef kVTDecompressionPropertyKey_PixelBufferPoolIsShared;
extern const CFStringRef kVTVideoDecoderSpecification_EnableHardwareAcceleratedVideoDecoder;
extern const CFStringRef kVTVideoDecoderSpecification_RequireHardwareAcceleratedVideoDecoder;

// VTDecompressionSession.h
typedef struct ZC_BRIDGED(id) OpaqueVTDecompressionSession* VTDecompressionSessionRef;
typedef void (*VTDecompressionOutputCallback)(void* decompressionOutputRefCon, void* sourceFrameRefCon,
                                              OSStatus status, VTDecodeInfoFlags infoFlags,
                                              CVImageBufferRef imageBuffer, CMTime presentationTimeStamp,
                                              CMTime presentationDuration);
struct VTDecompressionOutputCallbackRecord {
  VTDecompressionOutputCallback decompressionOutputCallback;
  void* decompressionOutputRefCon;
};
typedef struct VTDecompressionOutputCallbackRecord VTDecompressionOutputCallbackRecord;
OSStatus VTDecompressionSessionCreate(CFAllocatorRef allocator,
                                      CMVideoFormatDescriptionRef videoFormatDescription,
                                      CFDictionaryRef videoDecoderSpecification,
                                      CFDictionaryRef destinationImageBufferAttributes,
                                      const VTDecompressionOutputCallbackRecord* outputCallback,
                                      VTDecompressionSessionRef* decompressionSessionOut);
void VTDecompressionSessionInvalidate(VTDecompressionSessionRef session);
OSStatus VTDecompressionSessionDecodeFrame(VTDecompressionSessionRef session, CMSampleBufferRef sampleBuffer,
                                           VTDecodeFrameFlags decodeFlags, void* sourceFrameRefCon,
                                           VTDecodeInfoFlags* infoFlagsOut);
OSStatus VTDecompressionSessionFinishDelayedFrames(VTDecompressionSessionRef session);
Boolean VTDecompressionSessionCanAcceptFormatDescription(VTDecompressionSessionRef session,
                                                         CMFormatDescriptionRef newFormatDesc);
OSStatus VTDecompressionSessionWaitForAsynchronousFrames(VTDecompressionSessionRef session);

// VTUtilities.h
void VTRegisterSupplementalVideoDecoderIfAvailable(CMVideoCodecType codecType) API_AVAILABLE(macos(11.0));

#pragma pack(pop)
#ifdef __cplusplus
}
#endif
