#!/usr/bin/env python3
"""The project's commands, with the standard library alone: `python3 .ci/dev.py demo|test|…`."""

from __future__ import annotations

import sys

import machine

machine.require_python()

import argparse  # noqa: E402
import os  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
from pathlib import Path  # noqa: E402

import apple  # noqa: E402
import checks  # noqa: E402
import cross_checks  # noqa: E402
import flavours  # noqa: E402
from flavours import FLAVOURS, ROOT, Flavour, prepare  # noqa: E402

SKIPPED = 77  # exit status of a check that can't run here


def run(flavour: Flavour, arguments: list[str], **env: str) -> int:
    """Runs the flavour's Python in the repository, with its output shown."""
    sys.stdout.flush()
    return subprocess.call([flavour.python, *arguments], cwd=ROOT, env=flavour.env(**env))


def demo(arguments: list[str]) -> int:
    """Plays the clip off screen, prints its ledger, writes demo.png."""
    clip = str(Path("tests", "data", "bigbuckbunny.mp4"))
    return run(prepare("demo"), ["-m", "zerocopy.demo", clip, "--out", "demo.png", *arguments])


def test(arguments: list[str]) -> int:
    """Builds with the fault points and runs the tests; arguments go to pytest."""
    flavour = prepare("test")
    status = run(flavour, ["-m", "pytest", *shared_out(arguments)])
    words, apple_status = test_apple(flavour, arguments)
    print(f"Apple doubles: {words}")
    return status or apple_status


def shared_out(arguments: list[str]) -> list[str]:
    """The whole suite runs on several processors; whoever chooses tests wants one process and its output."""
    workers = min(os.cpu_count() or 1, 4)
    return arguments or ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else arguments


def test_apple(flavour: Flavour, arguments: list[str]) -> tuple[str, int]:
    """Runs the tests of the Metal device on the framework doubles, and says how they ended."""
    if needed := apple.needs():
        failed = os.environ.get("CI") == "true" and sys.platform == "linux"
        return f"NOT RUN, needs {needed}", int(failed)
    apple.build(flavour)
    status = run(flavour, ["-m", "pytest", "--apple", *shared_out(arguments)])
    return apple.verdict(status), status if status != apple.NO_TESTS or not arguments else 0


def build(arguments: list[str]) -> int:
    """Builds and installs a flavour (default: test) and runs nothing."""
    known = [*FLAVOURS, "apple"]
    for name in arguments or ["test"]:
        if name not in known:
            machine.fail(f"There is no flavour '{name}'; the flavours are {', '.join(known)}.")
        if name != "apple":
            prepare(name)
        elif needed := apple.needs():
            machine.fail(f"The Apple doubles need {needed}.")
        else:
            apple.build(prepare("test"))
    return 0


def lint(arguments: list[str]) -> int:
    """Formats, lint, types, stubs and the symbols of the built core."""
    flavour = prepare("test")
    flavours.ensure_extra(flavour, "lint")
    return checks.lint(flavour)


def format_sources(arguments: list[str]) -> int:
    """Formats the Python and C++ sources in place."""
    flavour = FLAVOURS["test"]
    flavours.ensure_venv(flavour)
    flavours.ensure_extra(flavour, "lint")
    return checks.format_sources(flavour)


def bench(arguments: list[str]) -> int:
    """Runs the benchmarks; arguments go to pytest."""
    return run(prepare("bench"), ["-m", "pytest", "benchmarks", *arguments])


def sanitize(arguments: list[str]) -> int:
    """`sanitize address|thread`: the tests marked native, every device, on an instrumented build."""
    if not arguments or arguments[0] not in ("address", "thread"):
        machine.fail("The command sanitize needs 'address' or 'thread'.")
    kind, rest = arguments[0], arguments[1:]
    if needed := apple.needs(kind):
        print(f"sanitize {kind}: NOT RUN, needs {needed}")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    if kind == "address":
        print("leaks: NOT CHECKED by LeakSanitizer, the tests count live objects instead")
    flavour = prepare("test")
    apple.build(flavour, kind)
    return run_sanitized(flavour, kind, apple.preloaded(apple.find_clang(), kind), rest)


def run_sanitized(flavour: Flavour, kind: str, preloaded: list[str], arguments: list[str]) -> int:
    """Runs the tests marked native with a sanitizer's libraries loaded before Python's."""
    suppressions = ROOT / ".ci" / "tsan.supp"
    env = {
        # Leaks of native objects are the tests' own check (live_objects); LeakSanitizer would
        # report what CPython keeps until its end.
        "ASAN_OPTIONS": "detect_leaks=0:detect_stack_use_after_return=1:strict_init_order=1",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        # CPython and the codecs aren't instrumented: their accesses can't be judged, while
        # their locks still order ours.
        "TSAN_OPTIONS": "ignore_noninstrumented_modules=1:second_deadlock_stack=1:"
        f"history_size=4:suppressions={suppressions}",
        "PYTHONMALLOC": "malloc",
        "ZC_SANITIZER": kind,
    }
    # Preloaded into Python alone, because the modules come after it and aren't linked to it.
    command = [*fixed_addresses(kind), "env", f"LD_PRELOAD={' '.join(preloaded)}"]
    # A sanitizer writes to the process's own standard error, which pytest must let through.
    options = ["-m", "native", "--capture=sys", "-p", "no:cacheprovider"]
    command += [flavour.python, "-m", "pytest", "--apple", *options, *shared_out(arguments)]
    sys.stdout.flush()
    return subprocess.call(command, cwd=ROOT, env=flavour.env(**env))


def fixed_addresses(kind: str) -> list[str]:
    """ThreadSanitizer can't map its shadow where the kernel randomises addresses widely."""
    prefix = ["setarch", "-R"]
    if kind != "thread" or not shutil.which("setarch"):
        return []
    allowed = subprocess.run([*prefix, "true"], capture_output=True).returncode == 0
    return prefix if allowed else []


def wheel(arguments: list[str]) -> int:
    """Builds wheels, installs each into an empty venv and imports it."""
    machine.require_build_tools()
    return checks.wheels(prepare("test"))


def wheel_macos(arguments: list[str]) -> int:
    """Builds and checks the wheel for macOS 13 on arm64, on any machine."""
    return cross_checks.wheel()


def apple_checks(arguments: list[str]) -> int:
    """Facts, types, analysis, linking and wheel of the Apple code, for a Mac, on any machine."""
    return cross_checks.run_all()


def clean(arguments: list[str]) -> int:
    """Removes the virtual environments and builds that these commands made."""
    for folder in [ROOT / "build", ROOT / "dist", *(f.folder for f in FLAVOURS.values())]:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


COMMANDS = {
    "demo": demo,
    "test": test,
    "build": build,
    "lint": lint,
    "format": format_sources,
    "bench": bench,
    "sanitize": sanitize,
    "wheel": wheel,
    "wheel-macos": wheel_macos,
    "apple-checks": apple_checks,
    "clean": clean,
}


def main() -> int:
    listing = "\n".join(f"  {name:<13}{(f.__doc__ or '').strip()}" for name, f in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=f"The commands:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on to the command")
    chosen = parser.parse_args(sys.argv[1:] or ["--help"])
    try:
        return COMMANDS[chosen.command](chosen.arguments)
    except flavours.CommandFailed as failure:
        print(failure, file=sys.stderr)
    except PermissionError as failure:
        print(f"This user can't write to this checkout: {failure}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
