"""One-line changes to the CPU device's passes, blend modes and clip shapes that the tests must catch."""

from __future__ import annotations

from mutants import Mutant

_FILTERS = "tests/native/test_surface_filters.py"
_BLEND = "tests/native/test_blend_modes.py"
_CLIP = "tests/native/test_clip_shapes.py"

CPU_MUTANTS = [
    Mutant(
        "passes not run",
        "csrc/device/cpu/plan_renderer.cpp",
        "for (const SurfacePass& pass : plan.passes) bytes += run(pass, plan);",
        "",
        _FILTERS,
    ),
    Mutant(
        "a row of the halving above",
        "csrc/device/cpu/surface_filters.cpp",
        "std::clamp(2 * y - 1 + k, 0,",
        "std::clamp(2 * y - 2 + k, 0,",
        _FILTERS,
    ),
    Mutant(
        "tint forgotten",
        "csrc/device/cpu/surface_filters.cpp",
        "    if (job_->tint) kernels_.tint_row(out, to.size.width, tint_);\n",
        "",
        _FILTERS,
    ),
    Mutant(
        "rows widened once for all",
        "csrc/device/cpu/surface_filters.cpp",
        "  if (held != row) kernels_.widen_row",
        "  if (held < 0) kernels_.widen_row",
        _FILTERS,
    ),
    Mutant(
        "the centre keeps what rounding loses",
        "csrc/device/cpu/surface_filters.cpp",
        "std::clamp(whole - others, 0, 65535)",
        "std::clamp(whole - others - 400, 0, 65535)",
        _FILTERS,
    ),
    Mutant(
        "edges not repeated",
        "csrc/device/cpu/surface_filters.cpp",
        "  extend(row, width, -radius_, job_->to.size.width + radius_);\n",
        "",
        _FILTERS,
    ),
    Mutant(
        "enlarged half a texel off",
        "csrc/device/cpu/surface_filters.cpp",
        "const int place = y + job_->factor / 2;",
        "const int place = y;",
        _FILTERS,
    ),
    Mutant(
        "16 bits cut off, not rounded",
        "csrc/device/cpu/kernels_surface.h",
        "return shift_right_unsigned<8>(add(sub(value, shift_right_unsigned<8>(value)), splat(128)));",
        "return shift_right_unsigned<8>(sub(value, shift_right_unsigned<8>(value)));",
        _FILTERS,
    ),
    Mutant(
        "a vector past the row",
        "csrc/device/cpu/kernels_surface.h",
        "  if (i < count) convolve_one(taps, weights, radius, count - lanes, to);",
        "  if (i < count) convolve_one(taps, weights, radius, i, to);",
        _FILTERS,
    ),
    Mutant(
        "screen as add",
        "csrc/device/cpu/kernels_modes.h",
        "return add(source, sub(below, mul_q15(source, share_of(below))));",
        "return add_saturated(source, below);",
        _BLEND,
    ),
    Mutant(
        "multiply without the ground's alpha",
        "csrc/device/cpu/kernels_modes.h",
        "sub(source, mul_q15(source, share_of(below_alpha)))",
        "sub(source, source)",
        _BLEND,
    ),
    Mutant(
        "opacity lost under a mode",
        "csrc/device/cpu/row_renderer.cpp",
        "    opacity = item.opacity;\n",
        "",
        _BLEND,
    ),
    Mutant(
        "a blended item hides the others",
        "csrc/device/cpu/draw_list.cpp",
        " && item.blend == Blend::normal;",
        ";",
        _BLEND,
    ),
    Mutant(
        "clip shapes forgotten at edges",
        "csrc/device/cpu/coverage.cpp",
        "coverage *= cut.at(centre_x, centre_y);",
        "",
        _CLIP,
    ),
    Mutant(
        "only the first clip shape",
        "csrc/device/cpu/draw_list.cpp",
        "subspan(item.clips.first, item.clips.count)",
        "subspan(item.clips.first, std::min(item.clips.count, 1U))",
        _CLIP,
    ),
    Mutant(
        "inner run to the circle's edge",
        "csrc/device/cpu/round_shape.cpp",
        "row.inner = longest_run(parts(line, {-reach_u, any_v, -reach_corner}));",
        "row.inner = longest_run(parts(line, {-reach_u, any_v, 0}));",
        _CLIP,
    ),
    Mutant(
        "texels beyond those that count",
        "csrc/device/cpu/draw_list.cpp",
        "  view.size = item.texels;\n",
        "",
        _CLIP,
    ),
]
