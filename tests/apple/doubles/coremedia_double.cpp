// Strict: what the core hands over is complete, and compressed bytes stay as they are until FreeBlock.
#include "coremedia_double.h"

#include <cstring>
#include <utility>

#include "strict.h"

using namespace zc::doubles;

const CMTime kCMTimeInvalid = {0, 0, CMTimeFlags{}, 0};
const CFStringRef kCMFormatDescriptionExtension_SampleDescriptionExtensionAtoms =
    CFSTR("SampleDescriptionExtensionAtoms");
const CFStringRef kCMFormatDescriptionExtension_FullRangeVideo = CFSTR("FullRangeVideo");

namespace {

std::uint64_t checksum_of(const std::byte* bytes, std::size_t length) {
  std::uint64_t sum = 14695981039346656037U;  // FNV-1a
  for (std::size_t i = 0; i < length; ++i)
    sum = (sum ^ std::to_integer<std::uint64_t>(bytes[i])) * 1099511628211U;
  return sum;
}

CFStringRef record_name(CMVideoCodecType codec) {
  switch (codec) {
    case kCMVideoCodecType_H264:
      return CFSTR("avcC");
    case kCMVideoCodecType_HEVC:
      return CFSTR("hvcC");
    case kCMVideoCodecType_VP9:
      return CFSTR("vpcC");
    case kCMVideoCodecType_AV1:
      return CFSTR("av1C");
    default:
      broken("CMVideoFormatDescriptionCreate got the codec type %u, which is not one of the core's.", codec);
  }
}

OSStatus make_of_parameter_sets(CMVideoCodecType codec, std::size_t count,
                                const std::uint8_t* const* pointers, const std::size_t* sizes,
                                int length_size, CMFormatDescriptionRef* out) {
  const std::size_t least = codec == kCMVideoCodecType_H264 ? 2 : 3;
  if (count < least)
    broken("A format description is made of %zu parameter sets; the codec has at least %zu.", count, least);
  if (length_size != 1 && length_size != 2 && length_size != 4)
    broken("A format description is made for NAL unit lengths of %d bytes, not 1, 2 or 4.", length_size);
  auto made = new opaqueCMFormatDescription;
  made->codec = codec;
  made->length_size = length_size;
  for (std::size_t i = 0; i < count; ++i) {
    if (!pointers[i] || !sizes[i]) broken("Parameter set %zu of a format description is empty.", i);
    made->parameter_sets.emplace_back(pointers[i], pointers[i] + sizes[i]);
  }
  *out = made;
  return noErr;
}

}  // namespace

CMTime CMTimeMake(int64_t value, int32_t timescale) { return {value, timescale, kCMTimeFlags_Valid, 0}; }

OpaqueCMBlockBuffer::OpaqueCMBlockBuffer(void* memory, std::size_t length,
                                         const CMBlockBufferCustomBlockSource& its_source)
    : CFObject("CMBlockBuffer"),
      memory_(static_cast<std::byte*>(memory)),
      length_(length),
      source_(its_source),
      checksum_(checksum_of(memory_, length)) {}

OpaqueCMBlockBuffer::~OpaqueCMBlockBuffer() {
  std::memset(memory_, 0xdd, length_);
  source_.FreeBlock(source_.refCon, memory_, length_);
}

std::vector<std::byte> OpaqueCMBlockBuffer::read() const {
  if (checksum_of(memory_, length_) != checksum_)
    broken("The bytes of a CMBlockBuffer changed or were freed before its FreeBlock was called.");
  return {memory_, memory_ + length_};
}

OSStatus CMBlockBufferCreateWithMemoryBlock(CFAllocatorRef, void* memoryBlock, size_t blockLength,
                                            CFAllocatorRef blockAllocator,
                                            const CMBlockBufferCustomBlockSource* customBlockSource,
                                            size_t offsetToData, size_t dataLength, CMBlockBufferFlags flags,
                                            CMBlockBufferRef* blockBufferOut) {
  if (!memoryBlock || !blockLength || offsetToData + dataLength > blockLength)
    broken("CMBlockBufferCreateWithMemoryBlock got %zu bytes at %zu of a block of %zu.", dataLength,
           offsetToData, blockLength);
  if (blockAllocator || !customBlockSource ||
      customBlockSource->version != kCMBlockBufferCustomBlockSourceVersion || !customBlockSource->FreeBlock)
    broken(
        "A CMBlockBuffer has no custom block source with a FreeBlock: nobody knows when its bytes may go.");
  if (offsetToData || dataLength != blockLength || flags)
    broken("A CMBlockBuffer covers only a part of its block, or has flags, which the core has no use for.");
  if (const auto fault = armed("cm_block")) return static_cast<OSStatus>(*fault);
  *blockBufferOut = new OpaqueCMBlockBuffer(memoryBlock, blockLength, *customBlockSource);
  return noErr;
}

