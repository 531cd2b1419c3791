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
_EFFECTS = (
    "tests/native/test_surface_store.py tests/native/test_blur_plan.py tests/conformance/test_effects.py"
    " tests/conformance/test_effect_cache.py tests/scenarios/test_edits.py"
)
_HIDING = "tests/conformance/test_culling.py tests/native/test_culling.py"
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
_ITEM = "csrc/compose/layer_item.cpp"
_CULLING = "csrc/compose/culling.cpp"
_BLUR = "csrc/compose/blur_plan.cpp"
_PASSES = "csrc/compose/surface_passes.cpp"
_STORE = "csrc/compose/surface_store.cpp"

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
        "      end();\n      pattern.skip(until);\n",
        "      end();\n",
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
        "placed->texel_from_local = Affine::scale(scale, scale);",
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
    Mutant("what is blended hides", _CULLING, "item.blend != Blend::normal || ", "", _HIDING),
    Mutant("what is cut to a shape hides", _CULLING, "item.clips.count > 0 || ", "", _HIDING),
    Mutant("what is turned hides", _CULLING, " || !m.axis_aligned()) return {};", ") return {};", _HIDING),
    Mutant("a faded layer is opaque", _ITEM, "  if (item.opacity < 1) item.opaque = false;\n", "", _HIDING),
    Mutant(
        "slanted edges are cut off", _ITEM, "local_from_target.c) / 2;", "local_from_target.c) / 20;", _PLACE
    ),
    Mutant(
        "lengths of effects are the target's",
        _ITEM,
        "std::sqrt(std::abs(map.determinant()));",
        "std::sqrt(std::abs(map.determinant() * 0 + 1));",
        _EFFECTS,
    ),
    Mutant(
        "a shadow falls the same way everywhere",
        _ITEM,
        "map.a * shadow->dx + map.c * shadow->dy;",
        "shadow->dx;",
        _EFFECTS,
    ),
    Mutant(
        "a spread shadow keeps its corners",
        _ITEM,
        "item.corner_radius + (x + y) / 2, 0.0, most",
        "item.corner_radius + 0 * (x + y), 0.0, most",
        _EFFECTS,
    ),
    Mutant(
        "halving does not count as blur",
        _BLUR,
        "(variance - (area - 1) / 4 - area / 6 - 1.0 / 12) / area",
        "variance / area",
        _EFFECTS,
    ),
    Mutant(
        "a blur ends after a sigma and a half",
        _BLUR,
        "constexpr double widest = 3.5; ",
        "constexpr double widest = 1.5; ",
        _EFFECTS,
    ),
    Mutant(
        "a blur's weights are not one",
        _BLUR,
        "static_cast<float>(weight / sum)",
        "static_cast<float>(weight)",
        _EFFECTS,
    ),
    Mutant("blurred along one axis", _PASSES, "if (!alone) {", "if (alone) {", _EFFECTS),
    Mutant(
        "a surface lies a pixel off",
        _PASSES,
        "Affine::translation(-area.x0, -area.y0);\n  shown.clip",
        "Affine::translation(1 - area.x0, -area.y0);\n  shown.clip",
        _EFFECTS,
    ),
    Mutant("a surface of another sigma is taken", _STORE, "a.sigma == b.sigma && ", "", _EFFECTS),
    Mutant("a surface of another tint is taken", _STORE, "a.tint == b.tint && ", "", _EFFECTS),
    Mutant("a surface of another colour is taken", _STORE, "a.color == b.color &&", "true &&", _EFFECTS),
    Mutant("a surface of other pixels is taken", _STORE, " && a.content == b.content &&", " &&", _EFFECTS),
    Mutant(
        "a surface of a lost submission is taken",
        _STORE,
        "if (surface.drawn_in == plan_) surface.valid = false;",
        "if (surface.drawn_in == plan_ + 1) surface.valid = false;",
        _EFFECTS,
    ),
    Mutant(
        "evicted bytes count on", _STORE, "    stats_.bytes -= bytes_of(texture->desc());\n", "", _EFFECTS
    ),
    Mutant(
        "layers of one opacity show through each other",
        _COMPOSER,
        "if (!intersect(*one, *other).empty()) return true;",
        "if (intersect(*one, *other).width() < 0) return true;",
        _EFFECTS,
    ),
    Mutant(
        "no backdrop",
        _COMPOSER,
        "if (lengths.backdrop > 0) add_backdrop",
        "if (lengths.backdrop < 0) add_backdrop",
        _EFFECTS,
    ),
    Mutant(
        "a backdrop does not follow what lies below",
        _COMPOSER,
        "    redrawn_.push_back(item.bounds);\n",
        "",
        _EFFECTS,
    ),
    Mutant(
        "what is drawn anew to a surface is not damaged",
        _COMPOSER,
        "for (const RectPx& place : redrawn_) add_damage(list, intersect(place, whole));",
        "for (const RectPx& place : redrawn_) add_damage(list, intersect(place, RectPx{}));",
        "tests/scenarios/test_edits.py",
    ),
    Mutant(
        "round clips are boxes",
        _COMPOSER,
        "const bool box = map.axis_aligned() && props.clip_radius <= 0;",
        "const bool box = map.axis_aligned();",
        _EFFECTS,
    ),
    Mutant(
        "a clip forgets the shapes around",
        _COMPOSER,
        "cut.clips = join_clips(scope.clips, {first, 1});",
        "cut.clips = {first, 1};",
        _EFFECTS,
    ),
    Mutant(
        "a shadow lies above",
        _COMPOSER,
        "all.insert(all.end(), content.begin(), content.end());",
        "all.insert(all.begin(), content.begin(), content.end());",
        _EFFECTS,
    ),
    Mutant(
        "a group's blend is lost",
        _COMPOSER,
        "    if (blend != Blend::normal) item.blend = blend;\n",
        "",
        _EFFECTS,
    ),
    Mutant(
        "a removed layer is not painted over",
        _COMPOSER,
        "  add_damage(list, intersect(mirror.removed_bounds(), whole));\n",
        "",
        _DAMAGE,
    ),
)
