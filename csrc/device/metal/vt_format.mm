#include "device/metal/vt_format.h"

#import <CoreVideo/CoreVideo.h>
#import <VideoToolbox/VideoToolbox.h>

#include <string>

namespace zc::metal {
namespace {

using Dictionary = CFRef<CFMutableDictionaryRef>;

Dictionary make_dictionary() {
  return Dictionary::adopt(CFDictionaryCreateMutable(kCFAllocatorDefault, 0, &kCFTypeDictionaryKeyCallBacks,
                                                     &kCFTypeDictionaryValueCallBacks));
}

CFRef<CFNumberRef> make_number(std::int32_t value) {
  return CFRef<CFNumberRef>::adopt(CFNumberCreate(kCFAllocatorDefault, kCFNumberSInt32Type, &value));
}

CFRef<CFDictionaryRef> as_constant(const Dictionary& dictionary) {
  return CFRef<CFDictionaryRef>::retain(dictionary.get());
}

CMVideoCodecType type_of(VtCodec codec) {
  switch (codec) {
    case VtCodec::h264:
      return kCMVideoCodecType_H264;
    case VtCodec::hevc:
      return kCMVideoCodecType_HEVC;
    case VtCodec::vp9:
      return kCMVideoCodecType_VP9;
    case VtCodec::av1:
      return kCMVideoCodecType_AV1;
  }
  return kCMVideoCodecType_H264;
}

CFStringRef atom_name(VtCodec codec) {
  switch (codec) {
    case VtCodec::h264:
      return CFSTR("avcC");
    case VtCodec::hevc:
      return CFSTR("hvcC");
    case VtCodec::vp9:
      return CFSTR("vpcC");
    case VtCodec::av1:
      return CFSTR("av1C");
  }
  return CFSTR("avcC");
}

// The VP codec configuration record, version 1, with 4:2:0 chroma and no colour of its own. WebM has none,
// and level 0 stands for one that is not told.
std::vector<std::byte> make_vpcc(const VtStream& stream) {
  const unsigned depth = static_cast<unsigned>(stream.bit_depth);
  const unsigned profile = depth > 8 ? 2 : 0;
  constexpr unsigned colocated = 1;
  constexpr unsigned unspecified = 2;
  const unsigned layout = depth << 4 | colocated << 1 | (stream.full_range ? 1U : 0U);
  std::vector<std::byte> record;
  for (const unsigned value :
       {1U, 0U, 0U, 0U, profile, 0U, layout, unspecified, unspecified, unspecified, 0U, 0U})
    record.push_back(static_cast<std::byte>(value));
  return record;
}

Error format_error(OSStatus status) {
  return {ErrorCode::unsupported, "VideoToolbox takes no format description of this stream (status " +
                                      std::to_string(status) + "); decode it in software."};
}

}  // namespace

Result<FormatRef> format_of_configuration(const VtStream& stream) {
  std::vector<std::byte> record = stream.configuration;
  if (record.empty() && stream.codec == VtCodec::vp9) record = make_vpcc(stream);
  if (record.empty())
    return Error{
        ErrorCode::unsupported,
        "The container brings no decoder configuration record, which VideoToolbox needs; decode the stream"
        " in software."};
  const auto data =
      CFRef<CFDataRef>::adopt(CFDataCreate(kCFAllocatorDefault, reinterpret_cast<const UInt8*>(record.data()),
                                           static_cast<CFIndex>(record.size())));
  const Dictionary atoms = make_dictionary();
  CFDictionarySetValue(atoms.get(), atom_name(stream.codec), data.get());
  const Dictionary extensions = make_dictionary();
  CFDictionarySetValue(extensions.get(), kCMFormatDescriptionExtension_SampleDescriptionExtensionAtoms,
                       atoms.get());
  if (stream.full_range)
    CFDictionarySetValue(extensions.get(), kCMFormatDescriptionExtension_FullRangeVideo, kCFBooleanTrue);
  FormatRef format;
  const OSStatus status =
      CMVideoFormatDescriptionCreate(kCFAllocatorDefault, type_of(stream.codec), stream.size.width,
                                     stream.size.height, extensions.get(), format.out());
  if (status != noErr) return format_error(status);
  return format;
}

Result<FormatRef> format_of_parameter_sets(VtCodec codec, const ParameterSets& sets, int length_size) {
  std::vector<const std::uint8_t*> pointers;
  std::vector<std::size_t> sizes;
  for (const Bytes set : sets.in_order()) {
    pointers.push_back(reinterpret_cast<const std::uint8_t*>(set.data()));
    sizes.push_back(set.size());
  }
  FormatRef format;
  const OSStatus status = codec == VtCodec::h264 ? CMVideoFormatDescriptionCreateFromH264ParameterSets(
                                                       kCFAllocatorDefault, pointers.size(), pointers.data(),
                                                       sizes.data(), length_size, format.out())
                                                 : CMVideoFormatDescriptionCreateFromHEVCParameterSets(
                                                       kCFAllocatorDefault, pointers.size(), pointers.data(),
                                                       sizes.data(), length_size, nullptr, format.out());
  if (status != noErr) return format_error(status);
  return format;
}

CFRef<CFDictionaryRef> picture_attributes(const VtStream& stream) {
  const bool deep = stream.bit_depth > 8;
  const OSType limited = deep ? kCVPixelFormatType_420YpCbCr10BiPlanarVideoRange
                              : kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange;
  const OSType full =
      deep ? kCVPixelFormatType_420YpCbCr10BiPlanarFullRange : kCVPixelFormatType_420YpCbCr8BiPlanarFullRange;
  const auto format = make_number(static_cast<std::int32_t>(stream.full_range ? full : limited));
  const Dictionary surface = make_dictionary();
  const Dictionary attributes = make_dictionary();
  CFDictionarySetValue(attributes.get(), kCVPixelBufferPixelFormatTypeKey, format.get());
  CFDictionarySetValue(attributes.get(), kCVPixelBufferMetalCompatibilityKey, kCFBooleanTrue);
  CFDictionarySetValue(attributes.get(), kCVPixelBufferIOSurfacePropertiesKey, surface.get());
  return as_constant(attributes);
}

CFRef<CFDictionaryRef> decoder_specification(const VtStream& stream) {
  const Dictionary specification = make_dictionary();
  CFDictionarySetValue(specification.get(),
                       stream.require_hardware
                           ? kVTVideoDecoderSpecification_RequireHardwareAcceleratedVideoDecoder
                           : kVTVideoDecoderSpecification_EnableHardwareAcceleratedVideoDecoder,
                       kCFBooleanTrue);
  return as_constant(specification);
}

}  // namespace zc::metal
