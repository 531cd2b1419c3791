"""The shaders on this machine: the shim against numpy in float64, the list of entry points, and the lint."""

from __future__ import annotations

import re
import runpy
import struct
from pathlib import Path

import numpy as np
import pytest

from support import apple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
lint = runpy.run_path(str(HERE / "lint_msl.py"))
generator = runpy.run_path(str(HERE / "msl" / "generate_entry_points.py"))

SIZE = 32
FORMATS = {
    "r8": (np.uint8, 1), "rg8": (np.uint8, 2), "r16": (np.uint16, 1), "rg16": (np.uint16, 2),
    "rgba8": (np.uint8, 4), "bgra8": (np.uint8, 4), "rgba16": (np.uint16, 4),
}  # fmt: skip
CORNERS = [(-1, 1), (1, 1), (-1, -1), (1, -1)]


def corners(points, values) -> bytes:
    """What probe_vertex reads: positions in clip space and a value each."""
    return b"".join(
        struct.pack("8f", x, y, 0, 1, *value) for (x, y), value in zip(points, values, strict=True)
    )


def shade(fragment, points, values, *, buffers=None, textures=None, target=None, **options):
    target = np.zeros((SIZE, SIZE, 4), np.uint8) if target is None else target
    apple.doubles().msl.shade(
        "probe_vertex", fragment, {0: corners(points, values)}, buffers or {}, textures or {}, target,
        vertex_count=len(points), **options,
    )  # fmt: skip
    return target


def across(values):
    """A value for each pixel of a target that the whole quad covers, in float64."""
    v = np.float64(np.float32(values))
    x, y = np.meshgrid((np.arange(SIZE) + 0.5) / SIZE, (np.arange(SIZE) + 0.5) / SIZE)
    bottom, top = v[2] + (v[3] - v[2]) * x[..., None], v[0] + (v[1] - v[0]) * x[..., None]
    return top + (bottom - top) * y[..., None]


def as_float(texels, format_name):
    kind, components = FORMATS[format_name]
    out = np.zeros((*texels.shape[:2], 4))
    out[..., 3] = 1
    out[..., :components] = texels / np.iinfo(kind).max
    return out[..., [2, 1, 0, 3]] if format_name == "bgra8" else out


def bilinear(texture, at):
    height, width = texture.shape[:2]
    x, y = at[..., 0] - 0.5, at[..., 1] - 0.5
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    across_share, down_share = (x - left)[..., None], (y - top)[..., None]

    def texel(i, j):
        return texture[np.clip(j, 0, height - 1), np.clip(i, 0, width - 1)]

    upper = texel(left, top) * (1 - across_share) + texel(left + 1, top) * across_share
    lower = texel(left, top + 1) * (1 - across_share) + texel(left + 1, top + 1) * across_share
    return upper * (1 - down_share) + lower * down_share


@pytest.fixture
def random():
    return np.random.default_rng(3)


def planar(random):
    """Values at the corners that lie in one plane, since the quad is two triangles."""
    right, down = random.uniform(-0.24, 0.24, (2, 4))
    return [0.5 - right - down, 0.5 + right - down, 0.5 - right + down, 0.5 + right + down]


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("fragment", ["probe_linear", "probe_normalized", "probe_nearest", "probe_read"])
def test_a_texture_is_sampled_as_in_float64(random, format_name, fragment):
    kind, components = FORMATS[format_name]
    shape = (13, 19, components)
    texels = random.integers(0, np.iinfo(kind).max, shape, kind, endpoint=True)
    # Beyond the edges too, but for reads, which must stay inside.
    low, high = ((0, 0), (19, 13)) if fragment == "probe_read" else ((-3, -4), (23, 18))
    values = [(low[0], low[1], 0, 0), (high[0], low[1], 0, 0), (low[0], high[1], 0, 0), (*high, 0, 0)]
    got = shade(fragment, CORNERS, values, textures={0: (format_name, texels)})
    at = across(values)[..., :2]
    texture = as_float(texels, format_name)
    if fragment in ("probe_linear", "probe_normalized"):
        wanted = bilinear(texture, at)
    else:
        i, j = np.floor(at[..., 0]).astype(int), np.floor(at[..., 1]).astype(int)
        wanted = texture[np.clip(j, 0, 12), np.clip(i, 0, 18)]
    allowed = 0.502 if fragment != "probe_nearest" else 0.63  # a half has 11 bits
    assert np.abs(got - wanted * 255).max() <= allowed


