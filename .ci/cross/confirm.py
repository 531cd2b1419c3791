"""Holds one claim of the headers against what others recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import encoding
import fetch_facts
import metal_cpp_facts
import pyobjc_facts
import typescript_facts
from claims import Claim, Headers
from parsing import Typed
from typescript_facts import joined

SOURCES = ("PyObjC", "NativeScript", "metal-cpp")


@dataclass
class Verdict:
    """Who confirms a claim, who contradicts it and how."""

    confirmed: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def judge(self, source: str, problems: list[str]) -> None:
        if problems:
            self.contradictions += [f"{source} {problem}" for problem in problems]
        else:
            self.confirmed.append(source)


class Facts:
    """All sources, loaded once."""

    def __init__(self, headers: Headers) -> None:
        self.headers = headers
        self.pyobjc = pyobjc_facts.load(fetch_facts.PYOBJC_FOLDER)
        self.typescript = typescript_facts.load(fetch_facts.TYPESCRIPT_FOLDER)
        self.metal_cpp = metal_cpp_facts.load(fetch_facts.METAL_CPP_FOLDER)

    def judge(self, claim: Claim) -> Verdict:
        verdict = Verdict()
        getattr(self, f"judge_{claim.kind}")(claim, verdict)
        return verdict

    def judge_value(self, claim: Claim, verdict: Verdict) -> None:
        told = {
            "PyObjC": self.pyobjc.values.get(claim.name),
            "NativeScript": self.typescript.value(claim.owner, claim.name),
        }
        for source, value in told.items():
            if value is not None:
                same = value % 2**64 == claim.number % 2**64
                verdict.judge(source, [] if same else [f"says {value}, the headers {claim.number}"])

    def judge_constant(self, claim: Claim, verdict: Verdict) -> None:
        ours = claim.types[0]
        if (theirs := self.pyobjc.constants.get(claim.name)) is not None:
            verdict.judge("PyObjC", unlike([(ours, theirs)]))
        if (kind := self.typescript.constants.get(claim.name)) is not None:
            verdict.judge("NativeScript", of_other_kind([(ours, kind)]))

    def judge_function(self, claim: Claim, verdict: Verdict) -> None:
        if (theirs := self.pyobjc.functions.get(claim.name)) is not None:
            verdict.judge(
                "PyObjC",
                in_order(claim.types, theirs, unlike) + self.other_callables(claim.name, claim.types),
            )
        if (kinds := self.typescript.functions.get(claim.name)) is not None:
            verdict.judge("NativeScript", in_order(claim.types, kinds, of_other_kind))

    def judge_structure(self, claim: Claim, verdict: Verdict) -> None:
        if (theirs := self.pyobjc.structures.get(claim.name.lstrip("_"))) is not None:
            verdict.judge("PyObjC", in_order(claim.types, theirs, unlike))
        if found := self.typescript.types.get(claim.name):
            verdict.judge(
                "NativeScript", in_order(claim.types, list(found.properties.values()), of_other_kind)
            )

    def judge_class(self, claim: Claim, verdict: Verdict) -> None:
        if claim.name in self.typescript.types:
            ancestors = self.typescript.lineage(claim.name)
            wrong = [b for b in claim.bases if b not in ancestors and b != "NSObject"]
            verdict.judge("NativeScript", [f"knows no superclass {b}" for b in wrong])
        elif any(owner == claim.name for owner, _, _ in self.metal_cpp.methods):
            verdict.judge("metal-cpp", [])

    def judge_protocol(self, claim: Claim, verdict: Verdict) -> None:
        if claim.name in self.pyobjc.protocols:
            verdict.judge("PyObjC", [])
        if claim.name in self.typescript.types or f"{claim.name}Protocol" in self.typescript.types:
            verdict.judge("NativeScript", [])

    def judge_method(self, claim: Claim, verdict: Verdict) -> None:
        self.judge_selector(claim, claim.name, claim.types, verdict)

    def judge_property(self, claim: Claim, verdict: Verdict) -> None:
        """A getter and, unless it is read-only, a setter."""
        ours = claim.types[0]
        getter, setter = Verdict(), Verdict()
        self.judge_selector(claim, claim.getter, (ours,), getter)
        if claim.setter:
            nothing = Typed("v", "void")
            self.judge_selector(claim, claim.setter, (nothing, ours), setter)
        both = [s for s in getter.confirmed if not claim.setter or s in setter.confirmed]
        verdict.confirmed += both
        verdict.contradictions += getter.contradictions + setter.contradictions
        if "NativeScript" not in both and (kind := self.typescript_property(claim)) is not None:
            verdict.judge("NativeScript", of_other_kind([(ours, kind)]))

    def owners(self, claim: Claim) -> list[str]:
        """The claimed owner, and what it inherits from by NativeScript's account."""
        known = self.typescript.lineage(claim.owner) or self.typescript.lineage(f"{claim.owner}Protocol")
        return list(dict.fromkeys([claim.owner, *known]))

    def judge_selector(self, claim: Claim, selector: str, types: tuple[Typed, ...], verdict: Verdict) -> None:
        owners = self.owners(claim)
        exact = self.protocol_types(owners, selector, claim.is_class)
        if exact is not None:
            plain = [encoding.plain(part) for part in exact]
            verdict.judge("PyObjC", in_order(types, plain, unlike) or unlike_blocks(types, exact))
        else:
            self.judge_partial(owners, selector, types, verdict)
        if signatures := self.typescript_signatures(owners, selector, claim.is_class):
            found = [in_order(types, kinds, of_other_kind) for kinds in signatures]
            verdict.judge("NativeScript", min(found, key=len))
        if (written := self.metal_cpp.signature(owners, selector, claim.is_class)) is not None:
            verdict.judge("metal-cpp", in_order(types, written, of_other_cpp))

    def protocol_types(self, owners: list[str], selector: str, is_class: bool) -> list[str] | None:
        """From the protocols that PyObjC's modules carry: complete and exact."""
        waiting = list(owners)
        seen = set()
        while waiting:
            name = waiting.pop(0)
            if name in seen or name not in self.pyobjc.protocols:
                continue
            seen.add(name)
            methods, adopted = self.pyobjc.protocols[name]
            if types := methods.get((selector, is_class)):
                parts = encoding.split(types)
                return [parts[0], *parts[3:]]  # without self and the selector
            waiting += adopted
        return None

    def judge_partial(
        self, owners: list[str], selector: str, types: tuple[Typed, ...], verdict: Verdict
    ) -> None:
        """What PyObjC's metadata tells of a method: only what the runtime wouldn't know."""
        recorded = self.pyobjc.methods.get(selector, [])
        told = [entry for owner in owners if owner != "NSObject" for name, entry in recorded if name == owner]
        # What protocols declare is recorded for any object, so that one selector may have several entries.
        if not told and owners[0] in self.headers.protocols:
            told = [entry for name, entry in recorded if name == "NSObject"]
        found = []
        for entry in told:
            problems = unlike([(types[at + 1], text) for at, text in entry.items() if at + 1 < len(types)])
            found.append((problems, len(entry) == len(types)))
        if not found:
            return
        problems, is_complete = min(found, key=lambda f: (len(f[0]), not f[1]))
        problems = problems + self.other_callables(selector, types)
        is_ambiguous = len(found) > 1 or ":" not in selector
        if problems and not (is_ambiguous and owners[0] in self.headers.protocols):
            verdict.judge("PyObjC", problems)
        elif not problems and is_complete:
            verdict.judge("PyObjC", [])

    def other_callables(self, name: str, types: tuple[Typed, ...]) -> list[str]:
        """Blocks and function pointers whose own arguments are recorded otherwise."""
        problems = []
        for at, theirs in self.pyobjc.callables.get(name, {}).items():
            if at + 1 < len(types) and types[at + 1].callable:
                problems += unlike_callable(types[at + 1], theirs)
        return problems

    def typescript_signatures(self, owners: list[str], selector: str, is_class: bool) -> list[list[str]]:
        found = []
        for owner in owners:
            declared = self.typescript.types.get(owner)
            if declared is None:
                continue
            found += declared.methods.get((joined(selector), is_class), [])
            if ":" not in selector and (kind := declared.properties.get((selector, is_class))):
                found.append([kind])
        return found

    def typescript_property(self, claim: Claim) -> str | None:
        """Named without the is… of its getter; one that can't be set doesn't confirm that ours can."""
        for owner in self.owners(claim):
            declared = self.typescript.types.get(owner)
            key = (claim.name, claim.is_class)
            if declared and key in declared.properties:
                return None if claim.setter and key in declared.read_only else declared.properties[key]
        return None


