"""The package offers what its listing says: names, arguments, defaults, types."""

from __future__ import annotations

import ast
import dataclasses
import enum
import inspect
import re
import subprocess
import sys
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import zerocopy as zc
from support.listing import ALIASES, ERRORS, LISTING
from support.process import run_cleanly

NAMES = {
    **{name: getattr(zc, name) for name in zc.__all__},
    "Any": typing.Any,
    "Literal": typing.Literal,
    "Callable": Callable,
    "Mapping": Mapping,
    "Sequence": Sequence,
    "Fraction": Fraction,
    "Self": typing.Self,
    "AbstractContextManager": AbstractContextManager,
    "Point": tuple[float, float],
}
TREE = ast.parse(LISTING)
CLASSES = {node.name: node for node in TREE.body if isinstance(node, ast.ClassDef)}
FUNCTIONS = {node.name: node for node in TREE.body if isinstance(node, ast.FunctionDef)}
METHODS = {
    f"{name}.{method.name}": method
    for name, node in CLASSES.items()
    for method in node.body
    if isinstance(method, ast.FunctionDef)
}
OWNED = ("GpuFrame", "VideoSource", "Target", "Offscreen", "Window", "Session")


def value_of(node: ast.expr | None) -> object:
    return eval(ast.unparse(node), {}, dict(NAMES)) if node else None


def arguments_of(node: ast.FunctionDef) -> list[tuple[str, object, object]]:
    """Name, kind and default of each argument."""
    found: list[tuple[str, object, object]] = []
    positional, defaults = node.args.args, node.args.defaults
    first_default = len(positional) - len(defaults)
    for index, argument in enumerate(positional):
        default = value_of(defaults[index - first_default]) if index >= first_default else "none"
        found.append((argument.arg, inspect.Parameter.POSITIONAL_OR_KEYWORD, default))
    for argument, given in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        default = value_of(given) if given else "none"
        found.append((argument.arg, inspect.Parameter.KEYWORD_ONLY, default))
    return [item for item in found if item[0] not in ("self", "cls")]


def callable_of(name: str) -> object:
    owner, _, method = name.rpartition(".")
    return getattr(getattr(zc, owner), method) if owner else getattr(zc, method)


@pytest.mark.parametrize("name", [*METHODS, *FUNCTIONS])
def test_arguments(name):
    node = METHODS.get(name) or FUNCTIONS[name]
    signature = inspect.signature(callable_of(name))
    actual = [
        (p.name, p.kind, "none" if p.default is p.empty else p.default)
        for p in signature.parameters.values()
        if p.name != "self"
    ]
    assert actual == arguments_of(node)


@pytest.mark.parametrize("name", [*METHODS, *FUNCTIONS])
def test_types_of_arguments(name):
    node = METHODS.get(name) or FUNCTIONS[name]
    hints = typing.get_type_hints(callable_of(name))
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        if argument.annotation:
            assert hints[argument.arg] == value_of(argument.annotation), argument.arg
    wanted = value_of(node.returns)
    assert hints["return"] == (type(None) if wanted is None else wanted)


def fields_of(node: ast.ClassDef) -> dict[str, ast.AnnAssign]:
    return {
        item.target.id: item
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "StrEnum" for base in node.bases)


@pytest.mark.parametrize("name", [n for n, node in CLASSES.items() if is_enum(node)])
def test_enums(name):
    actual = getattr(zc, name)
    assert issubclass(actual, enum.StrEnum)
    for item in CLASSES[name].body:
        assert isinstance(item, ast.Assign)
        (target,) = item.targets
        member = getattr(actual, ast.unparse(target))
        assert member.value == str(member) == value_of(item.value)


@pytest.mark.parametrize("name", [n for n, node in CLASSES.items() if node.decorator_list])
def test_records(name):
    actual, wanted = getattr(zc, name), fields_of(CLASSES[name])
    assert dataclasses.is_dataclass(actual)
    assert actual.__dataclass_params__.frozen
    assert [field.name for field in dataclasses.fields(actual)] == list(wanted)
    hints = typing.get_type_hints(actual)
    for field in dataclasses.fields(actual):
        item = wanted[field.name]
        assert hints[field.name] == value_of(item.annotation), field.name
        if item.value:
            assert field.default == value_of(item.value)


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        (name, attribute)
        for name, node in CLASSES.items()
        for attribute in fields_of(node)
        if not node.decorator_list and name != "Rect"
    ],
)
def test_attributes(name, attribute):
    """Properties with the listed type, or annotated attributes."""
    cls, wanted = getattr(zc, name), value_of(fields_of(CLASSES[name])[attribute].annotation)
    found = inspect.getattr_static(cls, attribute, None)
    if isinstance(found, property):
        assert typing.get_type_hints(found.fget)["return"] == wanted
    else:
        hints: dict[str, object] = {}
        for base in reversed(cls.__mro__):
            hints.update(inspect.get_annotations(base, eval_str=False))
        assert attribute in hints or found is not None


