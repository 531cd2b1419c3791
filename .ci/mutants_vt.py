"""One-line changes to the VideoToolbox decoder that the tests on the framework doubles must catch
(`pytest --apple`)."""

from __future__ import annotations

from mutants import Mutant

_FAULTS = "tests/apple/test_vt.py"
_SOURCE = "tests/apple/test_vt_source.py"

_S = "csrc/device/metal/vt_session.mm"
_D = "csrc/device/metal/vt_decoder.mm"
_F = "csrc/device/metal/vt_format.mm"
_I = "csrc/device/metal/vt_input.mm"
_O = "csrc/device/metal/vt_picture_order.h"

VT_MUTANTS = [
    Mutant(
        "sample bytes let go of at once",
        _S,
        "  bytes->owner = sample.owner;\n",
        "",
        _SOURCE,
    ),
    Mutant(
        "sample bytes never let go of",
        _S,
        "{ delete static_cast<SampleBytes*>(context); }",
        "{ (void)context; }",
        _SOURCE,
    ),
    Mutant(
        "session released without being invalidated",
        _S,
        "    VTDecompressionSessionInvalidate(session_.get());\n",
        "",
        _SOURCE,
    ),
    Mutant(
        "session invalidated with samples in flight",
        _S,
        "    if (answers_) drain();\n    VTDecompressionSessionInvalidate",
        "    VTDecompressionSessionInvalidate",
        _FAULTS,
    ),
    Mutant(
        "samples decoded synchronously",
        _S,
        "kVTDecodeFrame_EnableAsynchronousDecompression,",
        "VTDecodeFrameFlags{},",
        _SOURCE,
    ),
    Mutant(
        "supplemental decoder not registered",
        _S,
        "  if (stream.codec == VtCodec::vp9)",
        "  if (false)",
        _SOURCE,
    ),
    Mutant(
        "an error taken for an answer that comes",
        _D,
        "    judge(status);\n    announced_.erase(number);\n    order_.answered(number, std::nullopt);\n",
        "",
        _FAULTS,
    ),
    Mutant(
        "converted pictures not counted",
        _D,
        "    if (!own_pool_) ++report_.device_copies;\n",
        "",
        _FAULTS,
    ),
    Mutant(
        "no keyframe waited for",
        _D,
        "  needs_keyframe_ = true;\n",
        "",
        _FAULTS,
    ),
    Mutant(
        "malfunction without end",
        _D,
        "  if (++malfunctions_in_a_row_ >= most_malfunctions)",
        "  if (++malfunctions_in_a_row_ >= 1000 * most_malfunctions)",
        _FAULTS,
    ),
    Mutant(
        "session kept after it is lost",
        _D,
        "  session_.reset();\n  needs_keyframe_",
        "  needs_keyframe_",
        _FAULTS,
    ),
    Mutant(
        "unknown hardware taken for software",
        _S,
        "  return !flag ? VtHardware::unknown",
        "  return !flag ? VtHardware::no",
        _FAULTS,
    ),
    Mutant(
        "session not replaced when it refuses a format",
        _D,
        "  if (!accepted && session_) {",
        "  if (false) {",
        _FAULTS,
    ),
    Mutant(
        "no Metal compatibility",
        _F,
        "  CFDictionarySetValue(attributes.get(), kCVPixelBufferMetalCompatibilityKey, kCFBooleanTrue);\n",
        "",
        _SOURCE,
    ),
    Mutant(
        "range of the stream ignored",
        _F,
        "stream.full_range ? full : limited",
        "stream.full_range ? limited : full",
        _SOURCE,
    ),
    Mutant(
        "hardware not required",
        _F,
        "stream.require_hardware\n                           ? kVTVideo",
        "stream.require_hardware && stream.size.empty()\n                           ? kVTVideo",
        _FAULTS,
    ),
    Mutant(
        "start codes not converted",
        _I,
        "    out.sample.bytes = *converted;\n",
        "",
        _SOURCE,
    ),
    Mutant(
        "pictures given out as they come",
        _O,
        "return picture && (samples_.size() > static_cast<std::size_t>(depth_) || place.epoch < epoch_);",
        "return picture.has_value();",
        _FAULTS,
    ),
    Mutant(
        "pictures forgotten by a flush come late",
        _D,
        "  order_.clear();\n",
        "",
        _SOURCE,
    ),
    Mutant(
        "used-up pool taken for damage",
        _D,
        "  if (is_exhausted(status) && alive > ours) {",
        "  if (false) {",
        _FAULTS,
    ),
]
