// The part of CoreMedia that the core uses: declarations alone, in Apple's words. The doubles define them on
// Linux; the cross-check compares them with published metadata.
#pragma once

#include <CoreFoundation/CoreFoundation.h>
#include <CoreVideo/CoreVideo.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma pack(push, 4)

// CMBase.h
typedef CFIndex CMItemCount;
typedef CFIndex CMItemIndex;

// CMTime.h
typedef int64_t CMTimeValue;
typedef int32_t CMTimeScale;
typedef int64_t CMTimeEpoch;
typedef CF_OPTIONS(uint32_t, CMTimeFlags) {
  kCMTimeFlags_Valid = 1UL << 0,
  kCMTimeFlags_HasBeenRounded = 1UL << 1,
  kCMTimeFlags_PositiveInfinity = 1UL << 2,
  kCMTimeFlags_NegativeInfinity = 1UL << 3,
  kCMTimeFlags_Indefinite = 1UL << 4,
};
typedef struct {
  CMTimeValue value;
  CMTimeScale timescale;
  CMTimeFlags flags;
  CMTimeEpoch epoch;
} CMTime;
extern const CMTime kCMTimeInvalid;
CMTime CMTimeMake(int64_t value, int32_t timescale);

// CMBlockBuffer.h
typedef struct ZC_BRIDGED(id) OpaqueCMBlockBuffer* CMBlockBufferRef;
typedef uint32_t CMBlockBufferFlags;
enum { kCMBlockBufferNoErr = 0, kCMBlockBufferBadCustomBlockSourceErr = -12702 };
enum { kCMBlockBufferCustomBlockSourceVersion = 0 };
typedef struct {
  uint32_t version;
  void* (*AllocateBlock)(void* refCon, size_t sizeInBytes);
  void (*FreeBlock)(void* refCon, void* doomedMemoryBlock, size_t sizeInBytes);
  void* refCon;
} CMBlockBufferCustomBlockSource;
OSStatus CMBlockBufferCreateWithMemoryBlock(CFAllocatorRef structureAllocator, void* memoryBlock,
                                            size_t blockLength, CFAllocatorRef blockAllocator,
                                            const CMBlockBufferCustomBlockSource* customBlockSource,
                                            size_t offsetToData, size_t dataLength, CMBlockBufferFlags flags,
                                            CMBlockBufferRef* blockBufferOut);

// CMFormatDescription.h
typedef const struct ZC_BRIDGED(id) opaqueCMFormatDescription* CMFormatDescriptionRef;
typedef CMFormatDescriptionRef CMVideoFormatDescriptionRef;
typedef FourCharCode CMVideoCodecType;
enum {
  kCMVideoCodecType_H264 = 'avc1',
  kCMVideoCodecType_HEVC = 'hvc1',
  kCMVideoCodecType_VP9 = 'vp09',
  kCMVideoCodecType_AV1 = 'av01',
};
extern const CFStringRef kCMFormatDescriptionExtension_SampleDescriptionExtensionAtoms;
extern const CFStringRef kCMFormatDescriptionExtension_FullRangeVideo;
OSStatus CMVideoFormatDescriptionCreate(CFAllocatorRef allocator, CMVideoCodecType codecType, int32_t width,
                                        int32_t height, CFDictionaryRef extensions,
                                        CMVideoFormatDescriptionRef* formatDescriptionOut);
OSStatus CMVideoFormatDescriptionCreateFromH264ParameterSets(
    CFAllocatorRef allocator, size_t parameterSetCount, const uint8_t* const* parameterSetPointers,
    const size_t* parameterSetSizes, int NALUnitHeaderLength, CMFormatDescriptionRef* formatDescriptionOut);
OSStatus CMVideoFormatDescriptionCreateFromHEVCParameterSets(
    CFAllocatorRef allocator, size_t parameterSetCount, const uint8_t* const* parameterSetPointers,
    const size_t* parameterSetSizes, int NALUnitHeaderLength, CFDictionaryRef extensions,
    CMFormatDescriptionRef* formatDescriptionOut);

// CMSampleBuffer.h
typedef struct ZC_BRIDGED(id) opaqueCMSampleBuffer* CMSampleBufferRef;
typedef struct {
  CMTime duration;
  CMTime presentationTimeStamp;
  CMTime decodeTimeStamp;
} CMSampleTimingInfo;
OSStatus CMSampleBufferCreateReady(CFAllocatorRef allocator, CMBlockBufferRef dataBuffer,
                                   CMFormatDescriptionRef formatDescription, CMItemCount numSamples,
                                   CMItemCount numSampleTimingEntries,
                                   const CMSampleTimingInfo* sampleTimingArray,
                                   CMItemCount numSampleSizeEntries, const size_t* sampleSizeArray,
                                   CMSampleBufferRef* sampleBufferOut);

#pragma pack(pop)
#ifdef __cplusplus
}
#endif
