"""One-line changes to the Metal device that the tests on the framework doubles must catch
(`pytest --apple`)."""

from __future__ import annotations

from mutants import Mutant

# The tests that should catch it first come first.
_DEVICE = (
    "tests/apple/test_metal_faults.py tests/conformance/test_proof.py tests/conformance/test_activation.py"
    " tests/test_lifetime.py"
)
_FRAMES = "tests/apple/test_frames.py tests/conformance/test_proof.py tests/conformance/test_fallback.py"
_DRAW = "tests/conformance/test_items.py tests/conformance/test_colour.py tests/conformance/test_siting.py"
_FAIL = "tests/conformance/test_fallback.py tests/test_recovery.py tests/apple"
_VT = "tests/apple/test_vt.py tests/apple/test_vt_source.py"
_WINDOW = "tests/apple/test_window.py tests/apple/test_attach.py tests/apple/test_run.py"
_RESIZE = "tests/apple/test_resize.py tests/apple/test_window.py"
_I = "csrc/device/metal/metal_import.mm"
_K = "csrc/device/metal/metal_completion.mm"
_T = "csrc/device/metal/metal_target.mm"
_D = "csrc/device/metal/metal_device.mm"
_P = "csrc/device/metal/metal_pass.mm"
_R = "csrc/device/metal/metal_resources.mm"
_C = "csrc/device/metal/cv_frame.mm"
_F = "csrc/device/metal/metal_frames.mm"
_S = "csrc/device/metal/vt_session.mm"
_M = "csrc/device/metal/vt_format.mm"
_W = "csrc/device/metal/metal_window.mm"

