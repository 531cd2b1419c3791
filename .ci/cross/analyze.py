"""Clang's static analyzer over the core's Objective-C++ for the target: leaks, use after release.

First it shows that it finds what it must: each file of tests/apple/leaks names that on its first line.
"""

from __future__ import annotations

import concurrent.futures
import subprocess
import sys
import time
from pathlib import Path

import parsing
import target

LEAKS = target.ROOT / "tests" / "apple" / "leaks"
# Retain counts, null, what outlives its frame: all but leaks of new, which it suspects in each unique_ptr.
CHECKS = "-*,clang-analyzer-*,-clang-analyzer-cplusplus.NewDeleteLeaks"


def analyze(path: Path) -> str:
    """What the analyzer says about a file; nothing when it finds nothing."""
    program = Path(sys.executable).with_name("clang-tidy")
    command = [str(program), "-quiet", f"-checks={CHECKS}", "-warnings-as-errors=*"]
    command += [f"-header-filter={target.CORE}/device/metal/.*", str(path), "--"]
    command += [flag for flag in parsing.parse_flags() if flag != "-w"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=target.ROOT)
    return "" if done.returncode == 0 else done.stdout or done.stderr


def check_leaks() -> list[str]:
    problems = []
    samples = sorted(LEAKS.glob("*.mm"))
    for sample in samples:
        wanted = sample.read_text().splitlines()[0].removeprefix("// Found: ")
        said = analyze(sample)
        if wanted not in said:
            problems.append(f"{sample.name}: the analyzer doesn't say '{wanted}', but:\n{said}")
    if not samples:
        problems.append(f"There is no sample in {LEAKS}.")
    print(f"{len(samples)} samples with a mistake, {len(samples) - len(problems)} found as they must be")
    return problems


def main() -> int:
    begin = time.monotonic()
    problems = check_leaks()
    files = [Path(p).resolve() for p in sys.argv[1:]] or target.sources(".mm")
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        problems += [said for said in pool.map(analyze, files) if said]
    for problem in problems:
        print(problem)
    words = f"FAILED with {len(problems)} problems" if problems else "passed"
    print(f"analyzer: {words}, {len(files)} Objective-C++ files, {time.monotonic() - begin:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
