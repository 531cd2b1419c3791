"""What a Mac's loader would see of the built extension module, each against what it must be."""

from __future__ import annotations

import collections
import re
from pathlib import Path

import macho
import stubs
import target
from claims import Headers

MACOS = 1  # the platform's number in a load command


def check(path: Path, headers: Headers) -> list[str]:
    image = macho.read(path)
    problems = [
        *check_form(image),
        *check_exports(image),
        *check_libraries(image, headers),
        *check_bindings(image, headers),
        *check_signature(image),
        *check_selectors(image, headers),
    ]
    return [f"{path.name}: {problem}" for problem in problems]


def check_form(image: macho.Image) -> list[str]:
    problems = []
    if image.kind != "bundle":
        problems.append(f"is a {image.kind}, and must be a bundle.")
    if image.platform != MACOS or image.minimum_os != target.OLDEST_MACOS:
        problems.append(f"is for platform {image.platform}, macOS {image.minimum_os}.")
    if image.run_paths:
        problems.append(f"searches libraries in {image.run_paths}.")
    return problems


def check_exports(image: macho.Image) -> list[str]:
    exported = sorted(s.name for s in image.symbols if s.external and s.defined)
    print(f"exports: {', '.join(exported)}")
    wanted = ["_PyInit__core"]
    return [] if exported == wanted else [f"exports {exported[:5]}, and must export {wanted}."]


def check_libraries(image: macho.Image, headers: Headers) -> list[str]:
    frameworks = {stubs.install_name(name) for name in stubs.exports_of(headers)}
    allowed = frameworks | {
        "/usr/lib/libSystem.B.dylib",
        "/usr/lib/libc++.1.dylib",
        "/usr/lib/libobjc.A.dylib",
    }
    for library in image.libraries:
        print(f"loads {library.name}{' (weak)' if library.weak else ''}")
    strangers = [library.name for library in image.libraries if library.name not in allowed]
    return [f"loads {name}, which is none of the system's that it may load." for name in strangers]


def check_bindings(image: macho.Image, headers: Headers) -> list[str]:
    """Python's symbols alone are looked up everywhere; what is newer than the target is weak."""
    newer = newer_symbols(headers)
    problems = []
    bound: collections.Counter[str] = collections.Counter()
    weak = []
    for symbol in (s for s in image.symbols if not s.defined):
        is_python = symbol.name.startswith(("_Py", "__Py"))
        is_flat = symbol.ordinal == macho.UNDEFINED_FLAT
        if is_flat != is_python:
            problems.append(f"binds {symbol.name} {'in any image' if is_flat else 'to one library'}.")
        if symbol.weak_reference:
            weak.append(symbol.name)
        if symbol.weak_reference != (symbol.name in newer):
            must = "weak" if symbol.name in newer else "not weak"
            problems.append(f"refers to {symbol.name}, which must be {must}.")
        home = "Python" if is_flat else Path(image.libraries[symbol.ordinal - 1].name).name
        bound[home] += 1
    print("binds " + ", ".join(f"{count} to {home}" for home, count in sorted(bound.items())))
    print(f"weak: {', '.join(sorted(weak)) or 'none'}")
    return problems


def newer_symbols(headers: Headers) -> set[str]:
    names = set()
    for claim in headers.claims.values():
        if (claim.introduced or (0, 0)) > target.OLDEST_MACOS:
            names |= {f"_{claim.name}", f"_OBJC_CLASS_$_{claim.name}", f"_OBJC_METACLASS_$_{claim.name}"}
    return names


def check_signature(image: macho.Image) -> list[str]:
    bad = macho.bad_pages(image)
    if bad is None:
        return ["has no code signature, without which no Mac with Apple's processor loads it."]
    print("code signature: every page as signed" if not bad else "code signature: void")
    return [f"differs from its code signature in the pages {bad[:5]}."] if bad else []


def check_selectors(image: macho.Image, headers: Headers) -> list[str]:
    """The selectors that the machine code sends, found without the parse, are all declared ones."""
    section = image.section("__objc_methname")
    if section is None:
        return ["sends no Objective-C message: the Metal device isn't in it."]
    content = image.data[section.offset : section.offset + section.size]
    # Types of properties lie there too, and names of own variables.
    words = {name.decode() for name in content.split(b"\0")}
    names = {word for word in words if re.fullmatch(r"[\w:.]+", word) and not word.startswith("zc_")}
    known = set(RUNTIME_SELECTORS)
    for claim in headers.claims.values():
        known |= {claim.name, claim.getter, claim.setter}
    own = {name for name in names if name in own_selectors()}
    strangers = sorted(names - known - own)
    print(f"{len(names)} selectors in the machine code, {len(own - known)} of own classes")
    return [f"names the selector {name}, which no header declares." for name in strangers]


# NSObject's own, from libSystem's headers.
RUNTIME_SELECTORS = [
    "alloc",
    "allocWithZone:",
    "init",
    "new",
    "retain",
    "release",
    "autorelease",
    "copy",
    "dealloc",
    "class",
    "description",
    "isKindOfClass:",
    "respondsToSelector:",
    "conformsToProtocol:",
    "hash",
    "isEqual:",
    "self",
    "superclass",
    "performSelector:",
    "isProxy",
    "isMemberOfClass:",
    "retainCount",
    "zone",
    "debugDescription",
    "performSelector:withObject:",
    "performSelector:withObject:withObject:",
    ".cxx_destruct",
    ".cxx_construct",
]


def own_selectors() -> set[str]:
    """Methods of own classes, by their implementation."""
    found = set()
    for path in target.sources(".mm", ".h"):
        for line in re.findall(r"^[-+] \([^)]*\)([^;{]*)[;{]", path.read_text(), re.MULTILINE):
            parts = re.findall(r"(\w+):", line)
            found.add("".join(f"{part}:" for part in parts) or line.strip())
    return found
