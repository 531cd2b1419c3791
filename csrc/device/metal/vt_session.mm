#include "device/metal/vt_session.h"

#import <CoreVideo/CoreVideo.h>
#import <Foundation/Foundation.h>

#include <string>
#include <utility>

#include "core/live_count.h"

namespace zc::metal {
namespace {

// What a block buffer keeps until the decoder has read it.
struct SampleBytes {
  std::shared_ptr<void> owner;
  Counted<Live::sample> counted;
};

void free_block(void* context, void*, std::size_t) { delete static_cast<SampleBytes*>(context); }

void answer(void* context, void* number, OSStatus status, VTDecodeInfoFlags, CVImageBufferRef picture, CMTime,
            CMTime) {
  @autoreleasepool {
    static_cast<VtAnswers*>(context)->answer(reinterpret_cast<std::uintptr_t>(number), status, picture);
  }
}

// Nothing where the system does not say.
std::optional<bool> read_flag(VTDecompressionSessionRef session, CFStringRef key) {
  CFTypeRef value = nullptr;
  if (VTSessionCopyProperty(session, key, kCFAllocatorDefault, &value) != noErr || !value)
    return std::nullopt;
  const auto owned = CFRef<CFTypeRef>::adopt(value);
  if (CFGetTypeID(value) != CFBooleanGetTypeID()) return std::nullopt;
  return CFBooleanGetValue(static_cast<CFBooleanRef>(value)) != 0;
}

CFRef<CMBlockBufferRef> make_block(const VtSample& sample) {
  auto bytes = std::make_unique<SampleBytes>();
  bytes->owner = sample.owner;
  CMBlockBufferCustomBlockSource source{};
  source.version = kCMBlockBufferCustomBlockSourceVersion;
  source.FreeBlock = &free_block;
  source.refCon = bytes.get();
  CFRef<CMBlockBufferRef> block;
  auto* const memory = const_cast<std::byte*>(sample.bytes.data());  // it is only read
  const OSStatus status =
      CMBlockBufferCreateWithMemoryBlock(kCFAllocatorDefault, memory, sample.bytes.size(), nullptr, &source,
                                         0, sample.bytes.size(), 0, block.out());
  if (status == kCMBlockBufferNoErr) (void)bytes.release();  // the block buffer's from here on
  return block;
}

}  // namespace

bool is_malfunction(OSStatus status) {
  return status == kVTVideoDecoderMalfunctionErr || status == kVTInvalidSessionErr ||
         status == kVTSessionMalfunctionErr || status == kVTVideoDecoderRemovedErr ||
         status == kVTVideoDecoderNotAvailableNowErr;
}

bool is_exhausted(OSStatus status) {
  return status == kCVReturnWouldExceedAllocationThreshold || status == kCVReturnPoolAllocationFailed;
}

Result<std::unique_ptr<VtSession>> VtSession::create(const VtStream& stream, const FormatRef& format,
                                                     VtAnswers& answers) {
  if (stream.codec == VtCodec::vp9) VTRegisterSupplementalVideoDecoderIfAvailable(kCMVideoCodecType_VP9);
  const auto specification = decoder_specification(stream);
  const auto attributes = picture_attributes(stream);
  const VTDecompressionOutputCallbackRecord callback{&answer, &answers};
  std::unique_ptr<VtSession> created(new VtSession(format));
  const OSStatus status = VTDecompressionSessionCreate(kCFAllocatorDefault, format.get(), specification.get(),
                                                       attributes.get(), &callback, created->session_.out());
  if (status != noErr)
    return Error{ErrorCode::unsupported,
                 std::string("VideoToolbox opens no ") + (stream.require_hardware ? "hardware " : "") +
                     "decoder for this stream (status " + std::to_string(status) +
                     "); open the file with hardware='off' to decode it in software."};
  created->own_pool_ =
      read_flag(created->session_.get(), kVTDecompressionPropertyKey_PixelBufferPoolIsShared).value_or(true);
  return created;
}

VtSession::~VtSession() {
  if (!session_) return;
  @autoreleasepool {
    if (answers_) drain();
    VTDecompressionSessionInvalidate(session_.get());
  }
}

OSStatus VtSession::decode(const VtSample& sample, std::uint64_t number) {
  const auto block = make_block(sample);
  if (!block) return kVTVideoDecoderBadDataErr;
  // Times stay with the caller, who knows each sample by its number.
  CMSampleTimingInfo timing{};
  timing.presentationTimeStamp = CMTimeMake(sample.time, 1);
  timing.duration = kCMTimeInvalid;
  timing.decodeTimeStamp = kCMTimeInvalid;
  const std::size_t size = sample.bytes.size();
  CFRef<CMSampleBufferRef> buffer;
  const OSStatus status = CMSampleBufferCreateReady(kCFAllocatorDefault, block.get(), format_.get(), 1, 1,
                                                    &timing, 1, &size, buffer.out());
  if (status != noErr) return kVTVideoDecoderBadDataErr;
  VTDecodeInfoFlags flags{};
  return VTDecompressionSessionDecodeFrame(
      session_.get(), buffer.get(), kVTDecodeFrame_EnableAsynchronousDecompression,
      reinterpret_cast<void*>(static_cast<std::uintptr_t>(number)), &flags);
}

OSStatus VtSession::drain() {
  const OSStatus finished = VTDecompressionSessionFinishDelayedFrames(session_.get());
  const OSStatus waited = VTDecompressionSessionWaitForAsynchronousFrames(session_.get());
  return finished != noErr ? finished : waited;
}

bool VtSession::accept(const FormatRef& format) {
  if (!VTDecompressionSessionCanAcceptFormatDescription(session_.get(), format.get())) return false;
  format_ = format;
  return true;
}

VtHardware VtSession::hardware() const {
  const auto flag =
      read_flag(session_.get(), kVTDecompressionPropertyKey_UsingHardwareAcceleratedVideoDecoder);
  return !flag ? VtHardware::unknown : *flag ? VtHardware::yes : VtHardware::no;
}

}  // namespace zc::metal
