// Colour as CoreVideo attaches it to pictures.
#pragma once

#import <CoreVideo/CoreVideo.h>

#include "core/color.h"

namespace zc::metal {

// What the attachments say; the range is the buffer type's to tell.
ColorSpec attached_color(CVPixelBufferRef buffer);
// Attaches what CoreVideo has words for.
void attach_color(CVPixelBufferRef buffer, const ColorSpec& color);

}  // namespace zc::metal
