"""The checks beside the tests: lint, types, stubs, symbols, and wheels in empty environments."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from flavours import ROOT, CommandFailed, Flavour, quiet, step, werror_wanted

PYTHON_FILES = ["python", "tests", "benchmarks", ".ci"]
CXX_SUFFIXES = {".h", ".cpp", ".mm", ".metal"}
USER_PROGRAM = Path("tests", "typing", "user_program.py")


# Declarations in Apple's own style, which the formatter would pull apart.
NOT_FORMATTED = ROOT / "tests" / "apple" / "headers"


def cxx_files() -> list[str]:
    rooms = (ROOT / "csrc", ROOT / "shaders", ROOT / "tests" / "apple")
    files = sorted(p for room in rooms for p in room.rglob("*") if p.suffix in CXX_SUFFIXES)
    return [str(p.relative_to(ROOT)) for p in files if NOT_FORMATTED not in p.parents]


def lint(flavour: Flavour) -> int:
    python = flavour.python
    ruff = [python, "-m", "ruff"]
    clang_format = str(flavour.folder / "bin" / "clang-format")
    typed = ["python/zerocopy", *([str(USER_PROGRAM)] if (ROOT / USER_PROGRAM).exists() else [])]
    stubtest = [python, "-m", "mypy.stubtest", "zerocopy._core", "--ignore-unused-allowlist"]
    stages = (
        ("ruff check", [*ruff, "check", *PYTHON_FILES]),
        ("ruff format", [*ruff, "format", "--check", *PYTHON_FILES]),
        ("clang-format", [clang_format, "--dry-run", "-Werror", *cxx_files()]),
        ("mypy --strict", [python, "-m", "mypy", "--strict", *typed]),
        ("stubtest", [*stubtest, "--allowlist", str(ROOT / ".ci" / "stubtest.allow")]),
    )
    failed = []
    for words, command in stages:
        try:
            with step(words):
                quiet(command, flavour.env(MYPYPATH=str(ROOT / "python")))
        except CommandFailed as failure:
            print(failure)
            failed.append(words)
    if problems := symbol_problems(flavour):
        print("\n".join(problems))
        failed.append("symbols")
    print(f"lint: {'FAILED: ' + ', '.join(failed) if failed else 'passed'}")
    return 1 if failed else 0


def format_sources(flavour: Flavour) -> int:
    ruff = [flavour.python, "-m", "ruff"]
    quiet([*ruff, "check", "--fix", "--exit-zero", *PYTHON_FILES])
    quiet([*ruff, "format", *PYTHON_FILES])
    if files := cxx_files():
        quiet([str(flavour.folder / "bin" / "clang-format"), "-i", *files])
    return 0


def symbol_problems(flavour: Flavour) -> list[str]:
    """What a linker sees: modules export PyInit alone; kernel objects hold no shared functions.

    A weak function of a file compiled for AVX2 may be the copy that the linker keeps for the whole
    module, and then stops the process on an older processor.
    """
    if sys.platform != "linux" or not shutil.which("nm"):
        return ["symbols: NOT CHECKED, needs nm on Linux"] if sys.platform == "linux" else []
    problems = []
    built = (flavour.build, ROOT / "build" / "apple")
    for module in sorted(path for folder in built for path in folder.glob("_core*.so")):
        exported = nm(["-D", "--defined-only"], module)
        extra = [name for _, name in exported if not name.startswith("PyInit_")]
        if extra or not exported:
            problems.append(f"{module.name} must export PyInit alone, and exports {extra[:5]}.")
    for kernel in sorted(flavour.build.rglob("kernels_*.o")):
        if "scalar" in kernel.name:
            continue
        weak = [name for kind, name in nm(["--defined-only"], kernel) if kind in "WVu"]
        if weak:
            problems.append(f"{kernel.name} must not hold weak symbols, and holds {weak[:5]}.")
    return problems


def nm(options: list[str], path: Path) -> list[tuple[str, str]]:
    fields = [line.split() for line in quiet(["nm", "-C", *options, str(path)]).splitlines()]
    return [(f[1], " ".join(f[2:])) for f in fields if len(f) >= 3]


def interpreters() -> dict[str, str]:
    """The Pythons of this machine that the project supports; '' for one that isn't there."""
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    found = {}
    for minor in range(11, 15):
        name = f"python3.{minor}"
        candidates = [sys.executable] if sys.version_info[:2] == (3, minor) else []
        candidates += sorted(glob.glob(f"{pyenv}/versions/3.{minor}.*/bin/{name}"), reverse=True)
        candidates += filter(None, [shutil.which(name)])
        found[name] = next((c for c in candidates if can_build(c)), "")
    return found