def in_order(ours: tuple[Typed, ...], theirs: list[str], compare) -> list[str]:  # type: ignore[no-untyped-def]
    if len(ours) != len(theirs):
        return [f"has {len(theirs) - 1} arguments or fields beside the first, the headers {len(ours) - 1}"]
    found: list[str] = compare(list(zip(ours, theirs, strict=True)))
    return found


def unlike(pairs: list[tuple[Typed, str]]) -> list[str]:
    """Pairs of our type and an encoding that mean different things."""
    return [
        f"encodes {theirs} where the headers have {ours.encoding} ({ours.spelling})"
        for ours, theirs in pairs
        if not same_encoding(ours, theirs)
    ]


def unlike_blocks(ours: tuple[Typed, ...], theirs: list[str]) -> list[str]:
    problems = []
    for mine, text in zip(ours, theirs, strict=True):
        if mine.callable and (parts := encoding.callable_parts(text)):
            problems += unlike_callable(mine, parts)
    return problems


def unlike_callable(ours: Typed, theirs: list[str]) -> list[str]:
    mine = list(ours.callable)
    if len(mine) == len(theirs) and all(map(same_encoding, [Typed(m, "") for m in mine], theirs)):
        return []
    return [f"calls {theirs} where the headers call {mine} ({ours.spelling})"]


