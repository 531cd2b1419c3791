// Pixel buffers as the core describes them.
#pragma once

#import <CoreVideo/CoreVideo.h>

#include "core/frame_desc.h"
#include "core/result.h"

namespace zc::metal {

// Everything but times, generation and orientation. The desc's `native` is the buffer, not retained.
Result<FrameDesc> describe(CVPixelBufferRef buffer);
// The buffer type that holds a format at a range; 0 where the core reads none.
OSType pixel_format_type(PixelFormat format, Range range);

}  // namespace zc::metal
