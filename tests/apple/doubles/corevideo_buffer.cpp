// Buffers and what is attached to them.
#include <CoreVideo/CVImageBuffer.h>
#include "corevideo_double.h"

using namespace zc::doubles;

__CVBuffer::~__CVBuffer() {
  for (const Attachment& attachment : attachments) {
    CFRelease(attachment.key);
    CFRelease(attachment.value);
  }
}

void CVBufferSetAttachment(CVBufferRef buffer, CFStringRef key, CFTypeRef value,
                           CVAttachmentMode attachmentMode) {
  auto& to = as<__CVBuffer>(buffer, "CVBufferSetAttachment");
  checked(key, "CVBufferSetAttachment");
  CFRetain(value);
  const std::scoped_lock lock(to.attachments_mutex);
  for (auto& attachment : to.attachments)
    if (CFEqual(attachment.key, key)) {
      CFRelease(attachment.value);
      attachment.value = value;
      attachment.mode = attachmentMode;
      return;
    }
  to.attachments.push_back({CFRetain(key), value, attachmentMode});
}

CFTypeRef CVBufferCopyAttachment(CVBufferRef buffer, CFStringRef key, CVAttachmentMode* attachmentMode) {
  auto& of = as<__CVBuffer>(buffer, "CVBufferCopyAttachment");
  checked(key, "CVBufferCopyAttachment");
  const std::scoped_lock lock(of.attachments_mutex);
  for (const auto& attachment : of.attachments)
    if (CFEqual(attachment.key, key)) {
      if (attachmentMode) *attachmentMode = attachment.mode;
      return CFRetain(attachment.value);
    }
  return nullptr;
}

// The values are those of the system's framework.
const CFStringRef kCVImageBufferCleanApertureKey = CFSTR("CVCleanAperture");
const CFStringRef kCVImageBufferCleanApertureWidthKey = CFSTR("Width");
const CFStringRef kCVImageBufferCleanApertureHeightKey = CFSTR("Height");
const CFStringRef kCVImageBufferCleanApertureHorizontalOffsetKey = CFSTR("HorizontalOffset");
const CFStringRef kCVImageBufferCleanApertureVerticalOffsetKey = CFSTR("VerticalOffset");
const CFStringRef kCVImageBufferPixelAspectRatioKey = CFSTR("CVPixelAspectRatio");
const CFStringRef kCVImageBufferPixelAspectRatioHorizontalSpacingKey = CFSTR("HorizontalSpacing");
const CFStringRef kCVImageBufferPixelAspectRatioVerticalSpacingKey = CFSTR("VerticalSpacing");
const CFStringRef kCVImageBufferYCbCrMatrixKey = CFSTR("CVImageBufferYCbCrMatrix");
const CFStringRef kCVImageBufferColorPrimariesKey = CFSTR("CVImageBufferColorPrimaries");
const CFStringRef kCVImageBufferTransferFunctionKey = CFSTR("CVImageBufferTransferFunction");
const CFStringRef kCVImageBufferChromaLocationTopFieldKey = CFSTR("CVImageBufferChromaLocationTopField");
const CFStringRef kCVImageBufferChromaLocation_Left = CFSTR("Left");
const CFStringRef kCVImageBufferChromaLocation_Center = CFSTR("Center");
const CFStringRef kCVImageBufferChromaLocation_TopLeft = CFSTR("TopLeft");
const CFStringRef kCVImageBufferChromaLocation_Top = CFSTR("Top");
const CFStringRef kCVImageBufferChromaLocation_BottomLeft = CFSTR("BottomLeft");
const CFStringRef kCVImageBufferChromaLocation_Bottom = CFSTR("Bottom");