def test_rect_is_a_tuple():
    assert zc.Rect._fields == ("x", "y", "width", "height")
    assert zc.Rect(1, 2, 3, 4) == (1, 2, 3, 4)


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name):
    error, (builtin, code) = getattr(zc, name), ERRORS[name]
    assert issubclass(error, zc.ZeroCopyError)
    assert issubclass(error, builtin)
    assert isinstance(error.code, str)
    assert code is None or error("text").code == code
    assert str(error("A sentence.")) == "A sentence."


def test_codes_differ():
    codes = [getattr(zc, name).code for name in ERRORS]
    assert len(set(codes)) == len(codes)


def test_all_is_the_listing():
    listed = {*CLASSES, *FUNCTIONS, *ERRORS, *ALIASES, "PlayReport"}
    assert listed <= set(zc.__all__)
    assert set(zc.__all__) - listed <= {"__version__"}
    assert all(hasattr(zc, name) for name in zc.__all__)
    public = {name for name in vars(zc) if not name.startswith("_")}
    modules = {name for name in public if inspect.ismodule(getattr(zc, name))}
    assert public - modules - {"annotations"} <= set(zc.__all__)


@pytest.mark.parametrize("name", OWNED)
def test_what_is_owned_is_a_context_manager(name):
    cls = getattr(zc, name)
    for method in ("__enter__", "__exit__", "close"):
        assert callable(getattr(cls, method))
    assert isinstance(inspect.getattr_static(cls, "closed"), property)


def test_a_source_is_an_iterator():
    assert issubclass(zc.VideoSource, Iterator)


def test_modes_are_taken_as_words_and_as_members(nothing_left):
    for mode in ("software", zc.Mode.SOFTWARE):
        with zc.Session(device="cpu", mode=mode) as session:
            assert session.mode is zc.Mode.SOFTWARE


def test_types_of_values(nothing_left):
    """What properties return at run time is what they are annotated with."""
    planes = [np.zeros((4, 4), np.uint8), np.zeros((2, 2, 2), np.uint8)]
    with zc.Session(device="cpu") as session, session.open_offscreen(8, 8) as target:
        layer = target.scene.add_video()
        with zc.GpuFrame.from_planes(planes, "nv12") as frame:
            layer.submit(frame)
            outcome = target.present()
            values = [frame, session, target, layer, layer.counters, layer.fallback, outcome]
            for value in [*values, *layer.transitions, frame.color, *zc.probe()]:
                check_types(value)


def check_types(value: object) -> None:
    name = type(value).__name__
    for attribute, item in fields_of(CLASSES[name]).items():
        try:
            wanted, found = value_of(item.annotation), getattr(value, attribute)
        except zc.UnsupportedError:
            assert attribute in ("cvpixelbuffer", "iosurface")  # of frames in host planes
            continue
        origin = typing.get_origin(wanted)
        if origin is typing.Literal:
            assert found in typing.get_args(wanted), f"{name}.{attribute}"
        elif attribute not in ("background", "color", "transform", "layers", "transitions"):
            kinds = typing.get_args(wanted) if origin is not Mapping else (Mapping,)
            assert type(found) in kinds or isinstance(found, kinds or wanted), f"{name}.{attribute}"


def test_everything_public_is_documented():
    for name in zc.__all__:
        value = getattr(zc, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name
    for name in METHODS:
        if not name.rpartition(".")[2].startswith("__"):
            assert callable_of(name).__doc__, name


def test_the_package_is_typed():
    folder = Path(zc.__file__).parent
    assert (folder / "py.typed").exists()
    assert (folder / "_core.pyi").exists()
    assert re.fullmatch(r"\d+\.\d+\.\d+", zc.__version__)


def test_the_users_program_runs(clip):
    program = Path(__file__).parent / "typing" / "user_program.py"
    code = f"import runpy; runpy.run_path({str(program)!r}, run_name='__main__')"
    assert "true_zero_copy" in run_cleanly(code + "\n", str(clip("plain")))


def test_import_is_light():
    """The heavy parts of other packages wait for their use."""
    code = "import sys, zerocopy; print(any(name in sys.modules for name in ('rich', 'cv2')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
