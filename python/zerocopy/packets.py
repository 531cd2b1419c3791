"""Packets: edits that reach the same picture, or none of them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from contextvars import Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from . import _awaiting, _core, _values
from ._records import outcome_from
from .errors import InvalidArgumentError
from .types import PresentOutcome, Stage

if TYPE_CHECKING:
    from .target import Target


class PendingOutcome:
    """How a packet will end. Thread-safe; ``await`` it, or :meth:`wait`."""

    __slots__ = ("_lane", "_native", "_target")

    def __init__(self, target: Target, native: _core.Pending, lane: str) -> None:
        self._target = target
        self._native = native
        self._lane = lane

    @property
    def epoch(self) -> int:
        """Of the packet."""
        return self._native.epoch

    @property
    def done(self) -> bool:
        """Whether the packet has ended, in any way."""
        return self._native.done

    def wait(self, stage: Stage = "presented", timeout: float | None = None) -> PresentOutcome:
        """Blocks until the packet has ended, and with ``"completed"`` until the device has drawn it.

        Presents it where no other thread does. ``timeout`` in seconds; one composition may go beyond it.
        Raises TimeoutError, InvalidArgumentError.
        """
        _values.stage(stage)
        timeout = _values.timeout(timeout)
        self._target._refuse_callbacks("wait()")
        if not self._target._native.wait_ended(self._native, timeout):
            raise TimeoutError(f"The packet of epoch {self.epoch} has not ended within {timeout} s.")
        outcome = outcome_from(self._target, self._native.end(), self._lane)
        self._target._run_callbacks()
        return outcome if stage == "presented" else outcome.wait(stage, timeout)

    def __await__(self) -> Generator[Any, None, PresentOutcome]:
        """As :meth:`wait`, on an asyncio loop and without a thread of it: the target's own thread draws, and
        callbacks that are due run on the loop's thread. Cancelling it leaves the packet as it is."""
        return self._awaited().__await__()

    async def _awaited(self) -> PresentOutcome:
        await _awaiting.ended(self._target._native, self._native)
        outcome = outcome_from(self._target, self._native.end(), self._lane)
        self._target._run_callbacks()
        return outcome

    def __repr__(self) -> str:
        return f"<zerocopy.PendingOutcome epoch={self.epoch} {'done' if self.done else 'pending'}>"


class Packet:
    """Edits that are committed together: ``with target.packet(lane="ui"): ...``

    Within the block, what its thread or task edits of the target goes here; an inner block has its own
    packet. At its end the packet is committed and gets its epoch; the target's next ``present()`` shows
    it, or :attr:`outcome` when it is waited for. An exception discards the edits, and every attribute reads
    as before. For one block.
    """

    __slots__ = ("_lane", "_native", "_outcome", "_required_tree_epoch", "_target", "_token")

    def __init__(self, target: Target, lane: str, required_tree_epoch: int) -> None:
        self._target = target
        self._lane = lane
        self._required_tree_epoch = required_tree_epoch
        self._native: _core.Packet | None = None
        self._token: Token[_core.Packet] | None = None
        self._outcome: PendingOutcome | None = None

    @property
    def lane(self) -> str:
        """Of its lane's packets that are composed together the newest survives."""
        return self._lane

    @property
    def required_tree_epoch(self) -> int:
        """It is composed no earlier than together with this epoch; 0: at once."""
        return self._required_tree_epoch

    @property
    def epoch(self) -> int | None:
        """None until it is committed."""
        return None if self._outcome is None else self._outcome.epoch

    @property
    def outcome(self) -> PendingOutcome:
        """How it ends. Raises InvalidArgumentError before the commit and after a discard."""
        if self._outcome is None:
            raise InvalidArgumentError("The packet is not committed; ask for its outcome after its block.")
        return self._outcome

    def __enter__(self) -> Self:
        if self._native is not None:
            raise InvalidArgumentError("A packet is for one block; ask target.packet() for another.")
        self._native = self._target._native.open_packet(self._lane, self._required_tree_epoch)
        self._target._undo.opened()
        self._token = _core.current_packet.set(self._native)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._native is not None
        assert self._token is not None
        with suppress(ValueError):  # the block was left in another context, which it does not reach
            _core.current_packet.reset(self._token)
        try:
            if kind is None:
                self._outcome = PendingOutcome(self._target, self._native.commit(), self._lane)
        finally:
            self._target._undo.ended(self._native)

    def __repr__(self) -> str:
        state = f"epoch={self.epoch}" if self._outcome else "not committed"
        return f"<zerocopy.Packet lane={self._lane} {state}>"
