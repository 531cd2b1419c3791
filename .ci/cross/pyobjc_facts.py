"""PyObjC's metadata of the frameworks: values, constants, functions, structures and methods."""

from __future__ import annotations

import re
import runpy
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import encoding
import protocol_facts

FRAMEWORKS = (
    "Metal",
    "VideoToolbox",
    "CoreMedia",
    "IOSurface",
    "Quartz/CoreVideo",
    "Quartz/QuartzCore",
    "Quartz/CoreGraphics",
    "AppKit",
    "Foundation",
    "CoreFoundation",
)


@dataclass
class Metadata:
    """Facts of all frameworks, by name."""

    values: dict[str, int] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    functions: dict[str, list[str]] = field(default_factory=dict)
    structures: dict[str, list[str]] = field(default_factory=dict)
    # Selector → (class, {position: encoding}), -1 being the result.
    methods: dict[str, list[tuple[str, dict[int, str]]]] = field(default_factory=dict)
    # Function or selector → {position of a block or function pointer: its result and arguments}.
    callables: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    protocols: dict[str, tuple[protocol_facts.Methods, list[str]]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    # Constant → framework whose library holds it; the same for functions.
    homes: dict[str, str] = field(default_factory=dict)


def name_of(text: str | bytes) -> str:
    return text.decode() if isinstance(text, bytes) else text


def load(folder: Path) -> Metadata:
    facts = Metadata()
    for framework in FRAMEWORKS:
        load_framework(folder / framework / "_metadata.py", framework.split("/")[-1], facts)
    for module in sorted(folder.rglob("*.so")):
        for name, found in protocol_facts.protocols_of(module).items():
            if len(found[0]) >= len(facts.protocols.get(name, ({}, []))[0]):
                facts.protocols[name] = found
    return facts


def load_framework(path: Path, framework: str, facts: Metadata) -> None:
    """Runs the metadata with a stand-in for PyObjC that only records."""
    recorded: list[tuple[Any, Any, Any]] = []
    stand_in = types.ModuleType("objc")
    nothing = lambda *_, **__: None  # noqa: E731

    def structure(name: str, encoded: bytes, names: list[str], *_: Any, **__: Any) -> None:
        inside = encoding.fields(encoded)
        if inside is not None:
            facts.structures[name_of(encoded)[1:].split("=")[0].lstrip("_")] = inside
            facts.structures[name.split(".")[-1]] = inside

    recorder: Any = stand_in
    recorder.arch = "arm64"
    recorder._C_ID = b"@"
    recorder.createStructType = structure
    recorder.registerMetaDataForSelector = lambda *entry: recorded.append(entry)
    recorder.__getattr__ = lambda _: nothing
    before = sys.modules.get("objc")
    sys.modules["objc"] = stand_in
    try:
        found = runpy.run_path(str(path))
    finally:
        sys.modules.pop("objc")
        if before:
            sys.modules["objc"] = before
    take(found, framework, facts)
    for owner, selector, told in recorded:
        facts.methods.setdefault(name_of(selector), []).append((name_of(owner), positions(told)))
        facts.callables.setdefault(name_of(selector), {}).update(callables(told, 2, []))


def take(found: dict[str, Any], framework: str, facts: Metadata) -> None:
    for name, value in re.findall(r"\$?([A-Za-z_]\w*)@(-?\d+)\$", found.get("enums", "").replace("$", "$$")):
        facts.values[name] = int(value)
    for entry in re.findall(r"(?<=\$)([^$]+)(?=\$)", found.get("constants", "")):
        name, _, encoded = entry.partition("@")
        facts.constants[name] = encoding.plain(encoded or "@")
        facts.homes[name] = framework
    for name, value in found.get("misc", {}).items():
        if isinstance(value, int | float):
            facts.values[name] = int(value)
    for name, told in found.get("functions", {}).items():
        facts.functions[name] = [encoding.plain(part) for part in encoding.split(name_of(told[0]))]
        facts.homes[name] = framework
        if len(told) > 2:
            facts.callables[name] = callables(told[2], 0, facts.functions[name])
    facts.aliases.update(found.get("aliases", {}))


def positions(told: dict[str, Any]) -> dict[int, str]:
    """What the metadata of a method tells: it is silent about what the runtime knows already."""
    result = {}
    if "type" in told.get("retval", {}):
        result[-1] = encoding.plain(told["retval"]["type"])
    for at, argument in told.get("arguments", {}).items():
        if "type" in argument:
            result[at - 2] = encoding.plain(argument["type"])
        elif "callable" in argument:
            result[at - 2] = "@?"
    return result


def callables(told: dict[str, Any], first: int, types: list[str]) -> dict[int, list[str]]:
    """Result and arguments of each block and function pointer among the arguments of a call."""
    result = {}
    for at, argument in told.get("arguments", {}).items():
        called = argument.get("callable")
        if not called:
            continue
        given = called.get("arguments", {})
        encoded = [given.get(i, {}).get("type") for i in range(len(given))]
        encoded = [called.get("retval", {}).get("type"), *encoded]
        if not all(isinstance(part, str | bytes) for part in encoded):
            continue
        if first or types[at + 1] == "@?":
            del encoded[1:2]  # a block is its own first argument
        result[at - first] = [encoding.plain(part) for part in encoded]
    return result
