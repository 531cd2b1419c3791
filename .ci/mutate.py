#!/usr/bin/env python3
"""Breaks the core in one line at a time and checks that the tests notice: `python3 .ci/mutate.py`.

Works on a copy under build/mutants, with the packages of the test flavour. Each mutant is built and its
tests run until the first failure; a mutant that passes them is printed as SURVIVED and fails the command.
`--apple` takes the mutants of the Metal device, which run on the framework doubles, and prints the sentence
of the double that stopped one. Further arguments: parts of mutants' files or names, to run only those.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import apple
from flavours import FLAVOURS, ROOT, ensure_venv
from mutants import MUTANTS, Mutant
from mutants_compose import COMPOSE_MUTANTS
from mutants_cpu import CPU_MUTANTS
from mutants_metal import METAL_MUTANTS
from mutants_scene import SCENE_MUTANTS
from mutants_telemetry import TELEMETRY_MUTANTS
from mutants_vt import VT_MUTANTS
from mutants_window import WINDOW_MUTANTS

WORK = ROOT / "build" / "mutants"
TREE = WORK / "tree"
SECONDS = 420  # a mutant that hangs is caught too
APPLE = "--apple" in sys.argv
BUILD = TREE / "build" / "apple" if APPLE else WORK / "build"  # tests/support/apple.py looks there


def packages() -> str:
    folder = FLAVOURS["test"].folder
    return sysconfig.get_path("platlib", vars={"platbase": str(folder), "base": str(folder)})


def copy_tree() -> None:
    """Writes only what differs, so that a file gets a new time when a mutant was left in it."""
    wanted = {Path("CMakeLists.txt"), Path("pyproject.toml"), Path("README.md")}
    for folder in ("csrc", "python", "shaders", "tests"):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        wanted |= {path.relative_to(ROOT) for path in files if "__pycache__" not in path.parts}
    for path in wanted:
        copy = TREE / path
        content = (ROOT / path).read_bytes()
        if not copy.is_file() or copy.read_bytes() != content:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
    for copy in [path for path in TREE.rglob("*") if path.is_file() and path.suffix != ".so"]:
        inside = copy.relative_to(TREE)
        if inside not in wanted and inside.parts[0] != "build":
            copy.unlink()


def compile_tree() -> bool:
    """Configures once, then builds what changed."""
    python = FLAVOURS["test"].python
    if not (BUILD / "CMakeCache.txt").exists():
        pybind11 = subprocess.check_output([python, "-m", "pybind11", "--cmakedir"], text=True).strip()
        configure = ["cmake", "-S", TREE, "-B", BUILD, "-DZC_TESTING=ON", f"-Dpybind11_DIR={pybind11}"]
        if APPLE:
            configure += ["-DZC_APPLE_DOUBLES=ON", f"-DCMAKE_CXX_COMPILER={apple.find_clang()}"]
        subprocess.run([*configure, f"-DPython_EXECUTABLE={python}"], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(["cmake", "--build", BUILD, "-j2"], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout[-2000:], done.stderr[-2000:])
        return False
    if not APPLE:
        for module in BUILD.glob("_core*.so"):
            shutil.copy2(module, TREE / "python" / "zerocopy" / module.name)
    return True


def tests_fail(tests: str) -> str:
    """The first failure in words, or nothing."""
    # Without the venv itself, whose editable install would import the unbroken core.
    env = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{TREE / 'python'}:{packages()}:{ROOT / '.ci'}",
        "HOME": str(WORK),
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no_shrink",
        "--no-header",
        *(["--apple"] if APPLE else []),
        *tests.split(),
    ]
    try:
        done = subprocess.run(command, cwd=TREE, env=env, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "the tests hung"
    if done.returncode == 0:
        return ""
    if sentence := re.search(r"framework double: .*", done.stderr + done.stdout):
        return sentence[0][:200]
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0][:150] if lines else f"pytest ended with {done.returncode}"


def run(mutant: Mutant) -> str:
    path = TREE / mutant.file
    text = path.read_text()
    if text.count(mutant.before) != 1:
        return f"INVALID: {mutant.before!r} is there {text.count(mutant.before)} times"
    path.write_text(text.replace(mutant.before, mutant.after))
    try:
        if not compile_tree():
            return "INVALID: does not compile"
        return tests_fail(mutant.tests) or "SURVIVED"
    finally:
        path.write_text(text)


def main() -> int:
    ensure_venv(FLAVOURS["test"])
    copy_tree()
    if not compile_tree():
        return 1
    everywhere = [*MUTANTS, *SCENE_MUTANTS, *COMPOSE_MUTANTS, *CPU_MUTANTS, *TELEMETRY_MUTANTS]
    mutants = [*METAL_MUTANTS, *WINDOW_MUTANTS, *VT_MUTANTS] if APPLE else everywhere
    words = [word for word in sys.argv[1:] if word != "--apple"]
    wanted = [m for m in mutants if not words or any(word in f"{m.file}: {m.name}" for word in words)]
    for tests in sorted({mutant.tests for mutant in wanted}):
        if failure := tests_fail(tests):
            print(f"The unbroken core fails, so that nothing can be learned: {failure}")
            return 1
    bad = 0
    for number, mutant in enumerate(wanted, 1):
        begin = time.monotonic()
        verdict = run(mutant)
        caught = not verdict.startswith(("SURVIVED", "INVALID"))
        bad += not caught
        word = "caught" if caught else "NOT CAUGHT"
        seconds = time.monotonic() - begin
        print(f"{number:3d} {mutant.file}: {mutant.name}: {word} in {seconds:.0f} s: {verdict}", flush=True)
    print(f"{len(wanted) - bad} of {len(wanted)} mutants caught")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
