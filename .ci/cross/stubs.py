"""Stub libraries (.tbd) of what a Mac offers to a linker, made from the headers' checked claims.

libSystem's comes with the compiler and is Apple's own list. The C++ library's holds what the objects need of
it: the availability annotations with which everything is compiled say that macOS 13 has it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import macho
import target
from claims import Claim, Headers

SDK = target.BUILD / "sdk"
# The version that stands in a framework's path; A where nothing is said.
VERSIONS = {"AppKit": "C", "Foundation": "C"}
# What the compiler calls of the Objective-C runtime without ARC, each in macOS 13 (libobjc's own headers).
RUNTIME = (
    "__objc_empty_cache",
    "_objc_alloc",
    "_objc_alloc_init",
    "_objc_autorelease",
    "_objc_autoreleasePoolPop",
    "_objc_autoreleasePoolPush",
    "_objc_copyStruct",
    "_objc_enumerationMutation",
    "_objc_getClass",
    "_objc_getProperty",
    "_objc_msgSend",
    "_objc_msgSendSuper2",
    "_objc_opt_class",
    "_objc_opt_isKindOfClass",
    "_objc_opt_new",
    "_objc_opt_respondsToSelector",
    "_objc_opt_self",
    "_objc_release",
    "_objc_retain",
    "_objc_retainAutorelease",
    "_objc_setProperty_atomic",
    "_objc_setProperty_nonatomic",
    "_sel_registerName",
    "_class_getName",
    "_object_getClass",
    "_object_getClassName",
    "___objc_personality_v0",
)
# The class of a constant string, which the compiler names.
CONSTANT_STRINGS = "___CFConstantStringClassReference"
CXX_PREFIXES = ("__ZNSt", "__ZNKSt", "__ZSt", "__ZTISt", "__ZTVSt", "__ZTSSt", "__Zn", "__Zd", "___cxa_")
CXX_PREFIXES += (
    "__ZTINSt",
    "__ZTVNSt",
    "__ZTVN10__cxxabiv1",
    "__ZTIN10__cxxabiv1",
    "___gxx_personality",
    "___dynamic_cast",
)
CXX_PREFIXES += tuple(f"__ZTI{letter}" for letter in "bcdfhijlmstvxyPD")


def framework_of(claim: Claim) -> str:
    """The folder of the header that claims it."""
    return Path(claim.where.split(":")[0]).relative_to(target.HEADERS.relative_to(target.ROOT)).parts[0]


def install_name(framework: str) -> str:
    version = VERSIONS.get(framework, "A")
    return f"/System/Library/Frameworks/{framework}.framework/Versions/{version}/{framework}"


def exports_of(headers: Headers) -> dict[str, tuple[list[str], list[str]]]:
    """Framework → (symbols, classes) that it exports by the headers' account."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for claim in headers.claims.values():
        symbols, classes = found.setdefault(framework_of(claim), ([], []))
        if claim.kind == "constant" or (claim.kind == "function" and not claim.inline):
            symbols.append(f"_{claim.name}")
        elif claim.kind == "class" and claim.name != "NSConstantString":
            classes.append(claim.name)
    found.setdefault("CoreFoundation", ([], []))[0].append(CONSTANT_STRINGS)
    return found


def write(path: Path, name: str, symbols: list[str], classes: list[str], reexported: list[str]) -> None:
    lines = [
        "--- !tapi-tbd",
        "tbd-version: 4",
        "targets: [ arm64-macos ]",
        f"install-name: '{name}'",
    ]
    if reexported:
        lines += [
            "reexported-libraries:",
            "  - targets: [ arm64-macos ]",
            f"    libraries: [ {listed(reexported)} ]",
        ]
    lines += ["exports:", "  - targets: [ arm64-macos ]", f"    symbols: [ {listed(sorted(symbols))} ]"]
    if classes:
        lines.append(f"    objc-classes: [ {listed(sorted(classes))} ]")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, "...", ""]))


def listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def make(headers: Headers) -> None:
    """Writes every stub but that of the C++ library, which depends on what is linked."""
    shutil.rmtree(SDK, ignore_errors=True)
    for framework, (symbols, classes) in exports_of(headers).items():
        path = SDK / f"{framework}.framework" / f"{framework}.tbd"
        write(path, install_name(framework), symbols, classes, [])
    write(SDK / "libobjc.tbd", "/usr/lib/libobjc.A.dylib", list(RUNTIME), ["NSObject"], [])
    shutil.copy(target.zig_folder() / "lib" / "libc" / "darwin" / "libSystem.tbd", SDK)


def make_cxx(objects: list[Path]) -> None:
    """Called by the linker with what it is about to link."""
    needed = set()
    for path in objects:
        needed |= {s.name for s in macho.symbols_in(path) if not s.defined}
    write(
        SDK / "libc++.tbd",
        "/usr/lib/libc++.1.dylib",
        [n for n in needed if n.startswith(CXX_PREFIXES)],
        [],
        [],
    )
