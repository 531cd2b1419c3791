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
_PLANS = "tests/conformance/test_plans.py tests/apple/test_surfaces.py"
_SURFACES = "tests/apple/test_surfaces.py tests/conformance/test_plans.py"
_FAIL = "tests/conformance/test_fallback.py tests/test_recovery.py tests/apple"
_VT = "tests/apple/test_vt.py tests/apple/test_vt_source.py"
_WINDOW = "tests/apple/test_window.py tests/apple/test_attach.py tests/apple/test_run.py"
_RESIZE = "tests/apple/test_resize.py tests/apple/test_window.py"
_I = "csrc/device/metal/metal_import.mm"
_K = "csrc/device/metal/metal_completion.mm"
_T = "csrc/device/metal/metal_target.mm"
_D = "csrc/device/metal/metal_device.mm"
_P = "csrc/device/metal/metal_pass.mm"
_N = "csrc/device/metal/item_draws.mm"
_U = "csrc/device/metal/surface_passes.mm"
_L = "csrc/device/metal/metal_pipelines.mm"
_A = "csrc/device/metal/draw_arguments.mm"
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
        "    cache_->flush();\n  }\n  return status;",
        "  }\n  return status;",
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
    Mutant("first plane alone bound", _N, "i < draw.textures.size(); ++i)", "i < 1; ++i)", _DRAW),
    Mutant(
        "arguments of the fragment missing",
        _N,
        "  [encoder setFragmentBytes:&arguments.fill length:arguments.fill_bytes atIndex:fill_index];\n",
        "",
        _DRAW,
    ),
    Mutant("target not cleared", _P, "MTLLoadActionClear", "MTLLoadActionDontCare", _DRAW),
    Mutant(
        "pipeline of the other format",
        _N,
        "pipelines.get(draw.arguments.fragment, step, into)",
        "pipelines.get(draw.arguments.fragment, step, MTLPixelFormatBGRA8Unorm)",
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
        "    [commands commit];\n    if (!encoded)",
        "    if (!encoded)",
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
        "  return MTLTextureUsageShaderRead;",
        "  return MTLTextureUsageRenderTarget;",
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
        "    (*layer_).drawableSize = CGSizeMake(size.width, size.height);\n  }\n  return {};",
        "  }\n  return {};",
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
    Mutant(
        "surface not for sampling",
        _R,
        "(MTLTextureUsageRenderTarget | MTLTextureUsageShaderRead)",
        "(MTLTextureUsageRenderTarget)",
        _SURFACES,
    ),
    Mutant(
        "surface not to be drawn into",
        _R,
        "(MTLTextureUsageRenderTarget | MTLTextureUsageShaderRead)",
        "(MTLTextureUsageShaderRead)",
        _SURFACES,
    ),
    Mutant(
        "8 bits between filters",
        _R,
        "      return MTLPixelFormatRGBA16Unorm;",
        "      return MTLPixelFormatRGBA8Unorm;",
        _PLANS,
    ),
    Mutant(
        "surfaces of a dropped packet released at once",
        _D,
        "  record->held = KeepAlive(std::move(keep)).take();",
        "  KeepAlive(std::move(keep)).take();",
        _SURFACES,
    ),
    Mutant(
        "surfaces of a dropped packet never released",
        _K,
        "  submission.held.clear();\n",
        "  new auto(std::move(submission.held));\n",
        _SURFACES,
    ),
    Mutant(
        "surfaces of a dropped packet not committed",
        _D,
        "    if (commands) commit_unseen(commands, std::move(keep));\n",
        "",
        _SURFACES,
    ),
    Mutant(
        "surfaces encoded after the acquisition",
        _D,
        "    if (!encode_surface_passes(plan, commands, *pipelines_)) {\n",
        "    if (const Attachment early = target.acquire(); !early.texture) {\n"
        "      commit_unseen(commands, std::move(keep));\n"
        "      return SubmitStatus::no_drawable;\n"
        "    }\n"
        "    if (!encode_surface_passes(plan, commands, *pipelines_)) {\n",
        _SURFACES,
    ),
    Mutant(
        "surface not cleared",
        _U,
        "pass.kind == PassKind::draw ? MTLLoadActionClear",
        "pass.kind == PassKind::draw ? MTLLoadActionLoad",
        _PLANS,
    ),
    Mutant(
        "surface as large as what is drawn",
        _U,
        "ItemDraws(plan, items_of(plan, pass), pass.to->desc().size)",
        "ItemDraws(plan, items_of(plan, pass), pass.size)",
        _PLANS,
    ),
    Mutant(
        "filter over the whole texture",
        _U,
        "quad_arguments(RectPx::of(pass.size), pass.to->desc().size)",
        "quad_arguments(RectPx::of(pass.size), pass.size)",
        _PLANS,
    ),
    Mutant(
        "weights of the first convolution",
        _U,
        "&plan.weights[pass.weights.first]",
        "&plan.weights[0]",
        _PLANS,
    ),
    Mutant(
        "what filters read not counted",
        _U,
        "    if (pass.from) bytes += bytes_of(pass.from_size, *pass.from);\n",
        "",
        _PLANS,
    ),
    Mutant(
        "source not clamped to its content",
        _A,
        "  out.last[0] = pass.from_size.width - 1;",
        "  out.last[0] = pass.from->desc().size.width - 1;",
        _PLANS,
    ),
    Mutant("tint ignored", _A, "  out.tinted = pass.tint.has_value();", "  out.tinted = 0;", _PLANS),
    Mutant(
        "last weight left out",
        _A,
        "static_cast<int>(pass.weights.count) - 1;",
        "static_cast<int>(pass.weights.count) - 2;",
        _PLANS,
    ),
    Mutant(
        "clip shapes not counted",
        _A,
        "  out.shape.outlines = static_cast<int>(outlines.size() - out.first_outline);",
        "  out.shape.outlines = 1;",
        _PLANS,
    ),
    Mutant(
        "outlines of the first item",
        _N,
        "&outlines_[arguments.first_outline]",
        "&outlines_[0]",
        _PLANS,
    ),
    Mutant(
        "image sampled beyond its texels",
        _A,
        "out.fill.image.texels = texel_map(texel_from_target, origin, whole(item.texels));",
        "out.fill.image.texels = texel_map(texel_from_target, origin, whole(item.texture->desc().size));",
        _PLANS,
    ),
    Mutant(
        "mask sampled beyond its texels",
        _A,
        "out.fill.mask.texels = texel_map(texel_from_target, origin, whole(item.texels));",
        "out.fill.mask.texels = texel_map(texel_from_target, origin, whole(item.texture->desc().size));",
        _PLANS,
    ),
    Mutant(
        "screen like source-over",
        _L,
        "    {MTLBlendFactorOne, MTLBlendFactorOneMinusSourceColor, MTLBlendFactorOne,",
        "    {MTLBlendFactorOne, MTLBlendFactorOneMinusSourceAlpha, MTLBlendFactorOne,",
        _PLANS,
    ),
    Mutant(
        "multiply loses alpha",
        _L,
        "MTLBlendFactorZero, MTLBlendFactorOne},",
        "MTLBlendFactorZero, MTLBlendFactorOneMinusSourceAlpha},",
        _PLANS,
    ),
    Mutant(
        "multiply adds to opaque ground",
        _L,
        "    {MTLBlendFactorOneMinusDestinationAlpha, MTLBlendFactorOne,",
        "    {MTLBlendFactorOne, MTLBlendFactorOne,",
        _PLANS,
    ),
    Mutant(
        "multiply by the colour",
        _N,
        "      shape.complement = step == BlendStep::multiply_ground;",
        "      shape.complement = 0;",
        _PLANS,
    ),
    Mutant(
        "multiply in the other order",
        _L,
        "{BlendStep::multiply_ground, BlendStep::multiply_source}",
        "{BlendStep::multiply_source, BlendStep::multiply_ground}",
        _PLANS,
    ),
    Mutant(
        "filters used before they are compiled",
        _D,
        "pipelines_->wait(pipelines_for(plan))",
        "pipelines_->wait(PipelineGroup::plain)",
        _SURFACES,
    ),
    Mutant(
        "plain pictures wait for everything",
        _L,
        "groups_[static_cast<std::size_t>(group)];\n  if (!ready_",
        "groups_[1];\n  if (!ready_",
        _SURFACES,
    ),
    Mutant(
        "halved from the texel beside",
        "shaders/halve.metal",
        "place_of(pixel) * 2 - 1;",
        "place_of(pixel) * 2;",
        _PLANS,
    ),
    Mutant(
        "enlarged by half a texel off",
        "shaders/enlarge.metal",
        "filter.step - 0.5f;",
        "filter.step;",
        _PLANS,
    ),
    Mutant("rows convolved along columns", "shaders/convolve_x.metal", "int2(1, 0)", "int2(0, 1)", _PLANS),
    Mutant("tint by the colour", "shaders/filter.h", "tint * filtered.a", "tint * filtered.r", _PLANS),
]
