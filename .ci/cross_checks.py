"""What proves the Apple code without a Mac, beside the tests: types, facts, analysis, linking, the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import flavours
from flavours import FLAVOURS, ROOT, CommandFailed, Flavour

SCRIPTS = ROOT / ".ci" / "cross"
SKIPPED = 77


def prepare() -> Flavour | None:
    """The compiler and libraries of these checks in the tests' environment; None where they can't be had."""
    flavour = FLAVOURS["test"]
    with flavours.locked(flavour):
        flavours.ensure_venv(flavour)
        try:
            flavours.ensure_extra(flavour, "cross")
        except CommandFailed as failure:
            print(f"Apple cross-checks: NOT RUN, their tools can't be installed: {last_line(failure)}")
            return None
    return flavour


def last_line(failure: CommandFailed) -> str:
    errors = [line for line in str(failure).splitlines() if line.startswith("ERROR")]
    return errors[-1] if errors else "pip failed"


def unavailable() -> int:
    """A person's machine may lack them; in CI that is a failure."""
    return 1 if os.environ.get("CI", "") in ("true", "1") else SKIPPED


def script(flavour: Flavour, name: str, *arguments: str) -> int:
    sys.stdout.flush()
    command = [flavour.python, str(SCRIPTS / name), *arguments]
    return subprocess.call(command, cwd=ROOT, env=flavour.env())


def beside_the_wheel() -> list[str]:
    """What the wheel, which is compiled with the flags of the type-check, leaves out: the tests' bindings."""
    folder = ROOT / "csrc" / "bindings"
    return [str(path) for path in sorted([*folder.glob("bind_testing*.cpp"), *folder.glob("testing/*.cpp")])]


def lint_shaders(flavour: Flavour) -> int:
    shaders = sorted(str(p) for p in (ROOT / "shaders").glob("*.metal"))
    print(f"lint of {len(shaders)} shaders", flush=True)
    command = [flavour.python, str(ROOT / "tests" / "apple" / "lint_msl.py"), *shaders]
    return subprocess.call(command, cwd=ROOT, env=flavour.env())


def wheel() -> int:
    """Builds and checks the wheel for macOS on this machine."""
    flavour = prepare()
    return script(flavour, "wheel.py") if flavour else unavailable()


def run_all() -> int:
    """Every check; one that fails doesn't keep the others from running."""
    flavour = prepare()
    if flavour is None:
        return unavailable()
    status = script(flavour, "fetch_facts.py")
    if status:
        return status
    results = {}
    seconds = {}
    names = ["check_facts.py", "test_check_facts.py", "typecheck.py", "analyze.py"]
    names += ["test_link_check.py", "wheel.py"]
    for name in names:
        begin = time.monotonic()
        results[name] = script(flavour, name, *(beside_the_wheel() if name == "typecheck.py" else []))
        seconds[name] = time.monotonic() - begin
    if shutil.which("clang++-16"):
        results["lint_msl.py"] = lint_shaders(flavour)
    failed = [name for name, code in results.items() if code]
    took = ", ".join(f"{name} {value:.0f} s" for name, value in seconds.items())
    print(f"Apple cross-checks: {'FAILED: ' + ', '.join(failed) if failed else 'passed'} ({took})")
    if failed and all(results[name] == SKIPPED for name in failed):
        return SKIPPED
    return 1 if failed else 0