def same_encoding(ours: Typed, theirs: str) -> bool:
    mine = encoding.plain(ours.encoding)
    if mine == theirs:
        return True
    if "Boolean" in ours.spelling.split():
        return theirs in ("B", "C")
    if mine in ("^?", "@?"):
        return theirs in ("^?", "@?")
    # An object of CoreFoundation, or what stands for any, may be recorded as an object; by pointer too.
    if theirs.endswith("@") and re.fullmatch(r"\^*(\{\w+\}|v)", mine):
        return mine.count("^") == theirs.count("^") + 1 or (mine == "^v" and theirs == "^@")
    # Bytes by any name.
    return {mine, theirs} <= {"^c", "^C", "^v"} and mine != "^v"


def of_other_kind(pairs: list[tuple[Typed, str]]) -> list[str]:
    return [
        f"has a {theirs} where the headers have {ours.encoding} ({ours.spelling})"
        for ours, theirs in pairs
        if not same_kind(ours, theirs)
    ]


def same_kind(ours: Typed, theirs: str) -> bool:
    kind, _, name = theirs.partition(":")
    mine = ours.encoding
    number = mine in set("BcCsSiIqQfd")
    if kind == "enum":
        return number and (not ours.enum or ours.enum == name)
    if kind == "number":
        return number
    if kind == "boolean":
        return mine == "B" or ours.spelling == "Boolean"
    if kind == "void":
        return mine == "v"
    if kind == "string":
        return mine in ("@", "^c", ":", "#")
    if kind == "function":
        return mine in ("@?", "^?")
    if kind == "pointer":
        return mine.startswith("^") or mine == "@"
    if mine.startswith("{"):
        return name.lstrip("_") == mine[1:-1]
    return mine in ("@", "#", "@?") or (mine.startswith("^") and mine != "^?")


def of_other_cpp(pairs: list[tuple[Typed, str]]) -> list[str]:
    return [
        f"has {theirs} where the headers have {ours.encoding} ({ours.spelling})"
        for ours, theirs in pairs
        if not same_cpp(ours, theirs)
    ]


CPP_NUMBERS = {
    "bool": "B",
    "NSUInteger": "Q",
    "NSInteger": "q",
    "float": "f",
    "double": "d",
    "CFTimeInterval": "d",
    "uint32_t": "I",
    "int32_t": "i",
    "uint64_t": "Q",
    "int64_t": "q",
    "void": "v",
}
CPP_OBJECTS = ("ErrorDomain", "NSErrorDomain")


def same_cpp(ours: Typed, theirs: str) -> bool:
    mine = ours.encoding
    if theirs in CPP_NUMBERS:
        return mine == CPP_NUMBERS[theirs]
    if mine in ("@?", "^?"):
        return "Handler" in theirs or "Block" in theirs or "^" in theirs
    if theirs in CPP_OBJECTS:
        return mine == "@"
    if theirs.endswith(("*", "Ref", "[]")):
        return mine.startswith(("@", "^", "#"))
    if mine.startswith("{"):
        return theirs == mine[1:-1]
    return mine in set("BcCsSiIqQfd") and (not ours.enum or ours.enum == theirs)
