"""What every test gets: devices, sessions, clips, and the proof that nothing is left behind."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support import apple

if apple.ASKED:
    apple.load_core()

import zerocopy as zc
from support import devices
from support.clips import ClipFolder
from support.run import DELAY
from zerocopy import testing

OpenSession = Callable[..., zc.Session]

HERE = Path(__file__).parent
# What a device must do whatever it is; the rest is run once, without the doubles.
ON_EVERY_DEVICE = {
    "conformance",
    "scenarios",
    "test_animate.py",
    "test_births.py",
    "test_groups.py",
    "test_lifetime.py",
    "test_packets.py",
    "test_present.py",
    "test_recovery.py",
    "test_repaint.py",
}
ITS_FIXTURES = {"device", "plain_session"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        apple.OPTION,
        action="store_true",
        help="test the Metal device on the framework doubles, in build/apple",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption(apple.OPTION) and not apple.ASKED:
        raise pytest.UsageError(f"{apple.OPTION} must be given on the command line.")
    for name in [name for name in os.environ if name.startswith("ZC_") and name != "ZC_SANITIZER"]:
        del os.environ[name]


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """What a double says before it aborts must not end in a captured file."""
    capture = session.config.pluginmanager.getplugin("capturemanager")
    if apple.ASKED and capture:
        with capture.global_and_fixture_disabled():
            apple.doubles().also_report_to(os.dup(2))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """The tests of the doubles need the doubles; with them, what needs no device is left out."""
    if collection_path == HERE or HERE not in collection_path.parents:
        return None
    room = collection_path.relative_to(HERE).parts[0]
    if room == "apple":
        return None if apple.ASKED else True
    left_out = apple.ASKED and not apple.SANITIZED and room not in ON_EVERY_DEVICE
    return True if left_out else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not apple.ASKED:
        return

    def wanted(item: pytest.Item) -> bool:
        if apple.SANITIZED:  # everything, but the tests of the doubles on Metal alone
            callspec = getattr(item, "callspec", None)
            device = callspec.params.get("device", "metal") if callspec else "metal"
            return device == "metal" or HERE / "apple" not in item.path.parents
        fixtures = set(getattr(item, "fixturenames", ()))
        return HERE / "apple" in item.path.parents or bool(
            fixtures & ITS_FIXTURES and "cpu_session" not in fixtures
        )

    left_out = [item for item in items if not wanted(item)]
    items[:] = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=left_out)


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
    before_below = apple.doubles().live() if apple.ASKED else {}
    yield
    testing.disarm_all()
    if apple.ASKED:
        apple.doubles().reset()
    testing.set_completion_delay(0)
    request.node.funcargs.clear()  # what the other fixtures returned is theirs no more
    gc.collect()
    if request.node.stash.get(FAILED, False):
        return  # its traceback holds what it held
    after = testing.live_objects()
    left = {kind: after[kind] - before[kind] for kind in before if after[kind] > before[kind]}
    assert not left, f"still alive after the test: {left}"
    if apple.ASKED:
        left = apple.left_alive(before_below)
        assert not left, f"still alive below the core: {left}"


@pytest.fixture(params=devices.DEVICES)
def device(request: pytest.FixtureRequest, nothing_left: None) -> str:
    """The device's name, for sessions opened from now on."""
    name, _, variant = request.param.partition("-")
    devices.under_test = name
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
def plain_session(nothing_left: None) -> Iterator[zc.Session]:
    """One session of the device under test, for what does not depend on when it completes."""
    devices.under_test = devices.DEVICES[0]
    with zc.Session(device=devices.under_test) as session:
        yield session


@pytest.fixture
def cpu_session(nothing_left: None) -> Iterator[zc.Session]:
    """One session of the CPU device, for what does not depend on the device, or on the CPU's alone."""
    devices.under_test = "cpu"
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
