"""Virtual environments and builds: one of each per flavour, made once and then kept up to date."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import machine

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".zerocopy-stamp"


@dataclass(frozen=True)
class Flavour:
    """A build of the core and the virtual environment that it is installed into."""

    name: str
    venv: str
    extras: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    editable: bool = False

    @property
    def folder(self) -> Path:
        return ROOT / self.venv

    @property
    def build(self) -> Path:
        return ROOT / "build" / self.name

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    def env(self, **extra: str) -> dict[str, str]:
        """The caller's environment with this venv's programs first."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        env = dict(os.environ, PATH=path, VIRTUAL_ENV=str(self.folder), **extra)
        env.pop("PYTHONHOME", None)
        return env


TESTING = {"ZC_TESTING": "ON"}
FLAVOURS = {
    flavour.name: flavour
    for flavour in (
        Flavour("demo", ".venv", ("cli",)),
        Flavour("bench", ".venv-bench", ("cli", "bench")),
        # Editable, so that an edit of a Python file needs no new build.
        Flavour("test", ".venv-test", ("cli", "test"), TESTING, editable=True),
    )
}


@contextlib.contextmanager
def step(words: str) -> Iterator[None]:
    """One progress line, with its seconds."""
    print(f"  {words} … ", end="", flush=True)
    begin = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - begin:.1f} s", flush=True)


class CommandFailed(Exception):
    """A quiet command failed; carries what it said."""


def quiet(command: list[str], env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Runs without output; what was said is shown when the command fails, or with ZC_VERBOSE=1."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        raise CommandFailed(f"{done.stdout}\nExit status {done.returncode}: {' '.join(command)}")
    if os.environ.get("ZC_VERBOSE", "0") not in ("", "0"):
        print(done.stdout)
    return done.stdout


def pip_env(flavour: Flavour) -> dict[str, str]:
    return flavour.env(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")


@contextlib.contextmanager
def locked(flavour: Flavour) -> Iterator[None]:
    """One builder of a flavour at a time: two in one folder would break each other."""
    import fcntl

    flavour.build.mkdir(parents=True, exist_ok=True)
    with open(flavour.build.parent / f"{flavour.name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def requirements(extras: tuple[str, ...]) -> list[str]:
    """What pyproject.toml asks for, read from it so that it is said once."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    optional = project["project"]["optional-dependencies"]
    wanted = list(project["build-system"]["requires"]) + list(project["project"]["dependencies"])
    for extra in extras:
        wanted += optional[extra]
    return wanted


def is_stamped(path: Path, wanted: str) -> bool:
    return path.is_file() and path.read_text() == wanted


def ensure_venv(flavour: Flavour) -> None:
    """Makes the venv anew unless its stamp, which is written last, says that it is whole."""
    packages = requirements(flavour.extras) + machine.tools_from_pip()
    version = list(sys.version_info)
    facts = [str(flavour.folder), version, os.path.realpath(sys.executable), packages]
    wanted = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
    stamp = flavour.folder / STAMP
    if is_stamped(stamp, wanted) and os.access(flavour.python, os.X_OK):
        return
    machine.require_build_tools()
    with step(f"make {flavour.venv} with Python {sys.version.split()[0]}"):
        shutil.rmtree(flavour.folder, ignore_errors=True)
        quiet([sys.executable, "-m", "venv", str(flavour.folder)])
    with step(f"install {len(packages)} packages and what they need"):
        quiet([flavour.python, "-m", "pip", "install", "-q", *packages], pip_env(flavour))
    stamp.write_text(wanted)


def ensure_extra(flavour: Flavour, extra: str) -> None:
    """Adds the packages of one more extra to a venv, once."""
    packages = requirements((extra,))
    stamp = flavour.folder / f"{STAMP}-{extra}"
    wanted = json.dumps(packages)
    if is_stamped(stamp, wanted):
        return
    with step(f"install the packages of the extra '{extra}'"):
        quiet([flavour.python, "-m", "pip", "install", "-q", *packages], pip_env(flavour))
    stamp.write_text(wanted)


def werror_wanted() -> bool:
    return os.environ.get("ZC_WERROR", "0") not in ("", "0", "OFF")


def install(flavour: Flavour) -> None:
    """Builds the package in the flavour's own folder, incrementally, and installs it."""
    options = dict(flavour.options)
    if werror_wanted():
        options["ZC_WERROR"] = "ON"
    command = [flavour.python, "-m", "pip", "install", "--no-build-isolation", "--no-deps"]
    # By name, so that a build of another flavour in the same folder can't linger.
    for name in ("ZC_TESTING", "ZC_WERROR"):
        command.append(f"--config-settings=cmake.define.{name}={options.get(name, 'OFF')}")
    command.append(f"--config-settings=build-dir={flavour.build}")
    command += ["--editable", "."] if flavour.editable else ["--force-reinstall", "."]
    with step(f"build zerocopy ({flavour.name}) in build/{flavour.name}"):
        quiet(command, pip_env(flavour))


def prepare(name: str) -> Flavour:
    """A venv with the package built and installed, whatever state the machine was in."""
    flavour = FLAVOURS[name]
    machine.require_python()
    with locked(flavour):
        ensure_venv(flavour)
        install(flavour)
    return flavour
