"""A picture that the device reports bad is made again within the same call."""

from __future__ import annotations

import pytest

from support.run import Run
from zerocopy import testing

pytestmark = pytest.mark.native


def test_nothing_is_left_to_repaint(cpu_session):
    run = Run(cpu_session)
    run.show_many(3)
    testing.inject("import_completion")
    run.show()
    assert run.layer.counters.bridges == 1
    assert run.target.present().status == "unchanged"
    run.check_picture()
    run.close()
