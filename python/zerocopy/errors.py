"""The exceptions of zerocopy. Each carries ``code``, a stable word for programs; its text is for people."""

from __future__ import annotations


class ZeroCopyError(Exception):
    """Base of every error that zerocopy raises on purpose."""

    code: str = "error"

    def __init__(self, *args: object, code: str | None = None) -> None:
        super().__init__(*args)
        if code is not None:
            self.code = code


class MediaOpenError(ZeroCopyError, OSError):
    """The file cannot be read, or holds no video that can be decoded."""

    code = "media_open"


class MediaNotFoundError(MediaOpenError, FileNotFoundError):
    """There is no such file."""

    code = "media_not_found"


class InvalidArgumentError(ZeroCopyError, ValueError):
    """An argument is out of its range or of the wrong shape, dtype or type."""

    code = "invalid_argument"


class ClosedError(ZeroCopyError, RuntimeError):
    """The object was closed before this call."""

    code = "closed"


class UnsupportedError(ZeroCopyError, RuntimeError):
    """This build, machine or device does not offer what was asked for."""

    code = "unsupported"


class DeviceError(ZeroCopyError, RuntimeError):
    """The device failed or was lost."""

    code = "device"


class FramePoolExhausted(ZeroCopyError, RuntimeError):
    """The caller holds every picture of a decoder's fixed pool."""

    code = "frame_pool_exhausted"


class ForkedProcessError(ZeroCopyError, RuntimeError):
    """The process was forked after zerocopy was loaded; its devices and threads stayed in the parent."""

    code = "forked_process"
