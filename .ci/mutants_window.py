"""One-line changes to windows that the tests on the framework doubles must catch (`pytest --apple`)."""

from __future__ import annotations

from mutants import Mutant

_WINDOW = "tests/apple/test_window.py"
_RESIZE = "tests/apple/test_resize.py tests/apple/test_window.py"
_ATTACH = "tests/apple/test_attach.py"
_RUN = "tests/apple/test_run.py tests/apple/test_window.py"

_C = "csrc/device/metal/metal_window_classes.mm"
_W = "csrc/device/metal/metal_window.mm"
_T = "csrc/device/metal/display_ticks.mm"
_A = "csrc/device/metal/application.mm"
_M = "csrc/device/metal/metal_target.mm"
_S = "csrc/session/compositor_window.cpp"

WINDOW_MUTANTS = [
    Mutant("window that releases itself", _W, "  window.releasedWhenClosed = NO;", "  ;", _WINDOW),
    Mutant(
        "window off the main thread",
        _W,
        '  if (!metal::on_main_thread()) return metal::off_main_error("open_window()");\n',
        "",
        _WINDOW,
    ),
    Mutant(
        "title off the main thread",
        _W,
        "  if (metal::on_main_thread()) {\n    @auto",
        "  {\n    @auto",
        _WINDOW,
    ),
    Mutant(
        "picture not anchored",
        _C,
        "  view.layerContentsPlacement = NSViewLayerContentsPlacementTopLeft;\n",
        "",
        _RESIZE,
    ),
    Mutant("app not finished launching", _A, "  [app finishLaunching];\n", "", _WINDOW),
    Mutant(
        "app not a regular one",
        _A,
        "  [app setActivationPolicy:NSApplicationActivationPolicyRegular];\n",
        "",
        _WINDOW,
    ),
    Mutant(
        "link not in the common modes",
        _T,
        "forMode:NSRunLoopCommonModes",
        "forMode:NSDefaultRunLoopMode",
        _WINDOW,
    ),
    Mutant(
        "link of macOS 14 on macOS 13",
        _T,
        "  if (ZC_AVAILABLE(14)) {\n    target_",
        "  if (true) {\n    target_",
        _WINDOW,
    ),
    Mutant(
        "link not invalidated",
        _T,
        "    [static_cast<CADisplayLink*>(*view_link_) invalidate];\n",
        "",
        _WINDOW,
    ),
    Mutant(
        "link not stopped", _T, "CVDisplayLinkStop(screen_link_);  // joins its callback", "(void)0;", _WINDOW
    ),
    Mutant("link not renewed after sleep", _W, "  ticks_->renew();\n", "  ticks_->stop();\n", _WINDOW),
    Mutant("ticks never pause", _T, "  if (idle) idle_();\n", "", _WINDOW),
    Mutant("covered and drawn", _S, '  if (window_->occluded()) return "occluded";\n', "", _WINDOW),
    Mutant(
        "uncovered and not drawn",
        _S,
        "  mirror_.mark_everything_dirty();\n  drain_in_callback();\n",
        "",
        _WINDOW,
    ),
    Mutant("delegate kept", _C, "  if (zc_events) zc_events->will_close();", "  ;", _WINDOW),
    Mutant(
        "resize not in the transaction", _S, "  begin_transaction();\n  resizing_", "  resizing_", _RESIZE
    ),
    Mutant(
        "resize drawn later",
        _S,
        "  resizing_ = true;\n  drain_in_callback();\n",
        "  resizing_ = true;\n",
        _RESIZE,
    ),
    Mutant(
        "transaction joined by what came before",
        _S,
        "  if (awaiting_screen_ > 0) device_->wait_idle",
        "  if (false) device_->wait_idle",
        _RESIZE,
    ),
    Mutant("transaction left too early", _S, "  if (awaiting_screen_ != 0) return;\n", "", _RESIZE),
    Mutant("transaction never left", _S, "  in_transaction_ = false;\n", "", _RESIZE),
    Mutant(
        "other threads present in the transaction",
        _S,
        '  if (in_transaction_ && !window_->on_main_thread()) return "main_thread_busy";\n',
        "",
        _RESIZE,
    ),
    Mutant(
        "presented with the commands in the transaction",
        _M,
        "  if (!with_transaction_) {",
        "  if (true) {",
        _RESIZE,
    ),
    Mutant(
        "presented twice",
        _M,
        "  [attachment.drawable present];",
        "  [attachment.drawable present], [attachment.drawable present];",
        _RESIZE,
    ),
    Mutant(
        "scale not followed",
        _W,
        "  (*layer_).contentsScale = size.scale;\n  if (const auto",
        "  if (const auto",
        _RESIZE,
    ),
    Mutant(
        "layer of a foreign view replaced",
        _W,
        "    owns_view_ = true;\n    view_ = make",
        "    foreign.layer = [CAMetalLayer layer];\n    owns_view_ = true;\n    view_ = make",
        _ATTACH,
    ),
    Mutant(
        "second layer",
        _W,
        "  if ([foreign.layer isKindOfClass:[CAMetalLayer class]]) {",
        "  if (false) {",
        _ATTACH,
    ),
    Mutant("own view left behind", _W, "      [*view_ removeFromSuperview];\n", "", _ATTACH),
    Mutant(
        "mouse taken from the toolkit",
        _C,
        "  return zc_passive ? nil : [super hitTest:point];",
        "  return [super hitTest:point];",
        _ATTACH,
    ),
    Mutant(
        "observer left behind",
        _C,
        "    [NSNotificationCenter.defaultCenter removeObserver:object];\n",
        "",
        _ATTACH,
    ),
    Mutant(
        "events of an app that runs its loop",
        _W,
        "(owns_window_ && !application_runs())",
        "owns_window_",
        _WINDOW,
    ),
    Mutant(
        "not shown and not drawn again",
        _S,
        "    ++not_shown_;\n    mirror_.mark_everything_dirty();\n",
        "    ++not_shown_;\n",
        _WINDOW,
    ),
    Mutant("without a pool", _A, "  @autoreleasepool {\n    NSDate", "  {\n    NSDate", _RUN),
]
