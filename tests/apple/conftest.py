"""Sessions on the Metal device, the windows of the doubles, sources that VideoToolbox decodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

import zerocopy as zc
from support import apple, devices, videotoolbox, vt_clips  # noqa: F401 (registers its clips)
from support.clips import ClipFolder


@pytest.fixture(autouse=True)
def frames_for_metal() -> None:
    devices.under_test = "metal"


@pytest.fixture
def doubles(nothing_left: None) -> ModuleType:
    return apple.doubles()


@pytest.fixture
def metal(doubles: ModuleType) -> Iterator[zc.Session]:
    with zc.Session(device="metal") as session:
        yield session


@pytest.fixture(params=(13, 14), ids=("macos13", "macos14"))
def macos(request: pytest.FixtureRequest, doubles: ModuleType) -> int:
    """Which macOS the core believes to run on: its two ways to be paced."""
    doubles.macos_version(request.param)
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def vt_session(metal: zc.Session, doubles: ModuleType) -> Iterator[zc.Session]:
    """Whose sources VideoToolbox decodes."""
    videotoolbox.install()
    yield metal
    for source in list(metal._sources):
        source.close()
    doubles.set_decoder(None)


@pytest.fixture
def open_vt(vt_session: zc.Session, clip: ClipFolder) -> Callable[..., zc.VideoSource]:
    """`open_vt(name, **options)` is an open source of a clip."""

    def open_vt(name: str, **options: object) -> zc.VideoSource:
        return vt_session.open(clip(name), **options)  # type: ignore[arg-type]

    return open_vt
