"""Threads that commit packets while another presents."""

from __future__ import annotations

import threading
from collections.abc import Callable

import zerocopy as zc
from support.scratch import Pixels


def color_of(tag: int) -> str:
    """What says of a pixel which packet it is of."""
    return f"#{tag:06x}"


def pictures_while(
    target: zc.Target, produce: Callable[[int], None], count: int
) -> list[tuple[zc.PresentOutcome, Pixels]]:
    """Presents on this thread while `count` others run ``produce(number)``, and once when all have ended."""
    left = threading.Semaphore(0)

    def run(number: int) -> None:
        try:
            produce(number)
        finally:
            left.release()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    pictures = []
    ended = 0
    while ended < count:
        ended += left.acquire(blocking=False)
        outcome = target.present()
        pictures.append((outcome, target.read_pixels()))
    for thread in threads:
        thread.join()
    pictures.append((target.present(), target.read_pixels()))
    return pictures
