"""Sources that the VideoToolbox double decodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import zerocopy as zc
from support import apple, videotoolbox
from support.clips import ClipFolder


@pytest.fixture
def metal_session(nothing_left: None) -> Iterator[zc.Session]:
    videotoolbox.install()
    with zc.Session(device="metal") as session:
        yield session
    apple.doubles().set_decoder(None)


@pytest.fixture
def open_vt(metal_session: zc.Session, clip: ClipFolder) -> Iterator[Callable[..., zc.VideoSource]]:
    """`open_vt(name, **options)` is an open source of a clip; closed after the test."""
    opened: list[zc.VideoSource] = []

    def open_vt(name: str, **options: object) -> zc.VideoSource:
        opened.append(metal_session.open(clip(name), **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_vt
    for source in opened:
        source.close()
