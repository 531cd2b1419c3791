"""One-line changes to csrc/scene that the tests must catch."""

from __future__ import annotations

from mutants import Mutant

# The tests that should catch it first come first.
_PACKETS = (
    "tests/native/test_queue.py tests/native/test_lanes.py tests/test_packets.py"
    " tests/conformance/test_epochs.py"
)
_MOTION = "tests/native/test_animation.py tests/test_animate.py"
_GROUPS = "tests/test_groups.py tests/native/test_lanes.py tests/conformance/test_damage.py"
_CANVAS = (
    "tests/native/test_canvas_coverage.py tests/native/test_canvas_strokes.py"
    " tests/conformance/test_canvas.py tests/test_canvas.py"
)
_RESIZES = "tests/scenarios/test_ellipse_path.py tests/scenarios/test_resize_policy.py"

_Q = "csrc/scene/packet_queue.cpp"
_M = "csrc/scene/scene_mirror.cpp"
_A = "csrc/scene/animation.cpp"
_R = "csrc/scene/animator.cpp"
_P = "csrc/scene/canvas_path.cpp"

SCENE_MUTANTS = (
    Mutant(
        "the epoch that is required is not enough",
        _Q,
        "if (pending_[i].epoch >= required) composable",
        "if (pending_[i].epoch > required) composable",
        _PACKETS,
    ),
    Mutant(
        "a gate that has opened still bars",
        _Q,
        "if (!timed_out(pending_[i], now_ns)) required",
        "required",
        _PACKETS,
    ),
    Mutant(
        "a met gate times out",
        _Q,
        "return packet.required_tree_epoch > last_epoch_ && now_ns",
        "return packet.required_tree_epoch > 0 && now_ns",
        _PACKETS,
    ),
    Mutant(
        "packets are taken newest first",
        _Q,
        "  std::reverse(out.end() - static_cast<std::ptrdiff_t>(count), out.end());\n",
        "",
        _PACKETS,
    ),
    Mutant(
        "a gate opens after fifty times its time",
        _Q,
        "if (packet.required_tree_epoch > last_epoch_) return packet.committed_ns + gate_timeout_ns;",
        "if (packet.required_tree_epoch > last_epoch_) return packet.committed_ns + 50 * gate_timeout_ns;",
        _PACKETS,
    ),
    Mutant(
        "a background does not repaint",
        _M,
        "    background_ = *packet.background;\n    everything_dirty_ = true;\n",
        "    background_ = *packet.background;\n",
        _GROUPS,
    ),
    Mutant(
        "a scale is forgotten",
        _M,
        "    target_scale_ = *packet.target_scale;\n",
        "",
        _RESIZES,
    ),
    Mutant(
        "a size is forgotten",
        _M,
        "if (packet.target_size && *packet.target_size != target_size_) {",
        "if (packet.target_size && packet.target_size->width != target_size_.width) {",
        _RESIZES,
    ),
    Mutant("of one z the older is above", _M, "a->id < b->id", "a->id > b->id", _GROUPS),
    Mutant(
        "a removed group forgets its grandchildren",
        _M,
        "around; around = around->parent)\n      if (around == &node) {",
        "around; around = nullptr)\n      if (around == &node) {",
        _GROUPS,
    ),
    Mutant(
        "a removed layer's animations go on",
        _M,
        "    animator_.stop(each->id, ~std::uint32_t{0});\n",
        "",
        _MOTION,
    ),
    Mutant(
        "setting a property does not end its animation",
        _M,
        "  if (animator_.running()) animator_.stop(node.id, patch.changed);\n",
        "",
        _MOTION,
    ),
    Mutant(
        "an equal drawing is another",
        _M,
        "return a == b || (a && b && *a == *b);",
        "return a == b;",
        _CANVAS,
    ),
    Mutant(
        "a new drawing keeps the old pixels",
        _M,
        "    node.props.drawing = std::move(patch.props.drawing);\n    node.texture_stale = true;\n",
        "    node.props.drawing = std::move(patch.props.drawing);\n",
        _CANVAS,
    ),
    Mutant(
        "a hidden group's video is prepared",
        _M,
        "for (const LayerNode* each = &node; each; each = each->parent)",
        "for (const LayerNode* each = &node; each; each = nullptr)",
        _GROUPS,
    ),
    Mutant(
        "a new animation begins where the old one was drawn",
        _R,
        "      fresh.animation.from = now.value;  // where it is, not where it was clamped to\n",
        "",
        _MOTION,
    ),
    Mutant(
        "a spring loses its velocity",
        _R,
        "      fresh.animation.velocity = now.velocity;\n",
        "",
        _MOTION,
    ),
    Mutant(
        "the first picture has moved on",
        _R,
        "running.elapsed_ns + (running.begun ? step_ns : 0)",
        "running.elapsed_ns + step_ns",
        _MOTION,
    ),
    Mutant(
        "time passes before the first picture",
        _R,
        "    if (running.begun) running.elapsed_ns += step_ns;\n",
        "    running.elapsed_ns += step_ns;\n",
        _MOTION,
    ),
    Mutant(
        "colours move with straight alpha",
        _R,
        "return {4, {c.r * alpha, c.g * alpha, c.b * alpha, alpha}};",
        "return {4, {c.r, c.g, c.b, alpha}};",
        _MOTION,
    ),
    Mutant(
        "an end is told as a break",
        _R,
        "if (finished) end(running, true);",
        "if (finished) end(running, false);",
        _MOTION,
    ),
    Mutant(
        "a cancelled animation runs",
        _R,
        "if (start.cancelled) return end(fresh, false);",
        "if (start.cancelled) end(fresh, false);",
        _MOTION,
    ),
    Mutant(
        "the wrong run goes back",
        _A,
        "out.backwards = timing.alternate && run % 2 != 0;",
        "out.backwards = timing.alternate && run % 2 == 0;",
        _MOTION,
    ),
    Mutant(
        "one run too many",
        _A,
        "timing.repeat > 0 && run >= timing.repeat",
        "timing.repeat > 0 && run > timing.repeat",
        _MOTION,
    ),
    Mutant("a step too many", _A, "jump_none) --jumps;", "jump_none) ++jumps;", _MOTION),
    Mutant(
        "a spring ends early", _A, "constexpr double left = 1e-3;", "constexpr double left = 1e-1;", _MOTION
    ),
    Mutant("springs pull the wrong way", _A, "(v0 + rate * x0) / turn", "(v0 - rate * x0) / turn", _MOTION),
    Mutant(
        "round corners overlap",
        _P,
        "std::min(r.width(), r.height()) / 2",
        "std::min(r.width(), r.height())",
        _CANVAS,
    ),
    Mutant("ellipses are circles", _P, "{0, r.height() / 2}", "{0, r.width() / 2}", _CANVAS),
    Mutant(
        "a group's transform also moves its place",
        _M,
        "Affine::translation(rect.x0, rect.y0) * props.transform;",
        "props.transform * Affine::translation(rect.x0, rect.y0);",
        _GROUPS,
    ),
    Mutant(
        "what is in a group that changes stays",
        _M,
        "    if (node->parent && node->parent->dirty) node->dirty = true;\n",
        "",
        _GROUPS,
    ),
    Mutant(
        "a layer's way begins at the target's size",
        _M,
        "  while (around && !around->props.rect) around = around->parent;  // which",
        "  // which",
        _MOTION,
    ),
)
