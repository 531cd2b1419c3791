"""Outcomes that are awaited on an asyncio loop."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading

import pytest

import zerocopy as zc
from support.show import pixel
from zerocopy import _awaiting

pytestmark = pytest.mark.native


@pytest.fixture
def target(session):
    with session.open_offscreen(24, 16) as target:
        yield target


@pytest.fixture
def layer(target):
    layer = target.scene.add_rect((0, 0, 8, 8), "#f00")
    target.present()
    return layer


def test_an_outcome_is_awaited(target, layer):
    async def show() -> zc.PresentOutcome:
        layer.color = "#0f0"
        return await target.present(wait=False)

    assert asyncio.run(show()).status == "presented"


class Refusing(concurrent.futures.ThreadPoolExecutor):
    def submit(self, *_args, **_kwargs):
        raise AssertionError("the loop's own threads are not for waiting")


def test_many_outcomes_are_awaited_at_once(target, layer):
    """Behind a gate, and without the loop's threads."""

    async def show() -> list[zc.PresentOutcome]:
        asyncio.get_running_loop().set_default_executor(Refusing())
        packets = []
        for index in range(10):
            with target.packet(f"lane {index}", required_tree_epoch=12 if index == 0 else 0) as packet:
                layer.z = index
            packets.append(packet)
        awaits = [asyncio.ensure_future(packet.outcome) for packet in packets]
        await asyncio.sleep(0)
        with target.packet("ui") as last:
            layer.color = "#0f0"
        assert last.epoch == 12
        return [await each for each in awaits] + [await last.outcome]

    outcomes = asyncio.run(show())
    assert [outcome.epoch for outcome in outcomes] == list(range(2, 13))
    assert outcomes[-1].status == "presented"
    assert _awaiting._watches == {}


def test_callbacks_come_to_the_loop(target, layer):
    told: list[tuple[bool, int]] = []
    layer.animate("opacity", 0.5, 1 / 60, on_done=lambda done: told.append((done, threading.get_ident())))

    async def show() -> None:
        for _ in range(3):
            await target.present(wait=False)

    asyncio.run(show())
    assert told == [(True, threading.get_ident())]


def test_a_cancelled_await_leaves_nothing_behind(target, layer):
    async def main() -> None:
        with target.packet("ui", required_tree_epoch=1000) as packet:
            layer.color = "#0f0"
        awaits = [asyncio.ensure_future(packet.outcome) for _ in range(2)]
        await asyncio.sleep(0)
        awaits[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await awaits[0]
        awaits[1].cancel()
        with pytest.raises(asyncio.CancelledError):
            await awaits[1]
        assert _awaiting._watches == {}
        assert (await packet.outcome).reason == "gate_timeout"
        assert (await packet.outcome).reason == "gate_timeout"

    asyncio.run(main())
    assert pixel(target) == [0, 255, 0]


def test_closing_ends_what_is_awaited(session):
    async def main() -> zc.PresentOutcome:
        target = session.open_offscreen(4, 4)
        with target.packet("ui", required_tree_epoch=1000) as packet:
            target.background = "#fff"
        waiting = asyncio.ensure_future(packet.outcome)
        await asyncio.sleep(0)
        target.close()
        return await waiting

    assert asyncio.run(main()).reason == "closed"
