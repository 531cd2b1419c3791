"""Lists the shaders' functions with their argument bindings, as C++ that the Metal double draws with.

Usage: generate_entry_points.py OUTPUT NAME=SOURCE…; each source is one library, exactly as it is embedded:
a .metal file, or a script with `whole_source()` that embeds one, whose text is put beside OUTPUT.
"""

from __future__ import annotations

import re
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

ATTRIBUTE = re.compile(r"\[\[\s*(\w+)\s*(?:\(\s*([\w:]+)\s*\))?\s*\]\]")
FUNCTION = re.compile(r"\b(vertex|fragment|kernel)\s+([\w:]+(?:\s*<[^>]*>)?)\s+(\w+)\s*\(")
STRUCT = re.compile(r"\bstruct\s+(\w+)\s*\{([^{}]*)\}\s*;")
STAGES = {"vertex": "vertices", "fragment": "fragments"}
ADDRESS_SPACE = re.compile(r"\b(?:constant|device|const)\b")


class ShaderError(Exception):
    """Something that this machine can't run, or that Metal would refuse."""


@dataclass(frozen=True)
class Parameter:
    type: str  # without address space, reference and pointer
    name: str
    by: str  # "&", "*" or ""
    attribute: str
    index: int | None


@dataclass(frozen=True)
class Field:
    name: str
    attributes: tuple[str, ...]
    interpolated: bool


@dataclass(frozen=True)
class Function:
    stage: str
    result: str
    name: str
    parameters: tuple[Parameter, ...]


