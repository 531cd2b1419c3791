"""One-line changes to the core that the tests must catch."""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """`before`, which stands once in `file`, becomes `after`."""

    name: str
    file: str
    before: str
    after: str
    tests: str


# The tests that should catch it first come first.
_POLICY = (
    "tests/native/test_policy.py tests/conformance/test_activation.py tests/conformance/test_fallback.py"
)
_FRAMES = (
    "tests/native/test_registry.py tests/test_present.py tests/conformance/test_proof.py"
    " tests/test_frame.py tests/test_lifetime.py"
)
_SCENE = (
    "tests/native/test_queue.py tests/native/test_damage_list.py tests/test_present.py"
    " tests/conformance/test_damage.py tests/conformance/test_items.py tests/conformance/test_fallback.py"
)
_COLOUR = "tests/conformance/test_colour.py tests/conformance/test_siting.py"
_PLACE = "tests/conformance/test_geometry.py tests/conformance/test_items.py"
_DRAW = "tests/conformance/test_items.py tests/conformance/test_geometry.py tests/conformance/test_siting.py"

_P = "csrc/interop/interop_policy.cpp"
_V = "csrc/interop/video_interop.cpp"
_R = "csrc/interop/frame_registry.cpp"
_Q = "csrc/scene/packet_queue.cpp"
_M = "csrc/scene/scene_mirror.cpp"
_C = "csrc/core/color.cpp"
_L = "csrc/compose/placement.cpp"
_D = "csrc/compose/damage.cpp"
_O = "csrc/compose/composer.cpp"
_X = "csrc/session/compositor.cpp"
_E = "csrc/session/scene_edits.cpp"

