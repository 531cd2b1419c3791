#include "device/metal/cv_color.h"

#include <array>
#include <optional>

#include "device/metal/objc_ref.h"

namespace zc::metal {
namespace {

// Code points of ITU-T H.273, in the order of the enums; 2 is "unspecified".
constexpr std::array<int, 7> matrix_codes{2, 1, 4, 5, 6, 7, 9};
constexpr std::array<int, 9> primaries_codes{2, 1, 4, 5, 6, 7, 9, 11, 12};
constexpr std::array<int, 12> transfer_codes{2, 1, 4, 5, 6, 7, 8, 13, 14, 15, 16, 18};

template <class Enum, std::size_t size>
Enum from_code(const std::array<int, size>& codes, int code) {
  for (std::size_t i = 0; i < size; ++i)
    if (codes[i] == code) return static_cast<Enum>(i);
  return Enum::unspecified;
}

template <class Enum, std::size_t size>
int to_code(const std::array<int, size>& codes, Enum value) {
  return codes[static_cast<std::size_t>(value)];
}

struct NamedSiting {
  CFStringRef name;
  Siting siting;
};
std::array<NamedSiting, 6> named_sitings() {
  return {{{kCVImageBufferChromaLocation_Left, Siting::left},
           {kCVImageBufferChromaLocation_Center, Siting::center},
           {kCVImageBufferChromaLocation_TopLeft, Siting::topleft},
           {kCVImageBufferChromaLocation_Top, Siting::top},
           {kCVImageBufferChromaLocation_BottomLeft, Siting::bottomleft},
           {kCVImageBufferChromaLocation_Bottom, Siting::bottom}}};
}

CFRef<CFStringRef> attached_text(CVPixelBufferRef buffer, CFStringRef key) {
  auto value = CFRef<CFTypeRef>::adopt(CVBufferCopyAttachment(buffer, key, nullptr));
  if (!value || CFGetTypeID(value.get()) != CFStringGetTypeID()) return {};
  return CFRef<CFStringRef>::retain(static_cast<CFStringRef>(value.get()));
}

void attach(CVPixelBufferRef buffer, CFStringRef key, CFStringRef value) {
  if (value) CVBufferSetAttachment(buffer, key, value, kCVAttachmentMode_ShouldPropagate);
}

}  // namespace

ColorSpec attached_color(CVPixelBufferRef buffer) {
  ColorSpec color;
  if (const auto matrix = attached_text(buffer, kCVImageBufferYCbCrMatrixKey))
    color.matrix = from_code<Matrix>(matrix_codes, CVYCbCrMatrixGetIntegerCodePointForString(matrix.get()));
  if (const auto primaries = attached_text(buffer, kCVImageBufferColorPrimariesKey))
    color.primaries =
        from_code<Primaries>(primaries_codes, CVColorPrimariesGetIntegerCodePointForString(primaries.get()));
  if (const auto transfer = attached_text(buffer, kCVImageBufferTransferFunctionKey))
    color.transfer =
        from_code<Transfer>(transfer_codes, CVTransferFunctionGetIntegerCodePointForString(transfer.get()));
  if (const auto location = attached_text(buffer, kCVImageBufferChromaLocationTopFieldKey))
    for (const NamedSiting& named : named_sitings())
      if (CFEqual(location.get(), named.name)) color.siting = named.siting;
  return color;
}

void attach_color(CVPixelBufferRef buffer, const ColorSpec& color) {
  if (color.matrix != Matrix::unspecified)
    attach(buffer, kCVImageBufferYCbCrMatrixKey,
           CVYCbCrMatrixGetStringForIntegerCodePoint(to_code(matrix_codes, color.matrix)));
  if (color.primaries != Primaries::unspecified)
    attach(buffer, kCVImageBufferColorPrimariesKey,
           CVColorPrimariesGetStringForIntegerCodePoint(to_code(primaries_codes, color.primaries)));
  if (color.transfer != Transfer::unspecified)
    attach(buffer, kCVImageBufferTransferFunctionKey,
           CVTransferFunctionGetStringForIntegerCodePoint(to_code(transfer_codes, color.transfer)));
  for (const NamedSiting& named : named_sitings())
    if (named.siting == color.siting) attach(buffer, kCVImageBufferChromaLocationTopFieldKey, named.name);
}

}  // namespace zc::metal
