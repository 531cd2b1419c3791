"""Python programs in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

TESTS = Path(__file__).parent.parent
TIMEOUT_S = 60


def environment(**extra: str) -> dict[str, str]:
    """The caller's, without the package's own variables; the tests' helpers can be imported."""
    kept = (name for name in os.environ if not name.startswith("ZC_") or name == "ZC_SANITIZER")
    env = {name: os.environ[name] for name in kept}
    path = os.pathsep.join(filter(None, [str(TESTS), env.get("PYTHONPATH")]))
    return {**env, "PYTHONPATH": path, **extra}


def run_python(code: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-c", textwrap.dedent(code), *arguments], **env)


def run(command: list[str], **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def run_cleanly(code: str, *arguments: str, **env: str) -> str:
    """What it printed; it must have ended well and said nothing on standard error."""
    done = run_python(code, *arguments, **env)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}\n{done.stderr}"
    return done.stdout


def answer(code: str, *arguments: str, **env: str) -> object:
    """The JSON that it printed last."""
    return json.loads(run_cleanly(code, *arguments, **env).splitlines()[-1])
