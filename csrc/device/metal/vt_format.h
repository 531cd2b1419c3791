// Format descriptions and attributes that VideoToolbox takes. Objective-C++.
#pragma once

#import <CoreFoundation/CoreFoundation.h>
#import <CoreMedia/CoreMedia.h>

#include <vector>

#include "device/metal/objc_ref.h"
#include "device/metal/vt_decoder.h"
#include "device/metal/vt_nal_units.h"

namespace zc::metal {

using FormatRef = CFRef<CMVideoFormatDescriptionRef>;

// From avcC, hvcC, vpcC or av1C; vpcC is made up where the container brings none.
Result<FormatRef> format_of_configuration(const VtStream& stream);
// From the parameter sets of H.264 or HEVC; the samples' lengths have `length_size` bytes.
Result<FormatRef> format_of_parameter_sets(VtCodec codec, const ParameterSets& sets, int length_size);

// What the session's pictures must be: pinned format, bound by Metal. No size: one that the decoder does not
// produce by itself would make it convert through a second pool.
CFRef<CFDictionaryRef> picture_attributes(const VtStream& stream);
// Hardware preferred, or required.
CFRef<CFDictionaryRef> decoder_specification(const VtStream& stream);

}  // namespace zc::metal
