"""One-line changes to records, R and passive layers that the tests must catch."""

from __future__ import annotations

from mutants import Mutant

_RECORDS = "tests/conformance/test_telemetry.py tests/test_telemetry.py"
_HUD = "tests/test_hud.py"

_I = "csrc/compose/ideal_bytes.cpp"
_U = "csrc/compose/culling.cpp"
_R = "csrc/session/telemetry_ring.cpp"
_C = "csrc/session/compositor.cpp"
_P = "csrc/session/compositor_presents.cpp"

TELEMETRY_MUTANTS = [
    Mutant("a target pixel of three bytes", _I, "rect->area() * 4;", "rect->area() * 3;", _RECORDS),
    Mutant("opaque items hide nothing", _I, "occluders.add(hidden);", ";", _RECORDS),
    Mutant("glass hides", _U, "if (!item.opaque || item.blend", "if (item.blend", _RECORDS),
    Mutant("round corners hide", _U, "  shape.y0 += item.corner_radius;\n", "", _RECORDS),
    Mutant(
        "half covered pixels hide", _U, "to_px(std::floor(inner.x1 +", "to_px(std::ceil(inner.x1 +", _RECORDS
    ),
    Mutant(
        "clips of opaque items are passed over",
        _U,
        "intersect(map_bounds(m, shape), item.clip)",
        "map_bounds(m, shape)",
        _RECORDS,
    ),
    Mutant(
        "rows between are read", _I, "if (std::abs(scale) <= 1) return span();", "return span();", _RECORDS
    ),
    Mutant(
        "texels of no weight are read",
        _I,
        "std::ceil(position - weight_tolerance)",
        "std::floor(position) + 1",
        _RECORDS,
    ),
    Mutant(
        "chroma has its first sample's place",
        _I,
        "-video.chroma.x / 2, -video.chroma.y / 2",
        "0, 0",
        _RECORDS,
    ),
    Mutant("chroma is not clamped", _I, "(visible.x1 - 1) / 2 + 1,", "visible.x1,", _RECORDS),
    Mutant(
        "pictures on their side are turned ones",
        _I,
        "if (std::abs(m.a) < slope_tolerance && std::abs(m.d) < slope_tolerance)",
        "if (false)",
        _RECORDS,
    ),
    Mutant("turned pictures have no area", _I, "return std::abs(twice) / 2;", "return 0 * twice;", _RECORDS),
    Mutant(
        "the whole target counts, not its damage",
        _I,
        "seen.add(intersect(item->bounds, *rect));",
        "seen.add(item->bounds);",
        _RECORDS,
    ),
    Mutant("the newest records come last twice", _R, "(added_ - count + i)", "(added_ - count)", _RECORDS),
    Mutant(
        "completions of the newest present alone",
        _R,
        "end.present_id < present_id) return;",
        "end.present_id != present_id) return;",
        _RECORDS,
    ),
    Mutant("late completions lose their bytes", _R, "    end.device_bytes = device_bytes;\n", "", _RECORDS),
    Mutant("superseded packets are measured", _P, "      measured = {};\n", "", _RECORDS),
    Mutant("measures of the present before", _P, "  round_ = {};\n", "", _RECORDS),
    Mutant(
        "video counts as user interface",
        _C,
        "round_.ui_bytes = bytes_copied_by_this_thread(CopyPurpose::ui)",
        "round_.ui_bytes = bytes_copied_by_this_thread(CopyPurpose::video_bridge)",
        _RECORDS,
    ),
    Mutant(
        "what the device told waits for a drain",
        "csrc/session/compositor_completions.cpp",
        "    for (const Completion& told : completions_)\n",
        "    for (const Completion& told : answering_)\n",
        "tests/conformance/test_telemetry.py",
    ),
    Mutant(
        "passive layers ask for pictures",
        "csrc/scene/scene_mirror.h",
        "return node.props.passive && place_now",
        "return false && place_now",
        _HUD,
    ),
    Mutant(
        "news of passive layers are lost",
        "csrc/scene/scene_mirror.cpp",
        "if (unchanged && waits(*ordered_[i], bounds[i])) continue;",
        "",
        _HUD,
    ),
    Mutant(
        "passive layers never change",
        "csrc/compose/composer.cpp",
        "  if (list.count > 0) damage(true);\n",
        "",
        _HUD,
    ),
    Mutant(
        "passive layers lie where they were added",
        "csrc/scene/scene_mirror.cpp",
        "  if (a->props.passive != b->props.passive) return b->props.passive;\n",
        "",
        _HUD,
    ),
    Mutant(
        "passive layers keep their first place",
        "csrc/scene/scene_mirror.h",
        "node.props.passive && place_now == node.shown_bounds",
        "node.props.passive && !node.shown_bounds.empty()",
        "tests/test_hud.py",
    ),
]