FUNCTIONS = {
    0: lambda v: np.clip(v * 2 - 0.5, 0, 1),
    1: lambda v: v + (v[..., ::-1] - v) * 0.25,
    2: lambda v: 0.5 * np.stack([
        np.linalg.norm(v[..., :3], axis=-1), (v * v).sum(-1) * 0.25,
        np.linalg.norm(v[..., :2] - v[..., 2:], axis=-1), np.ones(v.shape[:2])], -1),
    3: lambda v: v * 7 - np.floor(v * 7),
    4: lambda v: np.clip(v, 0.25, 0.5),
    5: lambda v: np.minimum(np.maximum(v, 0.3), 0.6),
    6: lambda v: np.where(v < 0.5, 0.0, 1.0),
    7: lambda v: (t := np.clip((v - 0.2) / 0.6, 0, 1)) ** 2 * (3 - 2 * t),
    8: lambda v: np.concatenate([
        np.where(v[..., :2] < v[..., 2:], v[..., 2:], v[..., :2]),
        np.abs(v[..., :1] - v[..., 1:2]), np.sqrt(v[..., 2:3])], -1),
    9: lambda v: np.concatenate([np.floor(v[..., :2] * 4), np.ceil(v[..., 2:] * 4)], -1) * 0.25,
}  # fmt: skip


@pytest.mark.parametrize("which", FUNCTIONS)
def test_a_function_is_as_in_float64(random, which):
    values = planar(random)
    got = shade("probe_functions", CORNERS, values, buffers={0: struct.pack("I", which)})
    error = np.abs(got - np.clip(FUNCTIONS[which](across(values)), 0, 1) * 255)
    # Where a value jumps, the last bit decides on which side a pixel is.
    assert np.sort(error, axis=None)[-3 if which in (3, 6, 9) else -1] <= 0.51


def test_a_matrix_is_laid_out_by_columns(random):
    matrix, values = random.uniform(-0.5, 0.7, (4, 4)), planar(random)
    got = shade("probe_matrix", CORNERS, values, buffers={0: matrix.T.astype(np.float32).tobytes()})
    assert np.abs(got - np.clip(across(values) @ matrix.T, 0, 1) * 255).max() <= 0.51


def test_flat_values_are_those_of_the_first_vertex(random):
    values = random.uniform(0, 1, (4, 4))
    got = shade("probe_flat", CORNERS, values)
    wanted = np.rint(values[:2] * 255).astype(np.uint8)
    assert {tuple(pixel) for pixel in got.reshape(-1, 4)} == {tuple(row) for row in wanted}


@pytest.mark.parametrize("seed", range(20))
def test_triangles_that_share_edges_cover_each_pixel_once(seed):
    """A fan over the whole target, its corners on the pixels' centres, edges and between."""
    random = np.random.default_rng(seed)
    steps = random.choice([2, 4, 256, 1024])
    hub = random.integers(-steps, steps, 2) / steps
    edge = np.sort(np.r_[0, 1, 2, 3, np.round(random.uniform(0, 4, 9) * steps) / steps])
    rim = [point_on_rim(t) for t in edge]
    target = np.zeros((SIZE, SIZE, 4), np.uint8)
    one = struct.pack("4f", 1 / 255, 1 / 255, 1 / 255, 0)
    for a, b in zip(rim, [*rim[1:], rim[0]], strict=True):
        triangle = [hub, a, b] if random.integers(2) else [b, a, hub]
        shade("probe_constant", triangle, [(0,) * 4] * 3, buffers={0: one}, target=target, source_over=True)
    assert (target[..., :3] == 1).all()


def point_on_rim(t):
    side, along = int(t) % 4, (t % 1) * 2 - 1
    return [(along, 1), (1, -along), (-along, -1), (-1, along)][side]


@pytest.mark.parametrize("format_name", ["rgba8", "bgra8"])
def test_blending_is_premultiplied_source_over_rounded_to_8_bits(random, format_name):
    below = random.integers(0, 255, (SIZE, SIZE, 4), np.uint8, endpoint=True)
    color = np.float32([0.3, 0.2, 0.6, 0.7])
    got = shade("probe_constant", CORNERS, [(0,) * 4] * 4, buffers={0: color.tobytes()},
                target=below.copy(), format=format_name, source_over=True)  # fmt: skip
    source = color[[2, 1, 0, 3]] if format_name == "bgra8" else color
    wanted = np.float64(source) * 255 + below * (1 - np.float64(color[3]))
    assert np.abs(got - np.minimum(wanted, 255)).max() <= 0.5001


def test_every_shipped_function_is_listed_with_its_bindings():
    listed = {name: (stage, arguments) for name, stage, _, arguments in apple.doubles().msl.entry_points()}
    files = sorted((ROOT / "shaders").glob("*.metal"))
    text = lint["without_comments"]("".join(path.read_text() for path in files))
    declared = re.findall(r"\b(vertex|fragment)\s+\w+\s+(\w+)\s*\(", text)
    assert {name: stage for stage, name in declared} == {name: stage for name, (stage, _) in listed.items()}
    assert sum(len(arguments) for _, arguments in listed.values()) == len(
        re.findall(r"\[\[\s*(?:buffer|texture)\s*\(", text)
    )
    bound = [argument for _, arguments in listed.values() for argument in arguments]
    assert all(size > 0 for kind, _, _, size in bound if kind == "buffer")


