"""The program of the README's first screen, as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import zerocopy as zc

README = Path(__file__).resolve().parents[2] / "README.md"


def first_program() -> str:
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_first_program_plays_in_a_window(vt_session, clip, doubles, tmp_path, monkeypatch):
    shutil.copy(clip("plain"), tmp_path / "clip.mp4")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(first_program(), names)  # it ends with the clip
    session, video, window = names["session"], names["video"], names["window"]
    assert isinstance(session, zc.Session)
    assert isinstance(video, zc.VideoLayer)
    assert isinstance(window, zc.Window)
    try:
        assert session.device.name == "metal"
        assert window.closed
        assert video.counters.frames_presented > 5
        assert video.counters.host_bytes_copied == 0
    finally:
        session.close()
        names.clear()