MUTANTS = (
    Mutant(
        "streak one short",
        _P,
        "if (streak_ < settings_.streak ||",
        "if (streak_ + 1 < settings_.streak ||",
        _POLICY,
    ),
    Mutant("stale token counts", _P, "  if (token != token_) return;\n  longest", "  longest", _POLICY),
    Mutant("back-off does not double", _P, "next_retry_ * 2", "next_retry_ * 1", _POLICY),
    Mutant(
        "back-off without end",
        _P,
        "std::min(next_retry_ * 2, longest_retry_frames)",
        "next_retry_ * 2",
        _POLICY,
    ),
    Mutant("calm resets too late", _P, "++calm_ >= calm_frames", "++calm_ > calm_frames", _POLICY),
    Mutant("failure keeps the streak", _P, "  streak_ = 0;\n", "", _POLICY),
    Mutant(
        "generation keeps the status",
        _P,
        "if (status_ == Tier::true_zero_copy) move_to(Tier::interop_handle, std::nullopt);",
        "",
        _POLICY,
    ),
    Mutant("barred for ever", _P, "if (new_format || new_generation) barred_.reset();", "", _POLICY),
    Mutant(
        "unprofitable import forced",
        _P,
        "!settings_.profitable && settings_.mode == Mode::automatic",
        "false",
        _POLICY,
    ),
    Mutant("switches not counted", _P, "++fallback_switches_;", ";", _POLICY),
    Mutant(
        "import holds no lease of its own",
        _V,
        "lease.duplicate());\n    if (imported)",
        "FrameLease{});\n    if (imported)",
        _FRAMES,
    ),
    Mutant("imports not counted", _V, "if (!shared) ++c.imports;", "", _FRAMES),
    Mutant(
        "copies not counted",
        _V,
        "c.host_bytes_copied += copied;",
        "(void)c;",
        "tests/conformance/test_proof.py",
    ),
    Mutant(
        "too large a frame accepted",
        _V,
        "desc.size.width > caps.max_size_px || desc.size.height > caps.max_size_px)",
        "false)",
        "tests/test_layers.py tests/test_present.py tests/test_frame.py",
    ),
    Mutant("claim not counted", _R, "++slots_[handle.index].claims;", "", _FRAMES),
    Mutant("released too early", _R, "if (--slot.claims > 0) return;", "--slot.claims;", _FRAMES),
    Mutant(
        "generation not bumped",
        _R,
        "if (++slot.generation == 0) slot.generation = 1;",
        "if (slot.generation == 0) slot.generation = 1;",
        _FRAMES,
    ),
    Mutant("slot not reused", _R, "  free_.push_back(handle.index);\n", "", _FRAMES),
    Mutant("epoch skips", _Q, "packet.epoch = ++last_epoch_;", "packet.epoch = last_epoch_ += 2;", _SCENE),
    Mutant(
        "gate ignored", _Q, "required = std::max(required, pending_[i].required_tree_epoch);", ";", _SCENE
    ),
    Mutant("gate opens too late", _Q, ">= gate_timeout_ns", "> gate_timeout_ns", _SCENE),
    Mutant("two survivors in a lane", _Q, "!std::exchange(lane_survived, true)", "!lane_survived", _SCENE),
    Mutant("z order reversed", _M, "a->props.z < b->props.z", "a->props.z > b->props.z", _SCENE),
    Mutant("same value is a change", _M, " || node.props.*member == patch.props.*member", "", _SCENE),
    Mutant(
        "replaced frame not counted",
        _M,
        "if (!node.frame_presented) node.video->drop(node.frame_handle);\n  if (node.frame.lease)",
        "if (node.frame.lease)",
        "tests/test_repaint.py",
    ),
    Mutant(
        "removed layer leaves its pixels",
        _M,
        "removed_bounds_ = unite(removed_bounds_, each->shown_bounds);",
        "",
        _SCENE,
    ),
    Mutant(
        "limited range taken for full",
        _C,
        "m.luma_zero = full ? 0 : 16 * step;",
        "m.luma_zero = 0;",
        _COLOUR,
    ),
    Mutant("BT.2020 blue weight off", _C, "{0.2627, 0.0593}", "{0.2627, 0.0693}", _COLOUR),
    Mutant(
        "green of Cb and Cr swapped",
        _C,
        "m.g_cr = -2 * (1 - kr) * kr / kg",
        "m.g_cr = -2 * (1 - kb) * kb / kg",
        _COLOUR,
    ),
    Mutant("untagged HD taken for SD", _C, "picture.width >= 1280 ||", "picture.width > 1280 ||", _COLOUR),
    Mutant("chroma sited half a sample off", _C, "return {0, 0.5};", "return {0.5, 0.5};", _COLOUR),
    Mutant(
        "contain covers",
        _L,
        "sx = sy = std::min(sx, sy);",
        "sx = sy = std::max(sx, sy) ;",
        _PLACE,
    ),
    Mutant(
        "SAR ignored",
        _L,
        "frame.visible.width() * frame.sample_aspect_ratio.value()",
        "frame.visible.width()",
        _PLACE,
    ),
    Mutant(
        "turned the wrong way",
        _L,
        "unrotate = {0, -1, 1, 0, 0, 1};",
        "unrotate = {0, 1, -1, 0, 1, 0} ;",
        _PLACE,
    ),
    Mutant(
        "crop ignored",
        _L,
        "static_cast<double>(v.height()), static_cast<double>(v.x0),",
        "static_cast<double>(v.height()), 0,",
        _PLACE,
    ),
    Mutant(
        "damage lost at the ninth",
        _D,
        "rect = unite(list.rects[static_cast<std::size_t>(cheapest)], rect);",
        "",
        _SCENE,
    ),
    Mutant(
        "old place not damaged",
        _O,
        "add_damage(plan.damage, intersect(node->shown_bounds, whole));",
        "",
        _SCENE,
    ),
    Mutant(
        "opacity 0 drawn",
        _O,
        "|| !space.enabled || opacity <= 0) return false;",
        "|| !space.enabled) return false;",
        "tests/test_repaint.py",
    ),
    Mutant("clip ignored", _O, "  if (props.clip) item.clip", "  if (false) item.clip", _PLACE),
    Mutant(
        "bad import not repainted",
        "csrc/session/compositor_completions.cpp",
        "    repaint_due_ = true;\n",
        "",
        "tests/test_repaint.py",
    ),
    Mutant(
        "lease kept after the bridge",
        _X,
        "node->frame.lease.release();  // the copy is all that is needed",
        ";",
        _FRAMES,
    ),
    Mutant("presented twice", _X, "if (first) ++c.frames_presented;", "++c.frames_presented;", _SCENE),
    Mutant(
        "staged frame not counted as dropped",
        "csrc/interop/video_layer_state.cpp",
        "if (replaces) ++counters_.frames_dropped;",
        "",
        _SCENE,
    ),
    Mutant(
        "round corners half a pixel off",
        "csrc/device/cpu/round_shape.cpp",
        "clamp01(0.5 - (length - radius_) / step)",
        "clamp01(1.0 - (length - radius_) / step)",
        _DRAW,
    ),
    Mutant(
        "translucent hides what is below",
        "csrc/device/cpu/row_renderer.cpp",
        "hidden = item.opaque && row.inner >= 1",
        "hidden = row.inner >= 1",
        _DRAW,
    ),
    Mutant(
        "sampled at the pixel's corner",
        "csrc/device/cpu/sample_map.cpp",
        "rule.scale * (px + 0.5) + rule.offset",
        "rule.scale * px + rule.offset",
        _DRAW,
    ),
    Mutant(
        "ring kept over another span",
        "csrc/device/cpu/video_rows.cpp",
        "  luma_rows_.fill(-1);\n",
        "",
        "tests/conformance/test_damage.py tests/native",
    ),
    Mutant(
        "blue made of Cr's gain",
        "csrc/device/cpu/kernels_finish.h",
        "shift_right<5>(add_saturated(gray, mul_q15(u, b_u)))",
        "shift_right<5>(add_saturated(gray, mul_q15(u, r_v)))",
        _COLOUR,
    ),
    Mutant(
        "siting ignored at 1:1",
        "csrc/device/cpu/video_rows.cpp",
        "q15((1 - video.chroma.x) / 2)",
        "q15(0.5)",
        _COLOUR,
    ),
    Mutant(
        "window reaches past the row",
        "csrc/device/cpu/sample_map.cpp",
        "std::min(*low * key_.sample_bytes, row_bytes - window_bytes)",
        "*low * key_.sample_bytes",
        "tests/native/test_guard_pages.py",
    ),
    Mutant(
        "delayed plan completed at once",
        "csrc/device/cpu/cpu_device.cpp",
        "finish_until(static_cast<std::size_t>(completion_delay_));",
        "finish_until(0);",
        "tests/conformance/test_fallback.py tests/conformance/test_activation.py tests/test_present.py",
    ),
    Mutant(
        "a dropped frame cannot come again",
        "csrc/interop/video_layer_state.cpp",
        "++counters_.frames_dropped;\n  if (frame == newest_) newest_ = {};",
        "++counters_.frames_dropped;",
        "tests/test_recovery.py",
    ),
)
