#include "device/metal/cv_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "device/metal/cv_color.h"
#include "device/metal/objc_ref.h"

namespace zc::metal {
namespace {

struct KnownType {
  OSType type;
  PixelFormat format;
  Range range;
};
constexpr std::array<KnownType, 8> known_types{{
    {kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange, PixelFormat::nv12, Range::limited},
    {kCVPixelFormatType_420YpCbCr8BiPlanarFullRange, PixelFormat::nv12, Range::full},
    {kCVPixelFormatType_420YpCbCr10BiPlanarVideoRange, PixelFormat::p010, Range::limited},
    {kCVPixelFormatType_420YpCbCr10BiPlanarFullRange, PixelFormat::p010, Range::full},
    {kCVPixelFormatType_420YpCbCr8Planar, PixelFormat::i420, Range::limited},
    {kCVPixelFormatType_420YpCbCr8PlanarFullRange, PixelFormat::i420, Range::full},
    {kCVPixelFormatType_32BGRA, PixelFormat::bgra, Range::unspecified},
    {kCVPixelFormatType_32RGBA, PixelFormat::rgba, Range::unspecified},
}};

// '420v', or its number where it is no text.
std::string name_of(OSType type) {
  std::string text;
  for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(type >> shift & 0xff);
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::all_of(text.begin(), text.end(), printable)) return std::to_string(type);
  return "'" + text + "'";
}

CFRef<CFDictionaryRef> attached_dictionary(CVPixelBufferRef buffer, CFStringRef key) {
  const auto value = CFRef<CFTypeRef>::adopt(CVBufferCopyAttachment(buffer, key, nullptr));
  if (!value || CFGetTypeID(value.get()) != CFDictionaryGetTypeID()) return {};
  return CFRef<CFDictionaryRef>::retain(static_cast<CFDictionaryRef>(value.get()));
}

std::optional<double> number(CFDictionaryRef from, CFStringRef key) {
  const void* value = CFDictionaryGetValue(from, key);
  double out = 0;
  if (!value || CFGetTypeID(value) != CFNumberGetTypeID() ||
      !CFNumberGetValue(static_cast<CFNumberRef>(value), kCFNumberDoubleType, &out) || !std::isfinite(out))
    return std::nullopt;
  return out;
}

// The clean aperture: a size, and how far its centre lies from the picture's, to the right and down.
RectPx visible_rect(CVPixelBufferRef buffer, SizePx size) {
  const auto whole = RectPx::of(size);
  const auto aperture = attached_dictionary(buffer, kCVImageBufferCleanApertureKey);
  if (!aperture) return whole;
  const auto width = number(aperture.get(), kCVImageBufferCleanApertureWidthKey);
  const auto height = number(aperture.get(), kCVImageBufferCleanApertureHeightKey);
  if (!width || !height) return whole;
  const double right = number(aperture.get(), kCVImageBufferCleanApertureHorizontalOffsetKey).value_or(0);
  const double down = number(aperture.get(), kCVImageBufferCleanApertureVerticalOffsetKey).value_or(0);
  const double x0 = (size.width - *width) / 2 + right;
  const double y0 = (size.height - *height) / 2 + down;
  const RectPx visible =
      intersect(whole, {to_px(round_half_up(x0)), to_px(round_half_up(y0)), to_px(round_half_up(x0 + *width)),
                        to_px(round_half_up(y0 + *height))});
  return visible.empty() ? whole : visible;
}

Ratio sample_aspect_ratio(CVPixelBufferRef buffer) {
  const auto ratio = attached_dictionary(buffer, kCVImageBufferPixelAspectRatioKey);
  if (!ratio) return {};
  const auto term = [&](CFStringRef key) {
    const double value = number(ratio.get(), key).value_or(0);
    return value >= 1 && value <= 1e9 ? static_cast<int>(std::lround(value)) : 0;
  };
  const Ratio out{term(kCVImageBufferPixelAspectRatioHorizontalSpacingKey),
                  term(kCVImageBufferPixelAspectRatioVerticalSpacingKey)};
  return out.numerator > 0 && out.denominator > 0 ? out : Ratio{};
}

class PixelBufferAccess final : public HostAccess {
 public:
  Result<HostPlanes> lock(void* native) const override {
    auto* const buffer = static_cast<CVPixelBufferRef>(native);
    const CVReturn code = CVPixelBufferLockBaseAddress(buffer, kCVPixelBufferLock_ReadOnly);
    if (code != kCVReturnSuccess)
      return Error{ErrorCode::device_error, "The frame's pixel buffer does not open to the host (CVReturn " +
                                                std::to_string(code) + "); decode it again."};
    HostPlanes planes{};
    const bool planar = CVPixelBufferIsPlanar(buffer);
    const std::size_t count = planar ? std::min(CVPixelBufferGetPlaneCount(buffer), planes.size()) : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const void* data =
          planar ? CVPixelBufferGetBaseAddressOfPlane(buffer, i) : CVPixelBufferGetBaseAddress(buffer);
      const std::size_t stride =
          planar ? CVPixelBufferGetBytesPerRowOfPlane(buffer, i) : CVPixelBufferGetBytesPerRow(buffer);
      planes[i] = {static_cast<const std::byte*>(data), static_cast<std::ptrdiff_t>(stride)};
    }
    return planes;
  }
  void unlock(void* native) const noexcept override {
    CVPixelBufferUnlockBaseAddress(static_cast<CVPixelBufferRef>(native), kCVPixelBufferLock_ReadOnly);
  }
};
constexpr PixelBufferAccess pixel_buffer_access;

}  // namespace

Result<FrameDesc> describe(CVPixelBufferRef buffer) {
  const OSType type = CVPixelBufferGetPixelFormatType(buffer);
  const auto known = std::find_if(known_types.begin(), known_types.end(),
                                  [type](const KnownType& candidate) { return candidate.type == type; });
  if (known == known_types.end())
    return Error{ErrorCode::unsupported, "Pixel buffers of type " + name_of(type) +
                                             " are not read; ask their maker for '420v', '420f', 'x420', "
                                             "'xf20' or 'BGRA'."};
  FrameDesc desc;
  desc.format = known->format;
  desc.size = {static_cast<int>(CVPixelBufferGetWidth(buffer)),
               static_cast<int>(CVPixelBufferGetHeight(buffer))};
  desc.visible = visible_rect(buffer, desc.size);
  desc.sample_aspect_ratio = sample_aspect_ratio(buffer);
  desc.color = attached_color(buffer);
  desc.color.range = known->range;
  desc.memory = FrameMemory::cv_pixel_buffer;
  desc.native = buffer;
  desc.host_access = &pixel_buffer_access;
  return desc;
}

OSType pixel_format_type(PixelFormat format, Range range) {
  for (const KnownType& known : known_types) {
    const bool full = range == Range::full;
    if (known.format == format && (known.range == Range::unspecified || full == (known.range == Range::full)))
      return known.type;
  }
  return 0;
}

}  // namespace zc::metal