def test_the_shipped_source_is_what_is_embedded():
    embedded = runpy.run_path(str(ROOT / "shaders" / "embed.py"))["whole_source"]()
    assert apple.doubles().msl.source("shipped") == embedded


BAD_SHADERS = {
    "fragment float4 f(Pixel in) { return 0; }": "needs exactly one [[attribute]]",
    "fragment float4 f(constant float4& a [[buffer(31)]]) { return a; }": "needs an index below 31",
    "fragment float4 f(float4& a [[buffer(0)]]) { return a; }": "needs an address space",
    "fragment float4 f(constant int& a [[buffer(0)]], constant int& b [[buffer(0)]]) { return a; }": "twice",
    "kernel void k(uint i [[thread_position_in_grid]]) {}": "is a compute function",
    "fragment float f(float4 p [[position]]) { return 0; }": "not float4 or half4",
    "vertex float4 v(uint i [[vertex_id]]) { return 0; }": "return a struct with [[position]]",
    "struct V { float4 p; }; vertex V v(uint i [[vertex_id]]) { return V(); }": "no member with [[position]]",
    "fragment float4 f(bool front [[front_facing]]) { return 0; }": "[[front_facing]] of front in f",
}  # fmt: skip


@pytest.mark.parametrize("source", BAD_SHADERS)
def test_what_cannot_be_bound_is_refused(source, tmp_path):
    with pytest.raises(generator["ShaderError"], match=re.escape(BAD_SHADERS[source])):
        generator["emit_library"]("bad", source, tmp_path / "bad.metal")


def lint_text(text: str, folder: Path) -> list[str]:
    path = folder / "shader.metal"
    path.write_text(f"#include <metal_stdlib>\nusing namespace metal;\n{text}\n")
    return [problem.text for problem in lint["problems"](path)]


def test_the_shipped_shaders_are_clean(tmp_path):
    path = tmp_path / "shipped.metal"
    path.write_text(apple.doubles().msl.source("shipped"))
    assert lint["problems"](path) == []


def test_a_shader_in_good_style_is_clean():
    assert lint["problems"](HERE / "msl" / "probe.metal") == []


FORBIDDEN = {
    "float f(int n) { return n > 0 ? f(n - 1) : 0.0; }": "f calls itself",
    "float b(int n); float a(int n) { return b(n); } float b(int n) { return a(n); }": "a calls itself",
    "float f(float x) { double y = x; return y; }": "'double'",
    "float counter = 0; float f() { return counter; }": "The global counter must be in the",
    "const float k = 1; float f() { return k; }": "The global k must be in the address space constant.",
    "float f() { static float calls = 0; return calls; }": "calls is static",
    "float f(float* p) { return *p; }": "p is a pointer or reference without an address space.",
    "float f(const float2& p) { return p.x; }": "p is a pointer or reference without an address space.",
    "float f(thread float* p) { float* q = p; return *q; }": "q is a pointer or reference without an",
    "struct S { float* p; };": "p is a pointer or reference without an address space.",
    "constant float k = 1; float g(thread const float& x) { return x; } float f() { return g(k); }":
        "x of g is in thread, and is given what is in constant.",
    "float f(int n) { if (int m = n; m > 0) return 1; return 0; }": "is C++17",
    "float f(float2 p) { auto g = [](float x) { return x; }; return g(p.x); }": "Metal has no lambdas.",
    "float f(float2 p) { if constexpr (true) return p.x; return 0; }": "C++17",
    "struct P { float x, y; }; float f() { P p{.x = 1, .y = 2}; return p.x; }": "designated initializers",
    "float f(float x) { return dfdx(x); }": "'dfdx'",
    "float f(float x) { return fwidth(x); }": "'fwidth'",
    "threadgroup float shared[4];": "'threadgroup'",
    "constexpr sampler s(filter::linear);"
    "float4 f(texture2d<float> t, float2 p) { return t.sample(s, p, level(1)); }": "'level'",
    "float4 f(texture2d<float> t, float2 p) { sampler s(filter::linear); return t.sample(s, p); }":
        "The sampler s must be constexpr.",
    "kernel void f(uint i [[thread_position_in_grid]]) {}": "'kernel'",
    "float f(float x) { return fast::sqrt(x); }": "'fast'",
    "float f(float x) { return std::sqrt(x); }": "'std'",
    "#include <cmath>": "<cmath> is not a header of Metal.",
    "int4 f(uint4 x) { return x; }": "cannot initialize",
    "struct A { float x; }; struct B : A { float y; };": "B derives from another struct",
    "float f(float x, ...) { return x; }": "takes a variable number of arguments",
    "float f(float x) { goto end; end: return x; }": "'goto'",
    "constant bool k [[function_constant(0)]];": "'function_constant'",
}  # fmt: skip


@pytest.mark.parametrize("source", FORBIDDEN)
def test_the_lint_rejects_what_metal_refuses_or_the_shim_lacks(source, tmp_path):
    found = lint_text(source, tmp_path)
    assert any(FORBIDDEN[source] in text for text in found), found
