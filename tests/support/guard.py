"""Arrays that begin or end at memory that may not be touched: one touch ends the process."""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

PAGE = mmap.PAGESIZE
_kept: list[mmap.mmap] = []


def guarded(array: NDArray[Any], at_end: bool) -> NDArray[Any]:
    """A copy between two guard pages, which lives as long as the process."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    body = -(-array.nbytes // PAGE) * PAGE
    memory = mmap.mmap(-1, body + 2 * PAGE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    _kept.append(memory)
    for guard in (address, address + PAGE + body):
        assert libc.mprotect(guard, PAGE, 0) == 0
    offset = PAGE + (body - array.nbytes if at_end else 0)
    copy = np.frombuffer(memory, array.dtype, array.size, offset).reshape(array.shape)
    copy[:] = array
    return copy
