"""Shows that the fact-check finds what it must: wrong headers, each with one mistake, are told apart."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import time
from pathlib import Path

import check_facts
import target

# File, text, what stands in its place, words of the problem that must be found.
MISTAKES = (
    (
        "Metal",
        "MTLPixelFormatR8Unorm = 10",
        "MTLPixelFormatR8Unorm = 11",
        "MTLPixelFormatR8Unorm: PyObjC says 10",
    ),
    ("Metal", "newCommandQueue;", "newQueue;", "-[MTLDevice newQueue] is known to no source"),
    (
        "CoreMedia",
        "CMTimeMake(int64_t value, int32_t",
        "CMTimeMake(int64_t value, int64_t",
        "CMTimeMake: PyObjC",
    ),
    ("AppKit", "API_AVAILABLE(macos(14.0))", "", "lacks API_AVAILABLE(macos(14.0))"),
    ("AppKit", "API_AVAILABLE(macos(14.0))", "API_AVAILABLE(macos(15.0))", "availability.toml says 14.0"),
    (
        "CoreVideo",
        "kCVPixelBufferMetalCompatibilityKey",
        "kCVPixelBufferMetalKey",
        "kCVPixelBufferMetalKey is known",
    ),
    ("CoreMedia", "CMTimeScale timescale;", "CMTimeValue timescale;", "CMTime: PyObjC encodes i"),
    ("QuartzCore", "CAMetalLayer : CALayer", "CAMetalLayer : NSString", "knows no superclass NSString"),
    (
        "QuartzCore",
        "BOOL presentsWithTransaction",
        "int presentsWithTransaction",
        "CAMetalLayer.presentsWithTransaction",
    ),
)


def seed(folder: Path, framework: str, before: str, after: str) -> bool:
    """Makes the mistake in each file that has the text."""
    found = False
    for path in sorted((folder / framework).glob("*.h")):
        text = path.read_text()
        if before in text:
            path.write_text(text.replace(before, after))
            found = True
    return found


def main() -> int:
    begin = time.monotonic()
    original = target.HEADERS
    copy = target.BUILD / "wrong" / "headers"
    problems = []
    for framework, before, after, words in MISTAKES:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original, copy)
        if not seed(copy, framework, before, after):
            problems.append(f"The headers of {framework} don't hold '{before}'.")
            continue
        target.HEADERS = copy
        with contextlib.redirect_stdout(io.StringIO()):
            found = check_facts.problems_of_headers()
        if not any(words in problem for problem in found):
            problems.append(f"'{after}' in {framework} isn't found as '{words}', but as {found[:3]}.")
    target.HEADERS = original
    for problem in problems:
        print(problem)
    right = len(MISTAKES) - len(problems)
    print(f"{len(MISTAKES)} wrong headers, {right} found, {time.monotonic() - begin:.1f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
