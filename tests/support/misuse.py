"""Broken rules of the framework doubles: each ends its process with a sentence."""

from __future__ import annotations

import signal

from support.process import run_python


def check_ends_with(call: str, misuse: str, sentence: str) -> None:
    """`call`, a function of the doubles, breaks the rule in a process of its own. A `*` in the sentence
    stands for anything."""
    program = f"""
        import sys
        from support import apple

        apple.load_core()
        apple.doubles().{call}(sys.argv[1])
        print("nothing was noticed")
    """
    done = run_python(program, misuse)
    assert "nothing was noticed" not in done.stdout
    assert done.returncode == -signal.SIGABRT, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("framework double: ")]
    rest = line
    for part in sentence.split("*"):
        _, found, rest = rest.partition(part)
        assert found, f"'{part}' is missing from: {line}"
