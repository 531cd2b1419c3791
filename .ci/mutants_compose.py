"""One-line changes to csrc/compose that the tests must catch."""

from __future__ import annotations

from mutants import Mutant

# The tests that should catch it first come first.
_CANVAS = (
    "tests/native/test_canvas_coverage.py tests/native/test_canvas_strokes.py"
    " tests/conformance/test_canvas.py tests/test_canvas.py"
)
_DAMAGE = "tests/native/test_damage_list.py tests/conformance/test_damage.py"
_PLACE = "tests/conformance/test_geometry.py tests/conformance/test_items.py"
_RESIZES = "tests/scenarios/test_ellipse_path.py tests/scenarios/test_resize_policy.py"

_COVERAGE = "csrc/compose/path_coverage.cpp"
_FLATTEN = "csrc/compose/flatten.cpp"
_STROKER = "csrc/compose/stroker.cpp"
_DASHER = "csrc/compose/dasher.cpp"
_RASTER = "csrc/compose/canvas_raster.cpp"
_SURFACE = "csrc/compose/canvas_surface.cpp"
_PAINT = "csrc/compose/canvas_paint.cpp"
_PLACEMENT = "csrc/compose/placement.cpp"
_DAMAGE_LIST = "csrc/compose/damage.cpp"
_COMPOSER = "csrc/compose/composer.cpp"

COMPOSE_MUTANTS = (
    Mutant(
        "the even-odd rule is forgotten",
        _COVERAGE,
        "evenodd_ ? winding & 1 : winding != 0",
        "winding != 0",
        _CANVAS,
    ),
    Mutant(
        "an edge that comes in from above is bent",
        _COVERAGE,
        "if (e.y0 < 0) within.x0 = cut(within.y0 = 0);",
        "if (e.y0 < 0) within.y0 = 0;",
        _CANVAS,
    ),
    Mutant(
        "a slanted edge covers by its left end",
        _COVERAGE,
        "add_area(column, (to - x) * per_x, (x + to) / 2);",
        "add_area(column, (to - x) * per_x, x);",
        _CANVAS,
    ),
    Mutant(
        "edges that cross are not told apart",
        _COVERAGE,
        "if (band_.size() > 1) bottom = order_band(y, bottom);",
        "if (band_.size() > 1) order_band(y, bottom);",
        _CANVAS,
    ),
    Mutant(
        "the winding of one cluster is lost in the next",
        _COVERAGE,
        "winding_ += static_cast<int>(std::lround(crossed));",
        "winding_ = static_cast<int>(std::lround(crossed));",
        _CANVAS,
    ),
    Mutant(
        "curves are cut into a tenth of the chords",
        _FLATTEN,
        "std::sqrt(bend / (4 * tolerance_))",
        "std::sqrt(bend / (400 * tolerance_))",
        _CANVAS,
    ),
    Mutant(
        "a curve's own points are corners",
        _FLATTEN,
        "line(at(from + (to - from) * i / n), true);",
        "line(at(from + (to - from) * i / n), false);",
        _CANVAS,
    ),
    Mutant(
        "the miter limit is for any turn",
        _STROKER,
        "1 <= style_.miter_limit * std::cos(turn / 2)",
        "1 <= style_.miter_limit",
        _CANVAS,
    ),
    Mutant(
        "square caps are butt",
        _STROKER,
        "contour_.push_back(p + normal + half_ * direction);",
        "contour_.push_back(p + normal);",
        _CANVAS,
    ),
    Mutant(
        "joins on the inner side", _STROKER, "inner = sign * turn > 0;", "inner = sign * turn < 0;", _CANVAS
    ),
    Mutant("a dot has no caps", _STROKER, "if (style_.cap == Cap::butt) return;", "return;", _CANVAS),
    Mutant(
        "a closed line stays open",
        _STROKER,
        "if (contour.closed && n > 2) {",
        "if (contour.closed && n > 200) {",
        _CANVAS,
    ),
    Mutant(
        "an odd pattern is not doubled",
        _DASHER,
        "if (dashes_.size() % 2 == 1)",
        "if (false)",
        _CANVAS,
    ),
    Mutant(
        "a negative offset goes on",
        _DASHER,
        "period_ - std::fmod(-offset, period_)",
        "std::fmod(-offset, period_)",
        _CANVAS,
    ),
    Mutant(
        "a dash through the start is two",
        _DASHER,
        "if (line.closed && starts_on && ends_on && out.size() > 1 &&",
        "if (false && line.closed && starts_on && ends_on && out.size() > 1 &&",
        _CANVAS,
    ),
    Mutant(
        "the pattern waits where nothing is seen",
        _DASHER,
        "      pattern.skip(from * whole);\n",
        "",
        _CANVAS,
    ),
    Mutant(
        "clips replace one another",
        _RASTER,
        "state_.clip.box = intersect(state_.clip.box, *box);",
        "state_.clip.box = *box;",
        _CANVAS,
    ),
    Mutant(
        "transforms are applied last first",
        _RASTER,
        "state_.surface_from_user * step.map; }",
        "step.map * state_.surface_from_user; }",
        _CANVAS,
    ),
    Mutant(
        "a clip uncovers what the one around hides",
        _SURFACE,
        "outer ? static_cast<float>(outer[i]) : whole_mask",
        "false ? static_cast<float>(outer[i]) : whole_mask",
        _CANVAS,
    ),
    Mutant(
        "rounded down",
        _SURFACE,
        "std::clamp(value, 0.0f, 255.0f) + 0.5f",
        "std::clamp(value, 0.0f, 255.0f)",
        _CANVAS,
    ),
    Mutant(
        "gradients know no opacity",
        _PAINT,
        "colors_.push_back(premultiplied(stop.color, opacity));",
        "colors_.push_back(premultiplied(stop.color, 1));",
        _CANVAS,
    ),
    Mutant(
        "reflected gradients repeat",
        _PAINT,
        "return twice > 1 ? 2 - twice : twice;",
        "return twice > 1 ? twice - 1 : twice;",
        _CANVAS,
    ),
    Mutant(
        "at two stops of one offset the earlier colour holds",
        _PAINT,
        "while (hint < n && t >= offsets_[hint]) ++hint;",
        "while (hint < n && t > offsets_[hint]) ++hint;",
        _CANVAS,
    ),
    Mutant("a focus is the centre", _PAINT, "way_(g.center - g.focus)", "way_(g.center - g.center)", _CANVAS),
    Mutant(
        "images are sampled at their texels' corners",
        _PAINT,
        "std::clamp(at - 0.5, 0.0, size - 1.0)",
        "std::clamp(at, 0.0, size - 1.0)",
        _CANVAS,
    ),
    Mutant(
        "a canvas is a pixel short",
        _PLACEMENT,
        "to_px(std::ceil(side * scale - 1e-6))",
        "to_px(std::floor(side * scale))",
        _CANVAS,
    ),
    Mutant(
        "a canvas is drawn at the scale 1",
        _PLACEMENT,
        "placed->texel_from_local = Affine::scale(canvas_scale, canvas_scale);",
        "placed->texel_from_local = Affine::scale(1, 1);",
        _RESIZES,
    ),
    Mutant(
        "what a joined rectangle meets is not looked for again",
        _DAMAGE_LIST,
        "      i = 0;\n",
        "",
        _DAMAGE,
    ),
)
