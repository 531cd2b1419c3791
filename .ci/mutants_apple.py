"""One-line changes to the Metal device, its windows and its decoder that the tests on the framework doubles must
catch: at least one for each row of what real frameworks punish."""

from __future__ import annotations

from mutants import Mutant

# The tests that should catch it first come first.
_DEVICE = "tests/conformance/test_proof.py tests/conformance/test_activation.py tests/test_lifetime.py"
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
_O = "csrc/device/metal/cv_color.mm"
_F = "csrc/device/metal/metal_frames.mm"
_S = "csrc/device/metal/vt_session.mm"
_V = "csrc/device/metal/vt_decoder.mm"
_M = "csrc/device/metal/vt_format.mm"
_W = "csrc/device/metal/metal_window.mm"
_Y = "csrc/device/metal/metal_window_classes.mm"
_L = "csrc/device/metal/display_ticks.mm"
_A = "csrc/device/metal/application.mm"
_X = "csrc/session/compositor_window.cpp"

APPLE_MUTANTS = (
    # Texture lifetime.
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
    # Texture cache.
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
    # Import.
    Mutant("chroma bound as one component", _I, "components == 2", "components == 3", _DRAW),
    Mutant(
        "failure code taken for success",
        _I,
        'if (code != kCVReturnSuccess || !bound) return import_error(name + " does not bind',
        'if (code == -6660 && !bound) return import_error(name + " does not bind',
        _FAIL,
    ),
    Mutant("plane sizes not checked", _I, "    if (found == expected) continue;", "    continue;", _FRAMES),
    Mutant(
        "buffers without IOSurface bound",
        _I,
        "  if (!CVPixelBufferGetIOSurface(buffer))",
        "  if (!buffer)",
        _FRAMES,
    ),
    # Frames.
    Mutant("full range read as limited", _C, "  desc.color.range = known->range;\n", "", _FRAMES),
    Mutant(
        "base address left locked",
        _C,
        "    CVPixelBufferUnlockBaseAddress(static_cast<CVPixelBufferRef>(native), kCVPixelBufferLock_ReadOnly);",
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
    # The pass.
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
    # Completion.
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
        "completion told twice",
        _K,
        "  if (submission.sink) submission.sink->completed(std::move(completion));",
        "  if (submission.sink) submission.sink->completed(Completion(completion));\n"
        "  if (submission.sink) submission.sink->completed(std::move(completion));",
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
    # Presenting.
    Mutant(
        "presented twice",
        _T,
        "    [commands presentDrawable:attachment.drawable];\n    [commands commit];",
        "    [commands presentDrawable:attachment.drawable];\n    [attachment.drawable present];\n"
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
    Mutant("presentDrawable: while resizing", _T, "  if (!with_transaction_) {", "  if (true) {", _RESIZE),
    Mutant("not waited until scheduled", _T, "  [commands waitUntilScheduled];\n", "", _RESIZE),
    Mutant("transaction left too early", _X, "  if (awaiting_screen_ != 0) return;\n", "", _RESIZE),
    Mutant(
        "picture not drawn in the resize callback",
        _X,
        "  resizing_ = true;\n  drain_in_callback();\n",
        "  resizing_ = true;\n",
        _RESIZE,
    ),
    Mutant(
        "skipped picture counted as shown",
        _X,
        "    ++not_shown_;\n    mirror_.mark_everything_dirty();\n",
        "    ++not_shown_;\n",
        _WINDOW,
    ),
    Mutant("drawn while occluded", _X, '  if (window_->occluded()) return "occluded";\n', "", _WINDOW),
    # Windows.
    Mutant(
        "window off the main thread",
        _W,
        '  if (!metal::on_main_thread()) return metal::off_main_error("open_window()");\n',
        "",
        _WINDOW,
    ),
    Mutant(
        "window released when closed",
        _W,
        "window.releasedWhenClosed = NO;",
        "window.releasedWhenClosed = YES;",
        _WINDOW,
    ),
    Mutant(
        "layer of a foreign view replaced",
        _W,
        "    [foreign addSubview:*view_];",
        "    foreign.layer = [CAMetalLayer layer];\n    [foreign addSubview:*view_];",
        _WINDOW,
    ),
    Mutant(
        "title set on the caller's thread",
        _W,
        "  on_main([title](MetalWindow& self) { (*self.window_).title = text(title); });",
        "  (*window_).title = text(title);",
        _WINDOW,
    ),
    Mutant("delegate left dangling", _W, "      window.delegate = nil;\n", "", _WINDOW),
    Mutant("foreign view's subview left", _W, "      [*view_ removeFromSuperview];\n", "", _WINDOW),
    Mutant(
        "contents anchored at the bottom",
        _Y,
        "= NSViewLayerContentsPlacementTopLeft",
        "= NSViewLayerContentsPlacementBottomLeft",
        _RESIZE,
    ),
    Mutant(
        "scale not given to the layer",
        _W,
        "  size_ = measure();\n  (*layer_).contentsScale = size_.scale;",
        "  size_ = measure();",
        _WINDOW,
    ),
    Mutant("link not made anew after wake", _W, "  ticks_->renew();\n", "", _WINDOW),
    Mutant(
        "link not invalidated",
        _L,
        "    [static_cast<CADisplayLink*>(*view_link_) invalidate];\n",
        "",
        _WINDOW,
    ),
    Mutant("link in the default mode alone", _L, "NSRunLoopCommonModes", "NSDefaultRunLoopMode", _RESIZE),
    Mutant("ticks while occluded", _W, "  if (occluded) return ticks_->pause();\n", "", _WINDOW),
    Mutant(
        "no regular app",
        _A,
        "  [app setActivationPolicy:NSApplicationActivationPolicyRegular];\n",
        "",
        _WINDOW,
    ),
    Mutant(
        "observers left", _Y, "    [NSNotificationCenter.defaultCenter removeObserver:object];\n", "", _WINDOW
    ),
    # The decoder.
    Mutant(
        "width asked of the decoder",
        _M,
        "  return as_constant(attributes);\n}\n\nCFRef<CFDictionaryRef> decoder_specification",
        "  CFDictionarySetValue(attributes.get(), kCVPixelBufferWidthKey, format.get());\n"
        "  return as_constant(attributes);\n}\n\nCFRef<CFDictionaryRef> decoder_specification",
        _VT,
    ),
    Mutant(
        "not Metal-compatible",
        _M,
        "  CFDictionarySetValue(attributes.get(), kCVPixelBufferMetalCompatibilityKey, kCFBooleanTrue);\n",
        "",
        _VT,
    ),
    Mutant(
        "full range not pinned",
        _M,
        "stream.full_range ? full : limited",
        "stream.full_range ? limited : limited",
        _VT,
    ),
    Mutant("sample freed before it is decoded", _S, "  bytes->owner = sample.owner;\n", "", _VT),
    Mutant("session not invalidated", _S, "    VTDecompressionSessionInvalidate(session_.get());\n", "", _VT),
    Mutant("decoded synchronously", _S, "kVTDecodeFrame_EnableAsynchronousDecompression,", "0,", _VT),
    Mutant(
        "copies of the decoder not counted", _V, "    if (!own_pool_) ++report_.device_copies;\n", "", _VT
    ),
    Mutant("no wait for a keyframe", _V, "  needs_keyframe_ = true;\n", "", _VT),
    Mutant(
        "new format not asked about",
        _S,
        "  if (!VTDecompressionSessionCanAcceptFormatDescription(session_.get(), format.get())) return false;\n",
        "",
        _VT,
    ),
    Mutant(
        "error return waits for a callback",
        _V,
        "    announced_.erase(number);\n    order_.answered(number, std::nullopt);\n    changed_.notify_all();\n  }\n}",
        "    changed_.notify_all();\n  }\n}",
        _VT,
    ),
    Mutant(
        "not drained before the session goes",
        _V,
        "    session_->drain();\n    session_.reset();\n",
        "    session_.reset();\n",
        _VT,
    ),
)
