// VideoToolbox's functions: what a session is asked for is checked here.
#include "videotoolbox_double.h"

#include "strict.h"

using namespace zc::doubles;

const CFStringRef kVTDecompressionPropertyKey_UsingHardwareAcceleratedVideoDecoder =
    CFSTR("UsingHardwareAcceleratedVideoDecoder");
const CFStringRef kVTDecompressionPropertyKey_PixelBufferPoolIsShared = CFSTR("PixelBufferPoolIsShared");
const CFStringRef kVTVideoDecoderSpecification_EnableHardwareAcceleratedVideoDecoder =
    CFSTR("EnableHardwareAcceleratedVideoDecoder");
const CFStringRef kVTVideoDecoderSpecification_RequireHardwareAcceleratedVideoDecoder =
    CFSTR("RequireHardwareAcceleratedVideoDecoder");

namespace {

std::atomic<bool> vp9_registered{false};
std::atomic<long> sessions_created{0};
std::atomic<long> samples_decoded{0};

struct Reset {
  Reset() {
    on_reset([] {
      videotoolbox_settings() = {};
      vp9_registered = false;
      sessions_created = 0;
      samples_decoded = 0;
    });
  }
};
const Reset reset_hook;

OpaqueVTDecompressionSession& session_of(CFTypeRef session, const char* function) {
  return as<OpaqueVTDecompressionSession>(session, function);
}

bool asks_for(CFDictionaryRef specification, CFStringRef key) {
  const void* const value = specification ? CFDictionaryGetValue(specification, key) : nullptr;
  return value && CFBooleanGetValue(static_cast<CFBooleanRef>(value));
}

PictureAttributes checked_attributes(CFDictionaryRef dictionary) {
  if (!dictionary) broken("A VTDecompressionSession is created without image buffer attributes.");
  const PictureAttributes attributes = read_attributes(dictionary);
  if (attributes.width || attributes.height)
    broken(
        "A VTDecompressionSession is asked for pictures of a given width or height, which may make it "
        "convert.");
  if (!attributes.format) broken("A VTDecompressionSession is created without a pinned pixel format.");
  if (!CFDictionaryContainsKey(dictionary, kCVPixelBufferIOSurfacePropertiesKey))
    broken("A VTDecompressionSession is created without IOSurface properties.");
  if (!attributes.metal_compatible)
    broken("A VTDecompressionSession is created without Metal compatibility.");
  return attributes;
}

}  // namespace

namespace zc::doubles {

VideoToolboxSettings& videotoolbox_settings() {
  static VideoToolboxSettings settings;
  return settings;
}

std::map<std::string, long> videotoolbox_counts() {
  return {{"sessions", sessions_created}, {"samples", samples_decoded}};
}

}  // namespace zc::doubles

OSStatus VTDecompressionSessionCreate(CFAllocatorRef, CMVideoFormatDescriptionRef videoFormatDescription,
                                      CFDictionaryRef videoDecoderSpecification,
                                      CFDictionaryRef destinationImageBufferAttributes,
                                      const VTDecompressionOutputCallbackRecord* outputCallback,
                                      VTDecompressionSessionRef* decompressionSessionOut) {
  const auto& format = as<opaqueCMFormatDescription>(videoFormatDescription, "VTDecompressionSessionCreate");
  if (!outputCallback || !outputCallback->decompressionOutputCallback)
    broken("A VTDecompressionSession is created without an output callback.");
  const PictureAttributes attributes = checked_attributes(destinationImageBufferAttributes);
  const bool required = asks_for(videoDecoderSpecification,
                                 kVTVideoDecoderSpecification_RequireHardwareAcceleratedVideoDecoder);
  if (!required && !asks_for(videoDecoderSpecification,
                             kVTVideoDecoderSpecification_EnableHardwareAcceleratedVideoDecoder))
    broken("A VTDecompressionSession is created without a wish for hardware.");
  if (const auto fault = armed("vt_create")) return static_cast<OSStatus>(*fault);
  if (required && !videotoolbox_settings().hardware_there) return kVTCouldNotFindVideoDecoderErr;
  if (format.codec == kCMVideoCodecType_VP9 && !vp9_registered) return kVTCouldNotFindVideoDecoderErr;
  const bool deep = attributes.format == kCVPixelFormatType_420YpCbCr10BiPlanarVideoRange ||
                    attributes.format == kCVPixelFormatType_420YpCbCr10BiPlanarFullRange;
  auto decoder = make_test_decoder(format, deep);
  if (!decoder) return kVTCouldNotFindVideoDecoderErr;
  ++sessions_created;
  *decompressionSessionOut =
      new OpaqueVTDecompressionSession(format, attributes, *outputCallback, std::move(decoder));
  return noErr;
}

