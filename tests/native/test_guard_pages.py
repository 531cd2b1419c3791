"""Never a byte beyond a plane: planes that begin or end at memory that may not be touched."""

from __future__ import annotations

import sys

import pytest

from support.process import run_cleanly

pytestmark = pytest.mark.native

# Draws planes that lie at either end of a mapping between two guard pages. One touch of those ends
# the process.
PROGRAM = """
    import sys
    import zerocopy as zc
    from support import pictures
    from support.guard import guarded
    from support.reference import Picture
    from support.show import frame_of, testing

    format, isa = sys.argv[1:]
    testing.set_instruction_set(isa)
    shown = 0
    with zc.Session(device="cpu") as session, session.open_offscreen(200, 40) as target:
        layer = target.scene.add_video()
        for width, height in [(w, 5) for w in (1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 65)] + [(64, 1)]:
            for at_end in (True, False):
                planes = [guarded(p, at_end) for p in pictures.noise(format, width, height)]
                views = [Picture(planes, format)]
                if width > 4:
                    crop = (width - 4, height - 1, 4, 1) if at_end else (0, 0, 3, 1)
                    views.append(Picture(planes, format, visible=crop, rotation=90))
                for picture in views:
                    with frame_of(picture) as frame:
                        layer.submit(frame)
                        for size in ((width, height), (199, 39), (0.4 * width, 4)):
                            layer.rect = (3, 0, *size)
                            target.present()
                        layer.transform = (0.9, 0.3, -0.3, 0.9, 20, 0)
                        target.present()
                        layer.transform = (1, 0, 0, 1, 0, 0)
                        frame.to_rgb()
                        shown += 1
    print(shown)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs mprotect")
@pytest.mark.parametrize("isa", ["best", "scalar"])
@pytest.mark.parametrize("format", ["nv12", "i420", "p010", "i010", "rgb24", "rgba"])
def test_never_beyond_a_plane(format, isa):
    told = run_cleanly(PROGRAM, format, "" if isa == "best" else isa)
    assert int(told) > 24
