"""Sessions on the Metal device, and the windows of the doubles."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

import zerocopy as zc
from support import apple


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
