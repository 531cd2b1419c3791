"""Resizes and edits in packets that overlap and end in any order, against a fresh scene."""

from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import zerocopy as zc
from support import devices
from zerocopy import testing

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=100, stateful_step_count=40, deadline=None, database=None, derandomize=True)
ANY = st.sampled_from(range(12))
SIDE = st.sampled_from([0, 1, 5, 8, 16, 23])
SIZES = st.one_of(st.tuples(SIDE, SIDE), st.tuples(st.integers(6, 24), st.integers(6, 24)))
RECTS = st.tuples(st.integers(-4, 20), st.integers(-4, 20), st.integers(0, 16), st.integers(0, 16))
COLORS = st.sampled_from(["#f00", "#0f08", "#00f", "#fff4", "#ff0"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "rect": RECTS,
    "color": COLORS,
    "z": st.integers(-1, 2),
    "opacity": st.sampled_from([0.0, 0.25, 0.75, 1.0]),
    "enabled": st.booleans(),
    "clip": st.one_of(st.none(), RECTS),
    "corner_radius_px": st.sampled_from([0.0, 2.5]),
}
EDITS = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
KINDS = ("rect", "group", "canvas")


@dataclass
class Model:
    """A packet: what it does in order, to layers by number. `state` as in the core."""

    edits: list[tuple[int, str, Any]] = field(default_factory=list)
    size: tuple[int, int] | None = None
    state: str = "open"


@dataclass
class Made:
    layer: zc.Layer
    kind: str
    parent: int | None
    birth: Model
    removed_in: Model | None = None

    @property
    def gone(self) -> bool:
        removed = self.removed_in is not None and self.removed_in.state != "discarded"
        return self.birth.state == "discarded" or removed


@dataclass
class Open:
    packet: zc.Packet
    context: contextvars.Context
    model: Model


@dataclass
class Shown:
    kind: str
    parent: int | None
    props: dict[str, Any] = field(default_factory=dict)


def make(container: Any, kind: str) -> zc.Layer:
    if kind == "group":
        return container.add_group()
    if kind == "rect":
        return container.add_rect((0, 0, 8, 8), "#888")
    layer = container.add_canvas()
    with layer.draw() as canvas:
        canvas.ellipse((1, 1, 12, 9), fill="#08f")
    return layer


class ResizeMachine(RuleBasedStateMachine):
    @initialize(scale=st.sampled_from([1.0, 1.0, 1.5, 2.0]))
    def begin(self, scale):
        devices.under_test = "cpu"
        self.session = zc.Session(device="cpu")
        self.target = self.session.open_offscreen(12, 9, background="#123")
        self.scale = scale
        if scale != 1:
            testing.set_scale(self.target, scale)
        self.main = Model()
        self.open: list[Open] = []
        self.made: list[Made] = []
        self.shown: dict[int, Shown] = {}
        self.size = (12, 9)  # of the last packet that said one
        self.sizes: list[tuple[Model, tuple[int, int]]] = [(Model(state="committed"), self.size)]
        self.presented: tuple[int, int] | None = None
        for kind in KINDS:
            self.add(0, kind, 1)
        for _ in range(3):
            self.open_packet()

    def caller(self, pick: int) -> Open | None:
        return None if pick % 3 == 0 or not self.open else self.open[pick % len(self.open)]

    def run(self, caller: Open | None, call, *arguments):
        context = caller.context if caller else contextvars.Context()
        return context.run(call, *arguments)

    def taker(self, made: Made, caller: Open | None) -> Model:
        if made.birth.state == "open" and made.birth is not self.main:
            return made.birth
        return caller.model if caller else self.main

    # What the app does.

    @rule()
    def open_packet(self):
        if len(self.open) < 4:
            packet = self.target.packet(f"lane {len(self.open)}")
            context = contextvars.Context()
            context.run(packet.__enter__)
            self.open.append(Open(packet, context, Model()))

    @rule(pick=ANY, kind=st.sampled_from(KINDS), where=ANY)
    def add(self, pick, kind, where):
        caller = self.caller(pick)
        groups = [n for n, made in enumerate(self.made) if made.kind == "group" and not made.gone]
        parent = groups[where % len(groups)] if groups and where % 2 else None
        container = self.target.scene if parent is None else self.made[parent].layer
        taker = caller.model if caller else self.main
        if parent is not None:
            taker = self.taker(self.made[parent], caller)
        layer = self.run(caller, make, container, kind)
        self.made.append(Made(layer, kind, parent, taker))
        taker.edits.append((len(self.made) - 1, "add", None))

    @rule(pick=ANY, which=ANY, edits=st.lists(EDITS, min_size=1, max_size=4))
    def edit(self, pick, which, edits):
        for step, (name, value) in enumerate(edits):
            self.set(pick, which + step, name, value)

    def set(self, pick: int, which: int, name: str, value: Any) -> None:
        able = [n for n, made in enumerate(self.made) if hasattr(made.layer, name)]
        if not able:
            return
        number, caller = able[which % len(able)], self.caller(pick)
        made = self.made[number]
        try:
            self.run(caller, setattr, made.layer, name, value)
        except zc.ClosedError:
            assert made.gone
            return
        assert not made.gone
        self.taker(made, caller).edits.append((number, name, value))

    @rule(pick=ANY, which=ANY)
    def remove(self, pick, which):
        if not self.made:
            return
        number, caller = which % len(self.made), self.caller(pick)
        self.note_removal(number, caller)
        self.run(caller, self.made[number].layer.remove)

    def note_removal(self, number: int, caller: Open | None) -> None:
        made = self.made[number]
        for other, child in enumerate(self.made):
            if child.parent == number:
                self.note_removal(other, caller)
        if not made.gone:
            made.removed_in = self.taker(made, caller)
            made.removed_in.edits.append((number, "remove", None))

    @rule(pick=ANY, size=SIZES)
    def resize(self, pick, size):
        caller = self.caller(pick)
        self.run(caller, self.target.resize, *size)
        model = caller.model if caller else self.main
        model.size = size
        self.sizes = [said for said in self.sizes if said[0] is not model] + [(model, size)]
        self.check_size()

    @rule(pick=ANY, keep=st.booleans())
    def end(self, pick, keep):
        if not self.open:
            return
        ended = self.open.pop(pick % len(self.open))
        if keep:
            ended.context.run(ended.packet.__exit__, None, None, None)
            self.take_births(ended.model)
            self.commit(ended.model)
        else:
            ended.context.run(ended.packet.__exit__, KeyError, KeyError(), None)
            ended.model.state = "discarded"
        self.check_size()

    @rule()
    def present(self):
        self.commit(self.main)
        self.main = Model()
        outcome = self.target.present()
        if 0 in self.size:
            assert (outcome.status, outcome.reason) == ("dropped", "zero_size")
            return
        assert outcome.status == "presented" or self.presented == self.size
        self.presented = self.size
        pixels = self.target.read_pixels()
        assert np.array_equal(pixels, self.from_scratch())

    # What it means.

    def check_size(self) -> None:
        held = [size for model, size in self.sizes if model.state != "discarded"]
        assert (self.target.width, self.target.height) == held[-1]

    def take_births(self, packet: Model) -> None:
        """What it changes, and the groups that it fills, come along from the packet of present()."""
        births = {number for number, what, _ in self.main.edits if what == "add"}
        wanted = {number for number, _, _ in packet.edits}
        wanted |= {self.made[n].parent for n, what, _ in packet.edits if what == "add"} - {None}
        taken = births & wanted
        while more := {self.made[n].parent for n in taken} & births - taken:
            taken |= more
        moved = [edit for edit in self.main.edits if edit[0] in taken]
        self.main.edits = [edit for edit in self.main.edits if edit[0] not in taken]
        self.apply(moved)
        for number in taken:
            self.made[number].birth = packet
            if self.made[number].removed_in is self.main:
                self.made[number].removed_in = packet

    def commit(self, packet: Model) -> None:
        packet.state = "committed"
        self.apply(packet.edits)
        if packet.size is not None:
            self.size = packet.size

    def apply(self, edits: list[tuple[int, str, Any]]) -> None:
        removed = []
        for number, what, value in edits:
            made = self.made[number]
            if what == "add":
                if made.parent is None or made.parent in self.shown:
                    self.shown[number] = Shown(made.kind, made.parent)
            elif what == "remove":
                removed.append(number)
            elif number in self.shown:
                self.shown[number].props[what] = value
        for number in removed:
            self.shown.pop(number, None)
        while orphans := [
            n for n, s in self.shown.items() if s.parent is not None and s.parent not in self.shown
        ]:
            for number in orphans:
                del self.shown[number]

    def from_scratch(self) -> np.ndarray:
        with self.session.open_offscreen(*self.size, background="#123") as fresh:
            if self.scale != 1:
                testing.set_scale(fresh, self.scale)
            layers: dict[int | None, Any] = {None: fresh.scene}
            for number in sorted(self.shown):
                shown = self.shown[number]
                layers[number] = make(layers[shown.parent], shown.kind)
                for name, value in shown.props.items():
                    setattr(layers[number], name, value)
            assert fresh.present().status == "presented"
            return fresh.read_pixels()

    def teardown(self):
        if not hasattr(self, "session"):
            return
        while self.open:
            self.end(0, True)
        self.resize(0, (20, 15))
        self.present()
        counts = self.target.packets
        assert counts.committed == counts.presented + counts.unchanged + counts.dropped
        self.session.close()


TestResizes = ResizeMachine.TestCase
TestResizes.settings = SETTINGS
