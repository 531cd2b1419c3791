"""The core with the Metal device, built against the framework doubles: `pytest --apple` runs with it."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
OPTION = "--apple"
# Of the processes that share the tests of one run, which are not given its options.
VARIABLE = "PYTEST_APPLE"
# Read before pytest has parsed its options: the package takes the core that is there at its import. The
# variable is taken away, since a program that a test runs is not asked.
ASKED = os.environ.pop(VARIABLE, "") == "1" or OPTION in sys.argv
# An instrumented build runs everything: there is none without the doubles.
SANITIZED = ASKED and bool(os.environ.get("ZC_SANITIZER"))
MODULES = ("_core", "_core_testing")
SECONDS_TO_SETTLE = 5


def build_folder() -> Path:
    """Where `.ci/dev.py` builds; an instrumented build has a folder of its own."""
    kind = os.environ.get("ZC_SANITIZER", "")
    return ROOT / "build" / (f"apple-{kind}" if kind else "apple")


def load_core() -> None:
    """Puts the modules where `import zerocopy` finds them first."""
    sys.path.insert(0, str(ROOT / "python"))
    for name in MODULES:
        found = sorted(build_folder().glob(f"{name}.*.so"))
        if not found:
            raise ModuleNotFoundError(
                f"{build_folder()} holds no {name}; build it with `python3 .ci/dev.py build apple`."
            )
        load(f"zerocopy.{name}", found[0])
    import zerocopy

    if not Path(zerocopy.__file__).is_relative_to(ROOT):
        raise ImportError(f"The package of {zerocopy.__file__} was imported instead of this checkout's.")
    for name in MODULES:
        setattr(zerocopy, name, sys.modules[f"zerocopy.{name}"])


def load(name: str, path: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def doubles() -> ModuleType:
    """The submodule that the doubles are driven by."""
    return sys.modules["zerocopy._core"].doubles  # type: ignore[no-any-return]


def left_alive(before: dict[str, int]) -> dict[str, int]:
    """Objects of the doubles that were not alive before; the last ones end on the doubles' own threads."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while True:
        now: dict[str, int] = doubles().live()
        left = {kind: now[kind] - before.get(kind, 0) for kind in now if now[kind] > before.get(kind, 0)}
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.002)
