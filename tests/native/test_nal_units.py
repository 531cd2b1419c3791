"""NAL units: start codes, lengths, parameter sets and where they lie in configuration records."""

from __future__ import annotations

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import encoding
from zerocopy import _core_testing as core

pytestmark = pytest.mark.native

SETTINGS = settings(max_examples=200, deadline=None, database=None, derandomize=True)


def as_unit(kind: int, data: bytes) -> bytes:
    """H.264, with emulation prevented: no zero byte at all."""
    return bytes([kind]) + bytes(byte or 1 for byte in data) + b"\x80"


units = st.lists(
    st.builds(as_unit, st.sampled_from([1, 5, 6]), st.binary(max_size=40)), min_size=1, max_size=6
)


@SETTINGS
@given(units=units, long=st.booleans(), trailing=st.integers(0, 3))
def test_start_codes(units, long, trailing):
    code = b"\0\0\0\1" if long else b"\0\0\1"
    data = b"".join(code + unit for unit in units) + bytes(trailing)
    assert core.is_annex_b(data)
    assert core.split_annex_b(data) == units


@SETTINGS
@given(units=units, size=st.sampled_from([2, 4]))
def test_lengths(units, size):
    data = b"".join(len(unit).to_bytes(size, "big") + unit for unit in units)
    assert core.split_length_prefixed(data, size) == units
    assert core.split_length_prefixed(data[:-1], size) is None
    if size == 4:
        assert core.to_length_prefixed(False, units) == data


@SETTINGS
@given(data=st.binary(max_size=200), size=st.integers(-1, 6), hevc=st.booleans())
def test_no_bytes_are_too_damaged(data, size, hevc):
    core.is_annex_b(data)
    split = core.split_length_prefixed(data, size)
    units = split if split is not None else core.split_annex_b(data)
    core.parameter_sets_of(hevc, data)
    assert 0 <= core.length_size_of(hevc, data) <= 4
    sets = core.ParameterSets()
    sets.update(hevc, units)
    assert not sets.update(hevc, units)
    core.to_length_prefixed(hevc, units)


def test_parameter_sets_and_delimiters_stay_out_of_samples():
    slice_ = as_unit(5, b"slice")
    assert core.to_length_prefixed(False, [b"\x09\xf0", b"\x67\x42\0\x1e\xff", b"\x68\xce", slice_]) == (
        len(slice_).to_bytes(4, "big") + slice_
    )


def test_a_new_set_of_the_same_number_replaces_the_old_one():
    sets = core.ParameterSets()
    sequence, picture = b"\x67\x42\x00\x1e\x80\x01", b"\x68\x80\x02"
    assert sets.update(False, [sequence])
    assert not sets.complete(False)
    assert sets.update(False, [picture])
    assert sets.complete(False)
    second = b"\x68\x40\x03"  # picture set 1
    assert sets.update(False, [second])
    other = b"\x67\x42\x00\x1e\x80\x05"
    assert sets.update(False, [other])
    assert sets.in_order() == [other, picture, second]


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_records_of_real_files_hold_their_parameter_sets(tmp_path, codec):
    hevc = codec == "libx265"
    options = {"x265-params": "log-level=error"} if hevc else {}
    path, stream = tmp_path / "clip.mp4", tmp_path / ("clip.hevc" if hevc else "clip.h264")
    encoding.encode(path, codec=codec, options=options)
    encoding.encode(stream, codec=codec, options=options, format="hevc" if hevc else "h264")
    with av.open(str(path)) as container:
        record = bytes(container.streams.video[0].codec_context.extradata or b"")
    sets = core.parameter_sets_of(hevc, record)
    assert core.length_size_of(hevc, record) == 4
    kinds = [unit[0] >> 1 & 0x3F if hevc else unit[0] & 0x1F for unit in sets]
    assert kinds[:3] == [32, 33, 34] if hevc else kinds == [7, 8]
    known = core.ParameterSets()
    assert known.update(hevc, sets)
    assert known.complete(hevc)
    found = core.split_annex_b(stream.read_bytes())
    assert known.update(hevc, found) is False, "the stream repeats them"
