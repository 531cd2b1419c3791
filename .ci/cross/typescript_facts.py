"""NativeScript's TypeScript declarations of the frameworks, which were made from Apple's SDK.

They tell each selector (joined to one word), class, function and constant, and of each type its kind:
number, boolean, object, pointer, structure, enumeration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FRAMEWORKS = [
    "Metal",
    "VideoToolbox",
    "CoreMedia",
    "IOSurface",
    "CoreVideo",
    "QuartzCore",
    "CoreGraphics",
    "AppKit",
    "Foundation",
    "CoreFoundation",
    "ObjectiveC",
    "Runtime",
    "CoreServices",
]
HEAD = re.compile(
    r"^declare (?:class|interface) (\w+)(?:<[^{]*?>)?(?: extends ([^{]*?))?(?: implements ([^{]*?))? \{"
)
METHOD = re.compile(r"^  (static )?(\w+)\??(?:<[^(]*>)?\((.*)\): (.*);$")
PROPERTY = re.compile(r"^  (static )?(readonly )?(\w+)\??: (.*);$")
ACCESSOR = re.compile(r"^  (static )?(get|set) (\w+)\((.*)\)(?:: (.*))?;$")
FUNCTION = re.compile(r"^declare function (\w+)\((.*)\): (.*);$")
CONSTANT = re.compile(r"^declare const (\w+): ([\w.<> ]+);$")
ENUM = re.compile(r"^declare const (\w+): \{$")
# How a class method says that it returns an instance of whichever class it is sent to.
THIS_TYPE = re.compile(r"<This extends abstract new \(\.\.\.args: any\) => any>\(this: This(?:, )?")
MEMBER = re.compile(r"^  (\w+): (-?\d+),?$")


@dataclass
class Type:
    """A class, protocol or structure."""

    bases: list[str] = field(default_factory=list)
    # (joined selector, class method?) → [result, arguments…] as kinds
    methods: dict[tuple[str, bool], list[list[str]]] = field(default_factory=dict)
    properties: dict[tuple[str, bool], str] = field(default_factory=dict)
    read_only: set[tuple[str, bool]] = field(default_factory=set)


@dataclass
class Declarations:
    types: dict[str, Type] = field(default_factory=dict)
    functions: dict[str, list[str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    enums: dict[str, dict[str, int]] = field(default_factory=dict)

    def value(self, enum: str, constant: str) -> int | None:
        """Members lack the name of their enumeration in front, mostly."""
        for member, value in self.enums.get(enum, {}).items():
            if constant == member or (constant.endswith(member) and constant[: -len(member)] in enum):
                return value
        return None

    def lineage(self, name: str) -> list[str]:
        """The type and all that it inherits from or adopts."""
        found: list[str] = []
        waiting = [name]
        while waiting:
            current = waiting.pop(0)
            if current in self.types and current not in found:
                found.append(current)
                waiting += self.types[current].bases
        return found


def load(folder: Path) -> Declarations:
    found = Declarations()
    for framework in FRAMEWORKS:
        path = folder / f"{framework}.d.ts"
        if path.is_file():
            parse(path.read_text().splitlines(), found)
    return found


def parse(lines: list[str], found: Declarations) -> None:
    current: Type | None = None
    enum: dict[str, int] | None = None
    for line in lines:
        if line.startswith(("}", "]")):
            current = enum = None
        elif head := HEAD.match(line):
            current = found.types.setdefault(head[1], Type())
            for bases in (head[2], head[3]):
                # A protocol that shares a class's name has a word behind it.
                current.bases += re.sub(r"<[^<>]*>", "", bases or "").replace(" ", "").split(",")
        elif started := ENUM.match(line):
            enum = found.enums.setdefault(started[1], {})
        elif enum is not None:
            if member := MEMBER.match(line):
                enum[member[1]] = int(member[2])
        elif current is not None:
            parse_member(line, current)
        elif function := FUNCTION.match(line):
            found.functions[function[1]] = [kind_of(function[3]), *arguments(function[2])]
        elif constant := CONSTANT.match(line):
            found.constants[constant[1]] = kind_of(constant[2])


def parse_member(line: str, current: Type) -> None:
    line = THIS_TYPE.sub("(", line)
    if accessor := ACCESSOR.match(line):
        if accessor[2] == "get":
            current.properties[accessor[3], bool(accessor[1])] = kind_of(accessor[5])
    elif method := METHOD.match(line):
        signature = [kind_of(method[4]), *arguments(method[3])]
        current.methods.setdefault((method[2], bool(method[1])), []).append(signature)
    elif value := PROPERTY.match(line):
        current.properties[value[3], bool(value[1])] = kind_of(value[4])
        if value[2]:
            current.read_only.add((value[3], bool(value[1])))


def arguments(text: str) -> list[str]:
    """The kinds of a list of parameters, whose types may hold commas of their own."""
    kinds = []
    depth = start = 0
    for at, letter in enumerate(text + ","):
        if letter in "(<[{":
            depth += 1
        elif letter in ")]}" or (letter == ">" and text[at - 1] != "="):
            depth -= 1
        elif letter == "," and depth == 0:
            part = text[start:at].strip()
            start = at + 1
            if part:
                kinds.append(kind_of(part.split(":", 1)[1].strip()))
    return kinds


def kind_of(text: str) -> str:
    """number, boolean, void, string, pointer, function, enum:NAME or object:NAME."""
    text = text.strip().removesuffix("| null").strip()
    if text in ("number", "boolean", "void", "string"):
        return text
    if enum := re.match(r"interop\.Enum<typeof (\w+)>", text):
        return f"enum:{enum[1]}"
    if text.startswith(("interop.Pointer", "interop.FunctionReference")):
        return "pointer"
    if "=>" in text:
        return "function"
    if text.startswith("interop.Object"):
        return "object:"
    return f"object:{re.split(r'[<| ]', text)[0]}"


def joined(selector: str) -> str:
    """How the declarations write a selector: copyWithZone:depth: is copyWithZoneDepth."""
    first, *rest = selector.split(":")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)