def can_build(python: str) -> bool:
    """An interpreter with venv and its headers; a version manager's shim may be an empty shell."""
    probe = (
        "import ensurepip, venv, os, sysconfig, sys;"
        "sys.exit(not os.path.exists(sysconfig.get_paths()['include'] + '/Python.h'))"
    )
    return subprocess.run([python, "-c", probe], capture_output=True).returncode == 0


def wheels(flavour: Flavour) -> int:
    """One wheel per interpreter, each imported in a venv that holds nothing else."""
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    with step("sdist"):
        call = "import sys, scikit_build_core.build as b; print(b.build_sdist(sys.argv[1]))"
        quiet([flavour.python, "-c", call, str(dist)])
        check_sdist(next(dist.glob("*.tar.gz")))
    for name, python in interpreters().items():
        if not python:
            print(f"  {name}: SKIPPED, this machine has no such interpreter with its headers")
            continue
        with (
            step(f"{name}: build a wheel, import it in an empty venv"),
            tempfile.TemporaryDirectory() as folder,
        ):
            try_wheel(python, name, Path(folder), dist)
    return 0


def check_sdist(archive: Path) -> None:
    import tarfile

    with tarfile.open(archive) as tar:
        names = {re.sub(r"^[^/]+/", "", name) for name in tar.getnames()}
    for needed in ("tests/data/bigbuckbunny.mp4", "CMakeLists.txt", "LICENSE", ".ci/dev.py"):
        if needed not in names:
            raise CommandFailed(f"The sdist {archive.name} lacks {needed}.")


def try_wheel(python: str, name: str, folder: Path, dist: Path) -> None:
    import zipfile

    tag = name.replace("python", "cp").replace(".", "")
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    env.pop("PYTHONPATH", None)
    venv_python = str(folder / "venv" / "bin" / "python")
    quiet([python, "-m", "venv", str(folder / "venv")])
    # As deep as the flavours' builds, and with their flags, so that a compiler cache knows their objects.
    build = ROOT / "build" / tag
    shutil.rmtree(build, ignore_errors=True)  # it knows the environment that made it
    settings = [f"--config-settings=build-dir={build}"]
    if werror_wanted():
        settings.append("--config-settings=cmake.define.ZC_WERROR=ON")
    quiet([venv_python, "-m", "pip", "wheel", ".", "--no-deps", "-w", str(dist), *settings], env)
    wheel = next(dist.glob(f"*-{tag}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for needed in ("zerocopy/py.typed", "zerocopy/_core.pyi"):
        if needed not in names:
            raise CommandFailed(f"The wheel {wheel.name} lacks {needed}.")
    strangers = [n for n in names if n.startswith(("tests", "csrc")) or "_testing." in n]
    if strangers:
        raise CommandFailed(f"The wheel {wheel.name} holds {strangers[:3]}.")
    quiet([venv_python, "-m", "pip", "install", "-q", str(wheel)], env)
    quiet([venv_python, "-c", "import zerocopy; print(zerocopy.probe())"], env, folder)
    quiet([str(folder / "venv" / "bin" / "zerocopy"), "info"], env, folder)
