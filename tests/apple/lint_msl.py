"""Rejects what Metal's compiler refuses and the shim accepts, and what the shim can't run.

Usage: lint_msl.py SOURCE.metal…; prints one line per problem. Uses clang's syntax tree (clang++-16).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHIM = Path(__file__).resolve().parent / "msl"
CLANGS = ("clang++-16", "clang++-17", "clang++-18", "clang++-19", "clang++")

NO_THREAD_GROUPS = "thread groups are not available where the tests run"
NO_MIP_MAPS = "mip maps are not available where the tests run"
FORBIDDEN_WORDS = {
    r"double|long\s+double": "Metal has no double",
    r"long\s+long": "Metal has no long long; long is 64 bits wide",
    r"dfdx|dfdy|fwidth": "derivatives are not available where the tests run",
    r"threadgroup(?:_\w+)?|simd(?:group)?_\w+": NO_THREAD_GROUPS,
    r"quad(?:group)?_(?:broadcast|shuffle|sum|min|max|ballot)\w*": NO_THREAD_GROUPS,
    r"level(?=\s*\()|bias(?=\s*\()|gradient2d|mip_filter|lod_clamp|max_anisotropy": NO_MIP_MAPS,
    r"kernel": "compute functions are not available where the tests run",
    r"function_constant": "function constants are not available where the tests run",
    r"fast(?=::)": "fast math rounds differently on every device",
    r"std(?=::)": "Metal has no C++ standard library",
    r"goto|throw|try|catch|new|delete|virtual|typeid|dynamic_cast": "Metal refuses this word",
    r"thread_local|asm|co_await|co_yield|co_return": "Metal refuses this word",
    r"concept|requires|consteval|constinit|char8_t": "Metal's language is C++14",
}  # fmt: skip
INCLUDES = {"metal_stdlib", "simd/simd.h"}
SPACES = {"constant", "device", "thread"}
WARNINGS = ("-Wpre-c++17-compat", "-Wpre-c++20-compat-pedantic", "-Wc99-extensions", "-Wvla")


@dataclass(frozen=True)
class Problem:
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


def without_comments(source: str) -> str:
    """The same text with the same lines, comments blanked."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match[0])

    return re.sub(r"//[^\n]*|/\*.*?\*/", blank, source, flags=re.DOTALL)


def forbidden_words(path: Path, source: str) -> Iterator[Problem]:
    for number, line in enumerate(without_comments(source).splitlines(), 1):
        if match := re.match(r"\s*#\s*(?:include|import)\s*([<\"])([^>\"]+)", line):
            if match[1] == "<" and match[2] not in INCLUDES:
                yield Problem(str(path), number, f"<{match[2]}> is not a header of Metal.")
            continue
        for words, reason in FORBIDDEN_WORDS.items():
            for word in re.findall(rf"(?<![\w.])(?:{words})\b", line):
                yield Problem(str(path), number, f"'{word}': {reason}.")


