"""What is painted again, and what is not: bad pictures, dropped packets, layers that cannot be seen."""

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


def test_a_frame_that_never_reached_a_picture_is_dropped(cpu_session):
    """Its packet found nothing to draw into, and a newer frame came before the next."""
    run = Run(cpu_session)
    testing.inject("no_drawable")
    run.submit()
    outcome = run.target.present()
    assert (outcome.status, outcome.reason) == ("dropped", "no_drawable")
    run.show()
    counters = run.layer.counters
    assert (counters.frames_submitted, counters.frames_presented, counters.frames_dropped) == (2, 1, 1)
    run.check_picture()
    run.close()


def test_a_layer_that_cannot_be_seen_changes_nothing(cpu_session):
    run = Run(cpu_session)
    run.show()
    ghost = run.target.scene.add_rect((0, 0, 9, 9), "#fff", opacity=0, z=1)
    assert run.target.present().status == "unchanged"
    ghost.rect = (3, 3, 9, 9)
    assert run.target.present().status == "unchanged"
    run.close()