OSStatus CMVideoFormatDescriptionCreate(CFAllocatorRef, CMVideoCodecType codecType, int32_t width,
                                        int32_t height, CFDictionaryRef extensions,
                                        CMVideoFormatDescriptionRef* formatDescriptionOut) {
  if (width < 1 || height < 1) broken("A format description has the size %dx%d.", width, height);
  const CFStringRef name = record_name(codecType);
  const void* const atoms =
      extensions
          ? CFDictionaryGetValue(extensions, kCMFormatDescriptionExtension_SampleDescriptionExtensionAtoms)
          : nullptr;
  const void* const record =
      atoms ? CFDictionaryGetValue(static_cast<CFDictionaryRef>(atoms), name) : nullptr;
  if (!record || CFGetTypeID(record) != CFDataGetTypeID() || !CFDataGetLength(static_cast<CFDataRef>(record)))
    broken("A format description has no configuration record among its SampleDescriptionExtensionAtoms.");
  if (const auto fault = armed("cm_format")) return static_cast<OSStatus>(*fault);
  auto made = new opaqueCMFormatDescription;
  made->codec = codecType;
  made->width = width;
  made->height = height;
  const UInt8* const bytes = CFDataGetBytePtr(static_cast<CFDataRef>(record));
  made->record.assign(bytes, bytes + CFDataGetLength(static_cast<CFDataRef>(record)));
  *formatDescriptionOut = made;
  return noErr;
}

OSStatus CMVideoFormatDescriptionCreateFromH264ParameterSets(CFAllocatorRef, size_t parameterSetCount,
                                                             const uint8_t* const* parameterSetPointers,
                                                             const size_t* parameterSetSizes,
                                                             int NALUnitHeaderLength,
                                                             CMFormatDescriptionRef* formatDescriptionOut) {
  return make_of_parameter_sets(kCMVideoCodecType_H264, parameterSetCount, parameterSetPointers,
                                parameterSetSizes, NALUnitHeaderLength, formatDescriptionOut);
}

OSStatus CMVideoFormatDescriptionCreateFromHEVCParameterSets(CFAllocatorRef, size_t parameterSetCount,
                                                             const uint8_t* const* parameterSetPointers,
                                                             const size_t* parameterSetSizes,
                                                             int NALUnitHeaderLength, CFDictionaryRef,
                                                             CMFormatDescriptionRef* formatDescriptionOut) {
  return make_of_parameter_sets(kCMVideoCodecType_HEVC, parameterSetCount, parameterSetPointers,
                                parameterSetSizes, NALUnitHeaderLength, formatDescriptionOut);
}

opaqueCMSampleBuffer::opaqueCMSampleBuffer(CMBlockBufferRef its_data, CMFormatDescriptionRef its_format,
                                           const CMSampleTimingInfo& its_timing)
    : CFObject("CMSampleBuffer"), data(its_data), format(its_format), timing(its_timing) {
  CFRetain(data);
  CFRetain(format);
}

opaqueCMSampleBuffer::~opaqueCMSampleBuffer() {
  CFRelease(data);
  CFRelease(format);
}

OSStatus CMSampleBufferCreateReady(CFAllocatorRef, CMBlockBufferRef dataBuffer,
                                   CMFormatDescriptionRef formatDescription, CMItemCount numSamples,
                                   CMItemCount numSampleTimingEntries,
                                   const CMSampleTimingInfo* sampleTimingArray,
                                   CMItemCount numSampleSizeEntries, const size_t* sampleSizeArray,
                                   CMSampleBufferRef* sampleBufferOut) {
  if (!formatDescription) broken("A CMSampleBuffer is made without a format description.");
  if (!dataBuffer) broken("A CMSampleBuffer is made without data.");
  as<OpaqueCMBlockBuffer>(dataBuffer, "CMSampleBufferCreateReady");
  as<opaqueCMFormatDescription>(formatDescription, "CMSampleBufferCreateReady");
  if (numSamples != 1 || numSampleTimingEntries != 1 || numSampleSizeEntries != 1 || !sampleTimingArray ||
      !sampleSizeArray)
    broken("A CMSampleBuffer is made of other than one sample with its time and its size.");
  if (!(sampleTimingArray[0].presentationTimeStamp.flags & kCMTimeFlags_Valid))
    broken("A CMSampleBuffer has no time of presentation.");
  if (const auto fault = armed("cm_sample")) return static_cast<OSStatus>(*fault);
  *sampleBufferOut = new opaqueCMSampleBuffer(dataBuffer, formatDescription, sampleTimingArray[0]);
  return noErr;
}
