// Programs that break one rule of VideoToolbox and CoreMedia each: the tests of the doubles run them.
#include <CoreVideo/CVPixelBuffer.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "bind_doubles.h"
#include "strict.h"
#include "videotoolbox_double.h"

namespace py = pybind11;

namespace zc::doubles {
namespace {

std::vector<std::byte>& sample_bytes() {
  static std::vector<std::byte> bytes(64, std::byte{1});
  return bytes;
}

// Returns nothing for any sample until it is told to give out the rest.
class IdleDecoder final : public TestDecoder {
 public:
  std::optional<std::vector<DecodedPicture>> decode(const std::vector<std::byte>*, std::int64_t) override {
    return std::vector<DecodedPicture>{};
  }
};

opaqueCMFormatDescription* make_format() {
  auto* const format = new opaqueCMFormatDescription;
  format->codec = kCMVideoCodecType_H264;
  format->width = format->height = 16;
  format->record = {1};
  return format;
}

CMBlockBufferRef make_block() {
  CMBlockBufferCustomBlockSource source{};
  source.FreeBlock = [](void*, void*, std::size_t) {};
  CMBlockBufferRef block = nullptr;
  CMBlockBufferCreateWithMemoryBlock(nullptr, sample_bytes().data(), sample_bytes().size(), nullptr, &source,
                                     0, sample_bytes().size(), 0, &block);
  return block;
}

CMSampleBufferRef make_sample(CMFormatDescriptionRef format) {
  CMSampleTimingInfo timing{};
  timing.presentationTimeStamp = CMTimeMake(0, 1);
  const std::size_t size = sample_bytes().size();
  CMSampleBufferRef sample = nullptr;
  CMSampleBufferCreateReady(nullptr, make_block(), format, 1, 1, &timing, 1, &size, &sample);
  return sample;
}

VTDecompressionSessionRef session_in_use = nullptr;

void wait_within(void*, void*, OSStatus, VTDecodeInfoFlags, CVImageBufferRef, CMTime, CMTime) {
  VTDecompressionSessionWaitForAsynchronousFrames(session_in_use);
}
void nothing(void*, void*, OSStatus, VTDecodeInfoFlags, CVImageBufferRef, CMTime, CMTime) {}

VTDecompressionSessionRef make_session(VTDecompressionOutputCallback callback = &nothing) {
  PictureAttributes attributes;
  attributes.format = kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange;
  session_in_use = new OpaqueVTDecompressionSession(*make_format(), attributes, {callback, nullptr},
                                                    std::make_unique<IdleDecoder>());
  return session_in_use;
}

void decode(VTDecompressionSessionRef session,
            unsigned flags = kVTDecodeFrame_EnableAsynchronousDecompression) {
  VTDecompressionSessionDecodeFrame(session, make_sample(make_format()),
                                    static_cast<VTDecodeFrameFlags>(flags), nullptr, nullptr);
}

void create(std::vector<CFStringRef> left_out, CFStringRef added, bool wish = true) {
  const CFMutableDictionaryRef attributes =
      CFDictionaryCreateMutable(nullptr, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
  const CFMutableDictionaryRef surface =
      CFDictionaryCreateMutable(nullptr, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
  const CFMutableDictionaryRef wishes =
      CFDictionaryCreateMutable(nullptr, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
  const std::int32_t format = static_cast<std::int32_t>(kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange);
  const CFNumberRef number = CFNumberCreate(nullptr, kCFNumberSInt32Type, &format);
  const std::map<CFStringRef, CFTypeRef> all = {{kCVPixelBufferPixelFormatTypeKey, number},
                                                {kCVPixelBufferMetalCompatibilityKey, kCFBooleanTrue},
                                                {kCVPixelBufferIOSurfacePropertiesKey, surface}};
  for (const auto& [key, value] : all)
    if (std::find(left_out.begin(), left_out.end(), key) == left_out.end())
      CFDictionarySetValue(attributes, key, value);
  if (added) CFDictionarySetValue(attributes, added, number);
  if (wish)
    CFDictionarySetValue(wishes, kVTVideoDecoderSpecification_EnableHardwareAcceleratedVideoDecoder,
                         kCFBooleanTrue);
  const VTDecompressionOutputCallbackRecord callback{&nothing, nullptr};
  VTDecompressionSessionRef session = nullptr;
  VTDecompressionSessionCreate(nullptr, make_format(), wishes,
                               left_out.size() == all.size() ? nullptr : attributes, &callback, &session);
}

const std::map<std::string, std::function<void()>>& misuses() {
  static const std::map<std::string, std::function<void()>> all = {
      {"sample_without_format", [] { make_sample(nullptr); }},
      {"no_block_source",
       [] {
         CMBlockBufferRef block = nullptr;
         CMBlockBufferCreateWithMemoryBlock(nullptr, sample_bytes().data(), sample_bytes().size(), nullptr,
                                            nullptr, 0, sample_bytes().size(), 0, &block);
       }},
      {"bytes_freed_early",
       [] {
         const CMBlockBufferRef block = make_block();
         sample_bytes()[5] = std::byte{9};
         (void)block->read();
       }},
      {"width_in_attributes", [] { create({}, kCVPixelBufferWidthKey); }},
      {"no_attributes",
       [] {
         create({kCVPixelBufferPixelFormatTypeKey, kCVPixelBufferMetalCompatibilityKey,
                 kCVPixelBufferIOSurfacePropertiesKey},
                nullptr);
       }},
      {"no_pixel_format", [] { create({kCVPixelBufferPixelFormatTypeKey}, nullptr); }},
      {"no_metal", [] { create({kCVPixelBufferMetalCompatibilityKey}, nullptr); }},
      {"no_surface", [] { create({kCVPixelBufferIOSurfacePropertiesKey}, nullptr); }},
      {"no_wish", [] { create({}, nullptr, false); }},
      {"synchronous", [] { decode(make_session(), 0); }},
      {"temporal",
       [] {
         decode(make_session(),
                kVTDecodeFrame_EnableAsynchronousDecompression | kVTDecodeFrame_EnableTemporalProcessing);
       }},
      {"two_threads",
       [] {
         const VTDecompressionSessionRef session = make_session();
         const OpaqueVTDecompressionSession::Call within(*session, "VTDecompressionSessionDecodeFrame");
         std::thread([session] { decode(session); }).join();
       }},
      {"decode_after_invalidate",
       [] {
         const VTDecompressionSessionRef session = make_session();
         VTDecompressionSessionInvalidate(session);
         decode(session);
       }},
      {"release_without_invalidate", [] { CFRelease(make_session()); }},
      {"invalidate_in_flight",
       [] {
         const VTDecompressionSessionRef session = make_session();
         decode(session);
         VTDecompressionSessionInvalidate(session);
       }},
      {"wait_in_callback",
       [] {
         const VTDecompressionSessionRef session = make_session(&wait_within);
         decode(session);
         VTDecompressionSessionWaitForAsynchronousFrames(session);
       }},
  };
  return all;
}

void bind_misuse(py::module_& m) {
  m.def(
      "videotoolbox_misuse", [](const std::string& name) { misuses().at(name)(); }, py::arg("name"),
      py::call_guard<py::gil_scoped_release>(), "Breaks the rule of this name.");
}
const Binding binding(&bind_misuse);

}  // namespace
}  // namespace zc::doubles
