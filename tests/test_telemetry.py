"""The ring of records, and traces made of it."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest

import zerocopy as zc
from support.run import Run
from support.show import check_message, presented
from zerocopy import telemetry

CLOCKS = [name for name in telemetry.DTYPE.names if name.endswith("_ns")]


def test_there_is_nothing_before_the_first_packet(cpu_session):
    with cpu_session.open_offscreen(8, 8) as target:
        assert target.telemetry().shape == (0,)
        assert target.telemetry().dtype == telemetry.DTYPE


def test_the_last_1024_are_kept_in_order(cpu_session):
    with cpu_session.open_offscreen(8, 8) as target:
        layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
        for index in range(telemetry.CAPACITY + 76):
            layer.color = (index % 2, 0, 0)
            presented(target)
        records = target.telemetry()
    assert list(records["epoch"]) == list(range(77, telemetry.CAPACITY + 77))
    assert list(records["present_id"]) == list(records["epoch"])


def test_a_copy_is_the_callers(cpu_session):
    with cpu_session.open_offscreen(8, 8) as target:
        target.present()
        target.telemetry()["epoch"] = 99
        assert target.telemetry()["epoch"] == [1]


def test_lanes_are_named(cpu_session):
    with cpu_session.open_offscreen(8, 8) as target:
        for lane in ("captions", "x" * 32):
            with target.packet(lane):
                pass
        target.present()
        lanes = list(target.telemetry()["lane"])
    assert lanes == ["captions", "x" * 32, "main"]


@pytest.mark.native
def test_a_look_while_others_present_is_of_one_moment(cpu_session):
    """No record is torn, none is missing, and none is out of order."""
    with cpu_session.open_offscreen(8, 8) as target:
        target.scene.add_rect((0, 0, 8, 8), "#123")
        stop = threading.Event()

        def draw() -> None:
            layer = target.scene.add_rect((0, 0, 4, 4), "#fff")
            for index in range(1500):
                layer.rect = (0, 0, 1 + index % 8, 1)
                target.present()
            stop.set()

        thread = threading.Thread(target=draw)
        thread.start()
        looks = 0
        while not stop.is_set() or looks == 0:
            records = target.telemetry()
            looks += 1
            if len(records) == 0:
                continue
            epochs = records["epoch"].astype(int)
            assert (np.diff(epochs) == 1).all()
            shown = records[records["status"] == "presented"]
            assert (shown["present_id"] == shown["epoch"]).all()
            assert (shown["ideal_bytes"] == shown["damage_px"] * 4).all()
            assert (shown["committed_ns"] <= shown["taken_ns"]).all()
        thread.join()


def records_of(*spans: tuple[str, int, int, int, int]) -> np.ndarray:
    """Lane, committed, taken, issued and completed in µs."""
    records = np.zeros(len(spans), telemetry.DTYPE)
    records["r"] = np.nan
    for index, (lane, committed, taken, issued, completed) in enumerate(spans):
        record = records[index]
        record["epoch"] = record["present_id"] = index + 1
        record["lane"], record["status"] = lane, "presented"
        record["committed_ns"], record["taken_ns"] = committed * 1000, taken * 1000
        record["composed_ns"] = record["issued_ns"] = issued * 1000
        record["completed_ns"] = completed * 1000
    return records


def check_shape(trace: dict[str, object]) -> list[dict[str, object]]:
    """By the Trace Event Format: what each kind of event must have, and that those of a thread nest."""
    assert trace["displayTimeUnit"] in ("ms", "ns")
    events = json.loads(json.dumps(trace, allow_nan=False))["traceEvents"]
    needed = {
        "X": {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"},
        "i": {"name", "cat", "ph", "ts", "s", "pid", "tid", "args"},
        "C": {"name", "ph", "ts", "pid", "args"},
        "M": {"name", "ph", "pid", "tid", "args"},
    }
    for event in events:
        assert set(event) == needed[event["ph"]], event
        assert isinstance(event["pid"], int)
        assert isinstance(event.get("tid", 0), int)
        assert event.get("ts", 0) >= 0
        assert event.get("dur", 0) >= 0
        if event["ph"] == "C":
            assert all(isinstance(value, (int, float)) for value in event["args"].values())
        if event["ph"] == "i":
            assert event["s"] == "t"
    named = {event["tid"] for event in events if event["name"] == "thread_name"}
    assert {event["tid"] for event in events if event["ph"] in "Xi"} <= named
    for thread in named:
        mine = [e for e in events if e["ph"] == "X" and e["tid"] == thread]
        spans = [(round(e["ts"] * 1e3), round((e["ts"] + e["dur"]) * 1e3)) for e in mine]  # ns
        for index, (begin, end) in enumerate(spans):
            for other_begin, other_end in spans[index + 1 :]:
                apart = end <= other_begin or other_end <= begin
                within = begin <= other_begin and other_end <= end
                assert apart or within, (begin, end, other_begin, other_end)
    return events


def names(events: list[dict[str, object]], what: str) -> dict[int, str]:
    return {e["tid"]: e["args"]["name"] for e in events if e["name"] == what}  # type: ignore[index, misc]


def test_a_trace_of_a_run(cpu_session, tmp_path):
    run = Run(cpu_session)
    run.show_many(3)
    with run.target.packet("captions"):
        run.target.scene.add_rect((0, 0, 4, 4), "#fff")
    with run.target.packet("captions"):
        pass
    run.target.present()
    path = tmp_path / "trace.json"
    run.target.save_trace(path)
    trace = json.loads(path.read_text())
    assert trace == json.loads(json.dumps(telemetry.chrome_trace(run.target.telemetry())))
    run.close()
    events = check_shape(trace)
    threads = names(events, "thread_name")
    assert {"main", "captions", "frames"} <= set(threads.values())
    packets = [e for e in events if e.get("cat") == "packet"]
    assert [e["args"]["epoch"] for e in packets] == [1, 2, 3, 4, 5, 6]
    assert threads[packets[3]["tid"]].startswith("captions")
    assert packets[3]["args"]["reason"] == "superseded"
    (drop,) = [e for e in events if e["ph"] == "i"]
    assert (drop["name"], drop["args"]["epoch"]) == ("superseded", 4)
    stages = [e["name"] for e in events if e.get("cat") == "stage" and e["tid"] == packets[0]["tid"]]
    assert stages[:4] == ["queued", "compose", "draw", "show"]
    counters = {e["name"] for e in events if e["ph"] == "C"}
    assert counters == {"R", "device bytes", "host bytes", "UI bytes", "damage px", "draw items"}
    assert sum(e["name"] == "R" for e in events) == 4, "once for each present"


def test_stages_keep_their_times():
    events = check_shape(telemetry.chrome_trace(records_of(("main", 10, 12, 15, 20))))
    spans = {e["name"]: (e["ts"], e["dur"]) for e in events if e["ph"] == "X"}
    assert spans == {
        "epoch 1 presented": (10, 10),
        "queued": (10, 2),
        "compose": (12, 3),
        "draw": (15, 5),
    }


def test_packets_that_overlap_have_threads_of_their_own():
    """Two in flight at once, then one after both; another lane meanwhile."""
    spans = [("main", 0, 1, 2, 20), ("main", 10, 11, 12, 30), ("ui", 5, 6, 7, 8), ("main", 30, 31, 32, 33)]
    events = check_shape(telemetry.chrome_trace(records_of(*spans)))
    threads = names(events, "thread_name")
    packets = [e for e in events if e.get("cat") == "packet"]
    assert [threads[e["tid"]] for e in packets] == ["main", "main (2)", "ui", "main"]


def test_an_array_of_another_kind_is_refused():
    for wrong in (np.zeros(3), [1, 2], None):
        with pytest.raises(zc.InvalidArgumentError) as caught:
            telemetry.chrome_trace(wrong)  # type: ignore[arg-type]
        check_message(caught.value, "telemetry()")


def test_a_trace_that_cannot_be_written(cpu_session, tmp_path):
    with cpu_session.open_offscreen(8, 8) as target, pytest.raises(OSError, match="missing"):
        target.save_trace(tmp_path / "missing" / "trace.json")


def test_what_cannot_be_known_yet_is_no_counter():
    assert not [
        e for e in telemetry.chrome_trace(records_of(("main", 1, 2, 3, 0)))["traceEvents"] if e["name"] == "R"
    ]


def test_every_field_has_its_unit():
    """Times end in _ns; areas in _px; sizes in _bytes; the rest are words, counts, numbers and a ratio."""
    assert set(CLOCKS) == {name for name in telemetry.DTYPE.names if telemetry.DTYPE[name] == "i8"} - {
        "damage_px"
    }
    plain = {"epoch", "present_id", "lane", "status", "reason", "path", "r", "draw_items", "culled_items",
             "surfaces_allocated", "surfaces_reused", "surfaces_evicted"}  # fmt: skip
    for name in set(telemetry.DTYPE.names) - plain:
        assert name.endswith(("_ns", "_px", "_bytes"))