def without_comments(source: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", " ", source, flags=re.DOTALL)


def split_arguments(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "(<[{") - (c in ")>]}")
        if c == "," and depth == 0:
            parts.append(text[start:i])
            start = i + 1
    return [p.strip() for p in [*parts, text[start:]] if p.strip()]


def closing(text: str, opening: int) -> int:
    depth = 0
    for i in range(opening, len(text)):
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
    raise ShaderError("A parenthesis is not closed.")


def parse_parameter(text: str, function: str) -> Parameter:
    attributes = ATTRIBUTE.findall(text)
    if len(attributes) != 1:
        raise ShaderError(f"The parameter '{text}' of {function} needs exactly one [[attribute]].")
    attribute, index = attributes[0]
    declaration = ADDRESS_SPACE.sub(" ", ATTRIBUTE.sub(" ", text)).strip()
    match = re.fullmatch(r"(.*?)\s*([&*]?)\s*(\w+)", declaration, flags=re.DOTALL)
    if not match:
        raise ShaderError(f"The parameter '{text}' of {function} can't be read.")
    by = match[2]
    if attribute == "buffer" and (by == "" or not re.search(r"\b(?:constant|device)\b", text)):
        raise ShaderError(f"The buffer '{match[3]}' of {function} needs an address space and & or *.")
    return Parameter(" ".join(match[1].split()), match[3], by, attribute, int(index) if index else None)


def functions_of(source: str) -> list[Function]:
    found = []
    text = without_comments(source)
    for match in FUNCTION.finditer(text):
        stage, result, name = match.groups()
        if stage == "kernel":
            raise ShaderError(f"{name} is a compute function, which this machine can't run.")
        inside = text[match.end() : closing(text, match.end() - 1)]
        found.append(
            Function(stage, result, name, tuple(parse_parameter(p, name) for p in split_arguments(inside)))
        )
    return found


def structs_of(source: str) -> dict[str, list[Field]]:
    structs = {}
    for match in STRUCT.finditer(without_comments(source)):
        fields = []
        for declaration in filter(None, (d.strip() for d in match[2].split(";"))):
            attributes = tuple(a for a, _ in ATTRIBUTE.findall(declaration))
            words = re.findall(r"[\w:]+", ATTRIBUTE.sub(" ", declaration))
            if len(words) < 2:
                continue
            interpolated = "flat" not in attributes and words[0].startswith("float")
            fields.append(Field(words[-1], attributes, interpolated))
        structs[match[1]] = fields
    return structs


def position_of(struct: str, structs: dict[str, list[Field]], function: str) -> Field:
    for field in structs.get(struct, []):
        if "position" in field.attributes:
            return field
    raise ShaderError(f"{struct}, the interface of {function}, has no member with [[position]].")


def argument_rows(function: Function, space: str) -> list[str]:
    rows, seen = [], set()
    for p in function.parameters:
        if p.attribute not in ("buffer", "texture"):
            continue
        if p.index is None or not 0 <= p.index < 31:
            raise ShaderError(f"[[{p.attribute}]] of {p.name} in {function.name} needs an index below 31.")
        if (p.attribute, p.index) in seen:
            raise ShaderError(f"[[{p.attribute}({p.index})]] stands twice in {function.name}.")
        seen.add((p.attribute, p.index))
        size = f"sizeof({qualified(p.type, space)})" if p.attribute == "buffer" else "0"
        rows.append(f'    {{ArgumentKind::{p.attribute}, {p.index}, {size}, "{p.name}"}},')
    return rows


def qualified(name: str, space: str) -> str:
    """A type as seen from outside of the library's namespace; MSL's own types are visible anyway."""
    own = re.match(r"(?:float|half|u?int|u?short|u?char|bool|texture2d|metal::)", name)
    return name if own else f"{space}::{name}"


def call_arguments(function: Function, space: str, builtins: dict[str, str]) -> str:
    values = []
    for p in function.parameters:
        if p.attribute == "buffer":
            pointer = f"reinterpret_cast<const {qualified(p.type, space)}*>(a.buffers[{p.index}])"
            values.append(pointer if p.by == "*" else f"*{pointer}")
        elif p.attribute == "texture":
            values.append(f"{p.type}(a.textures[{p.index}])")
        elif p.attribute in builtins:
            values.append(builtins[p.attribute])
        else:
            raise ShaderError(f"[[{p.attribute}]] of {p.name} in {function.name} is not supported here.")
    return ", ".join(values)


def emit_vertex(function: Function, structs: dict[str, list[Field]], space: str) -> tuple[str, str]:
    builtins = {"vertex_id": "vertex_id", "instance_id": "instance_id"}
    if function.result == "float4":
        raise ShaderError(f"{function.name} returns a bare float4; return a struct with [[position]].")
    position = position_of(function.result, structs, function.name)
    result = f"{space}::{function.result}"
    code = f"""void run_{function.name}([[maybe_unused]] const Arguments& a,
    [[maybe_unused]] unsigned vertex_id, [[maybe_unused]] unsigned instance_id, std::byte* output) {{
  const {result} result = {space}::{function.name}({call_arguments(function, space, builtins)});
  std::memcpy(output, &result, sizeof(result));
}}
"""
    row = (
        f'"{function.result}", sizeof({result}), offsetof({result}, {position.name}), '
        f"run_{function.name}, nullptr"
    )
    return code, row


def emit_fragment(
    function: Function, structs: dict[str, list[Field]], space: str, discards: bool
) -> tuple[str, str]:
    if function.result not in ("float4", "half4"):
        raise ShaderError(f"{function.name} returns {function.result}, not float4 or half4.")
    stage_in = next((p for p in function.parameters if p.attribute == "stage_in"), None)
    builtins = {"stage_in": "in", "position": "in.position"}
    if stage_in is None:
        interface, name, position, flat = "BarePosition", "", "position", "0"
    else:
        if any(p.attribute == "position" for p in function.parameters):
            raise ShaderError(f"{function.name} takes [[position]] twice.")
        interface, name = f"{space}::{stage_in.type}", stage_in.type
        position = position_of(name, structs, function.name).name
        flat = " | ".join(
            ["std::uint64_t{0}"]
            + [
                f"lanes_of(offsetof({interface}, {f.name}), sizeof({interface}::{f.name}))"
                for f in structs[name]
                if not f.interpolated
            ]
        )
    code = f"""struct Kind_{function.name} {{
  using Interface = {interface};
  static constexpr std::size_t position_offset = offsetof({interface}, {position});
  static constexpr std::uint64_t flat_lanes = {flat};
  static constexpr bool may_discard = {str(discards).lower()};
}};
std::uint64_t shade_{function.name}([[maybe_unused]] const Arguments& a, const RenderTarget& target,
    const VertexOutputs& vertices) {{
  return shade_strip<Kind_{function.name}>(target, vertices, [&]([[maybe_unused]] const {interface}& in) {{
    return {space}::{function.name}({call_arguments(function, space, builtins)});
  }});
}}
"""
    size = f"sizeof({interface})" if name else "0"
    return code, f'"{name}", {size}, 0, nullptr, shade_{function.name}'


def emit_library(name: str, source: str, path: Path) -> tuple[str, str]:
    """C++ code of one library, and its row in the list of libraries."""
    functions, structs = functions_of(source), structs_of(source)
    if not functions:
        raise ShaderError(f"{name} has no vertex or fragment function.")
    code, rows = [], []
    discards = "discard_fragment" in without_comments(source)
    for function in functions:
        space = f"shaders_{name}"
        emit = emit_vertex if function.stage == "vertex" else emit_fragment
        extra = () if function.stage == "vertex" else (discards,)
        body, row = emit(function, structs, space, *extra)
        arguments = argument_rows(function, space)
        table = "std::span<const Argument>()"
        if arguments:
            table = f"arguments_{function.name}"
            body += "\n".join([f"constexpr Argument {table}[] = {{", *arguments, "};", ""])
        code.append(body)
        rows.append(f'    {{"{function.name}", Stage::{STAGES[function.stage]}, {table}, {row}}},')
    listed = "\n".join([f"constexpr EntryPoint functions_{name}[] = {{", *rows, "};"])
    text = "\n".join([f"constexpr char source_{name}[] = {{", *byte_lines(source), "0};"])
    whole = f"""
namespace shaders_{name} {{
#include "{path.resolve()}"
}}  // namespace shaders_{name}
namespace msl {{
namespace {{
{"".join(code)}{listed}
{text}
}}  // namespace
}}  // namespace msl
"""
    return whole, f'    {{"{name}", {{source_{name}, sizeof(source_{name}) - 1}}, functions_{name}}},'


def byte_lines(source: str) -> list[str]:
    data = [str(b if b < 128 else b - 256) for b in source.encode()]
    return [",".join(data[i : i + 32]) + "," for i in range(0, len(data), 32)]


def generate(libraries: dict[str, Path]) -> str:
    parts = [emit_library(name, path.read_text(), path) for name, path in libraries.items()]
    rows = "\n".join(row for _, row in parts)
    return f"""// Generated from the shaders by generate_entry_points.py.
#include "entry_points.h"
#include "rasteriser.h"
#include <metal_stdlib>
using namespace metal;
{"".join(code for code, _ in parts)}
namespace msl {{
namespace {{
constexpr ShippedLibrary libraries[] = {{
{rows}
}};
}}  // namespace
std::span<const ShippedLibrary> shipped_libraries() {{ return libraries; }}
}}  // namespace msl
"""


def main(arguments: list[str]) -> int:
    output, *sources = arguments
    libraries = {}
    for name, source in (s.split("=", 1) for s in sources):
        libraries[name] = Path(source)
        if source.endswith(".py"):
            libraries[name] = Path(output).parent / f"{name}.metal"
            libraries[name].write_text(runpy.run_path(source)["whole_source"]())
    try:
        text = generate(libraries)
    except ShaderError as error:
        print(f"generate_entry_points.py: {error}", file=sys.stderr)
        return 1
    Path(output).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