METAL_MUTANTS = [
    Mutant(
        "textures and lease released at submission",
        _D,
        "  record->keep = std::move(keep);\n",
        "  { const KeepAlive early(std::move(keep)); }\n",
        _DEVICE,
    ),
    Mutant(
        "texture reference not kept",
        _I,
        "  import.planes_ = std::move(planes);\n",
        "  import.planes_ = planes;\n  for (auto& p : import.planes_)\n    if (p) CFRelease(p.get());\n",
        _DEVICE,
    ),
    Mutant(
        "texture reference leaked",
        _I,
        "  return bound;\n}\n\nvoid TextureCache::flush",
        "  CFRetain(bound.get());\n  return bound;\n}\n\nvoid TextureCache::flush",
        _DEVICE,
    ),
    Mutant(
        "pixel buffer not retained",
        _F,
        "  return adopt(CFRef<CVPixelBufferRef>::retain(buffer));",
        "  return adopt(CFRef<CVPixelBufferRef>::adopt(buffer));",
        _FRAMES,
    ),
    Mutant(
        "cache not flushed per packet",
        _D,
        "  cache_->flush();\n  return status;",
        "  return status;",
        _FRAMES,
    ),
    Mutant(
        "cache not flushed at teardown",
        _I,
        "  if (!in_forked_child()) flush();  // the lock stays with the parent\n",
        "",
        _FRAMES,
    ),
    Mutant("chroma bound as one component", _I, "components == 2", "components == 3", _FRAMES),
    Mutant(
        "failure code taken for success",
        _I,
        'if (code != kCVReturnSuccess || !bound) return import_error(name + " does not bind',
        'if (code == -6660 && !bound) return import_error(name + " does not bind',
        _FAIL,
    ),
    Mutant(
        "buffers without IOSurface bound",
        _I,
        "  if (!CVPixelBufferGetIOSurface(buffer))",
        "  if (!buffer)",
        _FRAMES,
    ),
    Mutant("full range read as limited", _C, "  desc.color.range = known->range;\n", "", _FRAMES),
    Mutant(
        "base address left locked",
        _C,
        "    CVPixelBufferUnlockBaseAddress(static_cast<CVPixelBufferRef>(native), "
        "kCVPixelBufferLock_ReadOnly);",
        "    (void)native;",
        _FRAMES,
    ),
    Mutant(
        "base address not locked",
        _C,
        "CVPixelBufferLockBaseAddress(buffer, kCVPixelBufferLock_ReadOnly)",
        "kCVReturnSuccess",
        _FRAMES,
    ),
    Mutant(
        "clean aperture ignored",
        _C,
        "  return visible.empty() ? whole : visible;",
        "  return whole;",
        _FRAMES,
    ),
    Mutant("encoder not ended", _P, "  [encoder endEncoding];\n", "", _DRAW),
    Mutant("first plane alone bound", _P, "i < draw.textures.size(); ++i)", "i < 1; ++i)", _DRAW),
    Mutant(
        "arguments of the fragment missing",
        _P,
        "    [encoder setFragmentBytes:&arguments.fill length:arguments.fill_bytes atIndex:fill_index];\n",
        "",
        _DRAW,
    ),
    Mutant("target not cleared", _P, "MTLLoadActionClear", "MTLLoadActionDontCare", _DRAW),
    Mutant(
        "pipeline of the other format",
        _P,
        "pipelines.get(arguments.fragment, into.pixelFormat)",
        "pipelines.get(arguments.fragment, MTLPixelFormatBGRA8Unorm)",
        _DRAW,
    ),
    Mutant(
        "handler after the commit",
        _D,
        "  tracker_->track(commands, std::move(record));\n"
        "  target.commit_and_present(commands, attachment, submission, sink);",
        "  target.commit_and_present(commands, attachment, submission, sink);\n"
        "  tracker_->track(commands, std::move(record));",
        _DEVICE,
    ),
    Mutant(
        "command buffer never committed",
        _D,
        "    [commands commit];\n    return picture;",
        "    return picture;",
        _DEVICE,
    ),
    Mutant(
        "command-buffer error not told",
        _K,
        "completion.failed = commands.status == MTLCommandBufferStatusError;",
        "completion.failed = false;",
        _FAIL,
    ),
    Mutant("removed device not noticed", _K, "    lost_ = true;", "    lost_ = false;", _FAIL),
    Mutant(
        "texture not for sampling",
        _R,
        "MTLTextureUsageRenderTarget : MTLTextureUsageShaderRead",
        "MTLTextureUsageRenderTarget : MTLTextureUsageRenderTarget",
        _DRAW,
    ),
    Mutant(
        "copies not counted",
        _R,
        "  count_host_copy(purpose,",
        "  if (desc_.format == TextureFormat::rgb8) count_host_copy(purpose,",
        "tests/conformance/test_proof.py tests/conformance/test_fallback.py",
    ),
    Mutant(
        "presented by the command buffer and by hand",
        _T,
        "    [commands presentDrawable:attachment.drawable];\n    [commands commit];",
        "    [commands presentDrawable:attachment.drawable];\n"
        "    [attachment.drawable present];\n"
        "    [commands commit];",
        _WINDOW,
    ),
    Mutant("not presented", _T, "    [commands presentDrawable:attachment.drawable];\n", "", _WINDOW),
    Mutant(
        "no drawable taken for one", _T, "  if (!drawable) return {};", "  if (!drawable) abort();", _WINDOW
    ),
    Mutant(
        "drawable kept",
        _T,
        "  id<MTLTexture> texture = drawable.texture;",
        "  id<MTLTexture> texture = [[drawable retain] texture];",
        _WINDOW,
    ),
    Mutant("drawable readable", _T, "layer.framebufferOnly = YES;", "layer.framebufferOnly = NO;", _WINDOW),
    Mutant("no colour space", _T, "  layer.colorspace = srgb.get();\n", "", _WINDOW),
    Mutant(
        "drawable size never set",
        _T,
        "  size_ = size;\n  (*layer_).drawableSize = CGSizeMake(size.width, size.height);\n  return {};",
        "  size_ = size;\n  return {};",
        _RESIZE,
    ),
    Mutant("not waited until scheduled", _T, "  [commands waitUntilScheduled];\n", "", _RESIZE),
    Mutant(
        "title set on the caller's thread",
        _W,
        "  on_main([title](MetalWindow& self) { (*self.window_).title = text(title); });",
        "  (*window_).title = text(title);",
        _WINDOW,
    ),
    Mutant(
        "scale not given to the layer",
        _W,
        "  size_ = measure();\n  (*layer_).contentsScale = size_.scale;",
        "  size_ = measure();",
        _WINDOW,
    ),
    Mutant("ticks while occluded", _W, "  if (occluded) return ticks_->pause();\n", "", _WINDOW),
    Mutant(
        "width asked of the decoder",
        _M,
        "  return as_constant(attributes);\n}\n\nCFRef<CFDictionaryRef> decoder_specification",
        "  CFDictionarySetValue(attributes.get(), kCVPixelBufferWidthKey, format.get());\n"
        "  return as_constant(attributes);\n"
        "}\n"
        "\n"
        "CFRef<CFDictionaryRef> decoder_specification",
        _VT,
    ),
    Mutant(
        "new format not asked about",
        _S,
        "  if (!VTDecompressionSessionCanAcceptFormatDescription(session_.get(), format.get())) return "
        "false;\n",
        "",
        _VT,
    ),
]