void VTDecompressionSessionInvalidate(VTDecompressionSessionRef session) {
  auto& of = session_of(session, "VTDecompressionSessionInvalidate");
  const OpaqueVTDecompressionSession::Call call(of, "VTDecompressionSessionInvalidate");
  of.invalidate();
}

OSStatus VTDecompressionSessionDecodeFrame(VTDecompressionSessionRef session, CMSampleBufferRef sampleBuffer,
                                           VTDecodeFrameFlags decodeFlags, void* sourceFrameRefCon,
                                           VTDecodeInfoFlags*) {
  auto& of = session_of(session, "VTDecompressionSessionDecodeFrame");
  const OpaqueVTDecompressionSession::Call call(of, "VTDecompressionSessionDecodeFrame");
  ++samples_decoded;
  return of.decode(as<opaqueCMSampleBuffer>(sampleBuffer, "VTDecompressionSessionDecodeFrame"),
                   sourceFrameRefCon, decodeFlags);
}

OSStatus VTDecompressionSessionFinishDelayedFrames(VTDecompressionSessionRef session) {
  auto& of = session_of(session, "VTDecompressionSessionFinishDelayedFrames");
  const OpaqueVTDecompressionSession::Call call(of, "VTDecompressionSessionFinishDelayedFrames");
  of.finish_delayed();
  return noErr;
}

Boolean VTDecompressionSessionCanAcceptFormatDescription(VTDecompressionSessionRef session,
                                                         CMFormatDescriptionRef newFormatDesc) {
  auto& of = session_of(session, "VTDecompressionSessionCanAcceptFormatDescription");
  const OpaqueVTDecompressionSession::Call call(of, "VTDecompressionSessionCanAcceptFormatDescription");
  return of.can_accept(
      as<opaqueCMFormatDescription>(newFormatDesc, "VTDecompressionSessionCanAcceptFormatDescription"));
}

OSStatus VTDecompressionSessionWaitForAsynchronousFrames(VTDecompressionSessionRef session) {
  auto& of = session_of(session, "VTDecompressionSessionWaitForAsynchronousFrames");
  const OpaqueVTDecompressionSession::Call call(of, "VTDecompressionSessionWaitForAsynchronousFrames");
  return of.wait_for_asynchronous();
}

OSStatus VTSessionCopyProperty(VTSessionRef session, CFStringRef propertyKey, CFAllocatorRef,
                               void* propertyValueOut) {
  auto& of = session_of(session, "VTSessionCopyProperty");
  const OpaqueVTDecompressionSession::Call call(of, "VTSessionCopyProperty");
  std::optional<bool> value;
  if (CFEqual(propertyKey, kVTDecompressionPropertyKey_UsingHardwareAcceleratedVideoDecoder))
    value = of.settings.hardware;
  else if (CFEqual(propertyKey, kVTDecompressionPropertyKey_PixelBufferPoolIsShared))
    value = of.settings.pool_shared;
  if (!value) return kVTPropertyNotSupportedErr;
  *static_cast<CFTypeRef*>(propertyValueOut) = CFRetain(*value ? kCFBooleanTrue : kCFBooleanFalse);
  return noErr;
}

void VTRegisterSupplementalVideoDecoderIfAvailable(CMVideoCodecType codecType) {
  if (codecType != kCMVideoCodecType_VP9) broken("Only VP9 has a supplemental decoder to register.");
  vp9_registered = true;
}