class Tree:
    """Clang's tree of one source, with the place of each node; clang leaves out what it has just said."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self._file = ""
        self._line = 0
        self._texts: dict[str, bytes] = {}
        self.line_of: dict[int, int] = {}
        self.file_of: dict[int, str] = {}  # where the node begins
        self.by_id: dict[str, dict[str, Any]] = {}
        self.first_of: dict[str, str] = {}  # of several declarations of one function
        self._visit(root)

    def _visit(self, node: dict[str, Any]) -> None:
        for key, value in node.items():
            if key == "loc" and isinstance(value, dict):
                self._place(value)
                self.line_of[id(node)] = self._line
            elif key == "range":
                self._place(value.get("begin", {}))
                self.line_of.setdefault(id(node), self._line)
                self.file_of[id(node)] = self._file
                self._place(value.get("end", {}))
            elif key == "inner":
                for child in value:
                    self._visit(child)
        if "id" in node and "kind" in node:
            self.by_id.setdefault(node["id"], node)
            if "previousDecl" in node:
                self.first_of[node["id"]] = self.first(node["previousDecl"])

    def first(self, declaration: str) -> str:
        return self.first_of.get(declaration, declaration)

    def _place(self, location: dict[str, Any]) -> None:
        if "spellingLoc" in location:
            self._place(location["spellingLoc"])
            location = location["expansionLoc"]
        self._file = location.get("file", self._file)
        self._line = location.get("line", self._line)

    def spelled(self, node: dict[str, Any]) -> str:
        begin = node["range"]["begin"]
        begin = begin.get("expansionLoc", begin)
        file = self.file_of[id(node)]
        if file not in self._texts:
            self._texts[file] = Path(file).read_bytes()
        return self._texts[file][begin["offset"] : begin["offset"] + begin["tokLen"]].decode()


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("inner", ()):
        yield from walk(child)


def address_spaces(tree: Tree, declaration: dict[str, Any]) -> set[str]:
    children = declaration.get("inner", ())
    return {tree.spelled(a) for a in children if a.get("kind") == "AnnotateAttr"} & SPACES


def type_of(node: dict[str, Any]) -> str:
    return str(node.get("type", {}).get("qualType", ""))


def points(type_name: str) -> bool:
    return type_name.rstrip().endswith(("&", "*", "* const")) or "(&)" in type_name or "(*)" in type_name


class Checker:
    def __init__(self, path: Path, tree: Tree) -> None:
        self.path = path
        self.tree = tree
        self.problems: list[Problem] = []
        self.calls: dict[str, set[str]] = {}

    def found(self, node: dict[str, Any], text: str) -> None:
        self.problems.append(Problem(str(self.path), self.tree.line_of.get(id(node), 0), text))

    def run(self) -> list[Problem]:
        self.visit(self.tree.root, function=None)
        self.check_recursion()
        return self.problems

    def visit(self, node: dict[str, Any], function: dict[str, Any] | None) -> None:
        kind = node.get("kind", "")
        if kind in ("FunctionDecl", "CXXMethodDecl"):
            if node.get("isImplicit"):
                return
            function = node
            self.calls.setdefault(self.tree.first(node["id"]), set())
            if points(type_of(node).split("(")[0]) and not address_spaces(self.tree, node):
                self.found(node, f"{node['name']} returns a pointer or reference without an address space.")
            if node.get("variadic"):
                self.found(node, f"{node['name']} takes a variable number of arguments.")
        elif kind in ("CXXConstructorDecl", "CXXDestructorDecl") and node.get("isImplicit"):
            return
        elif kind in ("VarDecl", "ParmVarDecl", "FieldDecl"):
            self.check_variable(node, function)
        elif kind in ("IfStmt", "SwitchStmt") and node.get("hasInit"):
            self.found(node, "A statement in the parentheses of if is C++17; Metal's language is C++14.")
        elif kind == "LambdaExpr":
            self.found(node, "Metal has no lambdas.")
            return
        elif kind == "CXXRecordDecl" and node.get("bases"):
            self.found(node, f"{node.get('name')} derives from another struct.")
        elif kind == "DeclRefExpr" and function is not None:
            self.note_call(node, function)
        elif kind in ("CallExpr", "CXXMemberCallExpr"):
            self.check_spaces_of_call(node)
        for child in node.get("inner", ()):
            self.visit(child, function)

    def check_variable(self, node: dict[str, Any], function: dict[str, Any] | None) -> None:
        name, type_name = node.get("name", "a parameter"), type_of(node)
        spaces = address_spaces(self.tree, node)
        if points(type_name) and not spaces:
            self.found(node, f"{name} is a pointer or reference without an address space.")
        if len(spaces) > 1:
            self.found(node, f"{name} has several address spaces.")
        if node["kind"] != "VarDecl":
            return
        is_sampler = re.search(r"\bsampler\b", type_name) is not None
        if is_sampler and not node.get("constexpr"):
            self.found(node, f"The sampler {name} must be constexpr.")
        if node.get("storageClass") == "static":
            self.found(node, f"{name} is static, which Metal refuses for variables.")
        if function is None and not is_sampler and spaces != {"constant"}:
            self.found(node, f"The global {name} must be in the address space constant.")
        if function is not None and not points(type_name) and spaces:
            self.found(node, f"The local {name} must not be in an address space.")

    def note_call(self, node: dict[str, Any], function: dict[str, Any]) -> None:
        target = node.get("referencedDecl", {})
        if target.get("kind") in ("FunctionDecl", "CXXMethodDecl"):
            self.calls[self.tree.first(function["id"])].add(self.tree.first(target["id"]))

    def check_spaces_of_call(self, node: dict[str, Any]) -> None:
        """What is passed by reference lies in the address space that the parameter names."""
        callee, *arguments = node.get("inner", [{}])
        reference = next((n for n in walk(callee) if n.get("kind") == "DeclRefExpr"), None)
        if reference is None:
            return
        function = self.tree.by_id.get(reference.get("referencedDecl", {}).get("id", ""))
        if function is None or function.get("kind") != "FunctionDecl":
            return
        parameters = [p for p in function.get("inner", ()) if p.get("kind") == "ParmVarDecl"]
        for parameter, argument in zip(parameters, arguments, strict=False):
            if not points(type_of(parameter)):
                continue
            wanted, given = address_spaces(self.tree, parameter), self.space_of_value(argument)
            if given and wanted and given not in wanted:
                name = f"{parameter.get('name')} of {function['name']}"
                self.found(node, f"{name} is in {min(wanted)}, and is given what is in {given}.")

    def space_of_value(self, expression: dict[str, Any]) -> str:
        root = next((n for n in walk(expression) if n.get("kind") == "DeclRefExpr"), None)
        if root is None:
            return "thread"
        declaration = self.tree.by_id.get(root.get("referencedDecl", {}).get("id", ""))
        if declaration is None or declaration.get("kind") not in ("VarDecl", "ParmVarDecl"):
            return ""
        return next(iter(address_spaces(self.tree, declaration)), "thread")

    def check_recursion(self) -> None:
        for start in self.calls:
            reached, frontier = set(), set(self.calls[start])
            while frontier:
                reached |= frontier
                frontier = {n for f in frontier for n in self.calls.get(f, ())} - reached
            if start in reached:
                node = self.tree.by_id[start]
                self.found(node, f"{node['name']} calls itself, which Metal refuses.")


def find_clang() -> str:
    for name in CLANGS:
        if found := shutil.which(name):
            return found
    raise FileNotFoundError("The shaders' lint needs clang 16 or newer.")


def problems(path: Path, clang: str | None = None) -> list[Problem]:
    source = path.read_text()
    found = list(forbidden_words(path, source))
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder, "linted.cpp")
        lines = ["#include <metal_stdlib>"]
        for space in sorted(SPACES):
            const = "const " if space == "constant" else ""
            lines += [f"#undef {space}", f'#define {space} {const}__attribute__((annotate("{space}")))']
        lines += ["namespace linted {", f'#include "{path.resolve()}"', "}", ""]
        unit.write_text("\n".join(lines))
        command = [
            clang or find_clang(), "-std=c++20", "-fsyntax-only", "-fno-caret-diagnostics",
            "-isystem", str(SHIM), "-Wall", "-Wextra", *WARNINGS,
            "-Wno-unknown-attributes", "-Wno-unused-function", "-Wno-unused-const-variable",
            "-fno-lax-vector-conversions", "-Xclang", "-cl-single-precision-constant",
        ]  # fmt: skip
        compiled = subprocess.run([*command, str(unit)], capture_output=True, text=True)
        said = re.compile(rf"{re.escape(str(path.resolve()))}:(\d+):\d+: (?:warning|error): (.*)")
        for line in compiled.stderr.splitlines():
            if match := said.match(line):
                found.append(Problem(str(path), int(match[1]), match[2]))
        if compiled.returncode != 0:
            return found or [Problem(str(path), 0, compiled.stderr.strip())]
        dump = ["-w", "-Xclang", "-ast-dump=json", "-Xclang", "-ast-dump-filter=linted"]
        tree = subprocess.run([*command, *dump, str(unit)], capture_output=True, text=True, check=True).stdout
    root, _ = json.JSONDecoder().raw_decode(tree)
    return found + Checker(path, Tree(root)).run()


def main(arguments: list[str]) -> int:
    found = [p for path in arguments for p in problems(Path(path))]
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
