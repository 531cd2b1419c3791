"""What every test gets: devices, sessions, clips, and the proof that nothing is left behind."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import zerocopy as zc
from support.clips import ClipFolder
from support.run import DELAY
from zerocopy import testing

# The same machine, with completions at once or two submits later.
DEVICES = ("cpu", "cpu-delayed")

OpenSession = Callable[..., zc.Session]


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("ZC_") and name != "ZC_SANITIZER"]:
        del os.environ[name]


def pytest_collection_finish() -> None:
    """What exists by now stays: the collections around each test need not look at it."""
    gc.collect()
    gc.freeze()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever the package counts is back where it was."""
    gc.collect()
    before = testing.live_objects()
    yield
    testing.disarm_all()
    testing.set_completion_delay(0)
    request.node.funcargs.clear()  # what the other fixtures returned is theirs no more
    gc.collect()
    if request.node.stash.get(FAILED, False):
        return  # its traceback holds what it held
    after = testing.live_objects()
    left = {kind: after[kind] - before[kind] for kind in before if after[kind] > before[kind]}
    assert not left, f"still alive after the test: {left}"


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest, nothing_left: None) -> str:
    """The device's name, for sessions opened from now on."""
    name, _, variant = request.param.partition("-")
    testing.set_completion_delay(DELAY if variant else 0)
    return name


def sessions(device: str) -> Iterator[OpenSession]:
    opened: list[zc.Session] = []

    def open_session(**options: object) -> zc.Session:
        opened.append(zc.Session(device=device, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_session
    for session in reversed(opened):
        session.close()


@pytest.fixture
def open_session(device: str) -> Iterator[OpenSession]:
    """Opens a session on each device in turn; closed after the test."""
    yield from sessions(device)


@pytest.fixture
def session(open_session: OpenSession) -> zc.Session:
    return open_session()


@pytest.fixture
def cpu_session(nothing_left: None) -> Iterator[zc.Session]:
    """One plain session, for what does not depend on the device."""
    with zc.Session(device="cpu") as session:
        yield session


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> ClipFolder:
    """`clip(name)` is the path of a clip of support/clips.py."""
    return ClipFolder(tmp_path_factory.mktemp("clips"))


@pytest.fixture
def open_clip(cpu_session: zc.Session, clip: ClipFolder) -> Iterator[Callable[..., zc.VideoSource]]:
    """`open_clip(name, **options)` is an open source of a clip; closed after the test."""
    opened: list[zc.VideoSource] = []

    def open_clip(name: str, **options: object) -> zc.VideoSource:
        opened.append(cpu_session.open(clip(name), **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_clip
    for source in opened:
        source.close()
