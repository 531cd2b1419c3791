"""What opens can be closed, by ``with`` or by hand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Protocol, Self


class _Closable(Protocol):
    @property
    def closed(self) -> bool: ...
    def close(self) -> None: ...


class Closing(ABC):
    """``with`` for whatever has a close()."""

    __slots__ = ()

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Owned(Closing):
    """Base of what is closed: ``with``, :meth:`close` (idempotent); use after it raises ClosedError."""

    __slots__ = ("__weakref__", "_native")
    _native: _Closable

    @property
    def closed(self) -> bool:
        """True after :meth:`close`. Any thread."""
        return self._native.closed

    def close(self) -> None:
        """Releases what this object holds. Idempotent, any thread."""
        self._native.close()
