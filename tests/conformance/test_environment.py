"""Modes, devices and the environment variables that choose them."""

from __future__ import annotations

import json

import pytest

import zerocopy as zc
from support.process import answer, run_python
from support.show import check_message

# Opens a session as told, shows one frame, tells what became of it.
PROGRAM = """
    import json, sys
    import numpy as np
    import zerocopy as zc

    options = json.loads(sys.argv[1])
    try:
        session = zc.Session(**options)
    except zc.ZeroCopyError as error:
        print(json.dumps([type(error).__name__, str(error)]))
        sys.exit()
    with session, session.open_offscreen(16, 12) as target:
        layer = target.scene.add_video()
        planes = [np.full((12, 16), 99, np.uint8), np.full((6, 8, 2), 128, np.uint8)]
        with zc.GpuFrame.from_planes(planes, "nv12") as frame:
            layer.submit(frame)
            outcome = target.present()
        print(json.dumps({
            "device": session.device.name,
            "capable": session.device.true_zero_copy,
            "mode": session.mode,
            "path": outcome.path,
            "status": layer.status,
            "reason": layer.fallback.reason,
            "copied": layer.counters.host_bytes_copied,
        }))
"""


def tell(env: dict[str, str], **options: object) -> object:
    return answer(PROGRAM, json.dumps(options), **env)


def result(env: dict[str, str], **options: object) -> dict[str, object]:
    told = tell(env, **options)
    assert isinstance(told, dict), told
    return told


def failure(env: dict[str, str], **options: object) -> tuple[str, str]:
    told = tell(env, **options)
    assert isinstance(told, list), told
    return told[0], told[1]


def test_without_variables():
    told = result({}, device="cpu")
    assert told == {
        "device": "cpu",
        "capable": True,
        "mode": "auto",
        "path": "true_zero_copy",
        "status": "interop_handle",
        "reason": None,
        "copied": 0,
    }


@pytest.mark.parametrize("mode", ["interop", "software"])
def test_the_mode_by_variable(mode):
    told = result({"ZC_VIDEO_BACKEND_MODE": mode})
    assert told["mode"] == mode
    assert told["path"] == {"interop": "interop_handle", "software": "software"}[mode]
    assert told["copied"] == 16 * 12 * 3 // 2


def test_an_argument_overrides_the_variable():
    told = result({"ZC_VIDEO_BACKEND_MODE": "software", "ZC_DEVICE": "metal"}, mode="interop",
                  device="cpu")  # fmt: skip
    assert (told["mode"], told["device"]) == ("interop", "cpu")


def test_the_device_by_variable():
    assert result({"ZC_DEVICE": "cpu"})["device"] == "cpu"
    name, text = failure({"ZC_DEVICE": "toaster"})
    assert name == "InvalidArgumentError"
    assert "toaster" in text
    assert "cpu" in text


def test_an_unknown_mode_by_variable():
    name, text = failure({"ZC_VIDEO_BACKEND_MODE": "turbo"}, device="cpu")
    assert name == "InvalidArgumentError"
    assert "turbo" in text
    assert "ZC_VIDEO_BACKEND_MODE" in text


def test_the_capability_switched_off():
    told = result({"ZC_EXPERIMENTAL_TRUE_ZERO_COPY": "0"}, device="cpu")
    assert told["capable"] is False
    assert told["path"] == told["status"] == "interop_handle"
    assert told["reason"] == "disabled"
    assert told["copied"] == 16 * 12 * 3 // 2


def test_the_capability_left_to_the_probe():
    told = result({"ZC_EXPERIMENTAL_TRUE_ZERO_COPY": "1"}, device="cpu")
    assert told["capable"] is True
    assert told["path"] == "true_zero_copy"


def test_mode_zero_copy_fails_fast_without_the_capability():
    name, text = failure({"ZC_EXPERIMENTAL_TRUE_ZERO_COPY": "0"}, device="cpu", mode="zero_copy")
    assert name == "UnsupportedError"
    assert "ZC_EXPERIMENTAL_TRUE_ZERO_COPY" in text


def test_the_log_is_off_by_default_and_goes_to_standard_error():
    program = """
        import numpy as np
        import zerocopy as zc
        from zerocopy import testing

        with zc.Session(device="cpu") as session, session.open_offscreen(4, 4) as target:
            layer = target.scene.add_video()
            testing.inject("import_frame")
            with zc.GpuFrame.from_planes([np.zeros((4, 4), np.uint8),
                                          np.zeros((2, 2, 2), np.uint8)], "nv12") as frame:
                layer.submit(frame)
                target.present()
    """
    silent = run_python(program)
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")
    loud = run_python(program, ZC_LOG="debug")
    assert (loud.returncode, loud.stdout) == (0, "")
    assert "import" in loud.stderr


def test_probe_lists_every_device(nothing_left):
    devices = {device.name: device for device in zc.probe()}
    cpu = devices["cpu"]
    assert (cpu.available, cpu.gpu, cpu.true_zero_copy, cpu.reason) == (True, False, True, "")
    assert cpu.max_size_px == 16384
    assert cpu.description
    metal = devices["metal"]
    assert metal.gpu is True
    assert metal.available or metal.reason
    assert zc.probe()[0].name == "metal"  # the home platform comes first


def test_an_unavailable_device_says_why(nothing_left):
    for device in zc.probe():
        if not device.available:
            with pytest.raises(zc.UnsupportedError) as caught:
                zc.Session(device=device.name)
            check_message(caught.value, device.name)


@pytest.mark.parametrize(
    "options",
    [
        {"device": "toaster"},
        {"mode": "turbo"},
        {"streak": 0},
        {"streak": -1},
        {"max_in_flight": 0},
    ],
)
def test_session_arguments(nothing_left, options):
    with pytest.raises(zc.InvalidArgumentError) as caught:
        zc.Session(**{"device": "cpu", **options})
    check_message(caught.value, str(next(reversed(options.values()))))


def test_auto_picks_the_first_available_device(nothing_left):
    first = next(device for device in zc.probe() if device.available)
    with zc.Session() as session:
        assert session.device == first
        assert session.mode is zc.Mode.AUTO


def test_max_in_flight_of_one(device):
    """Each submission completes before the next begins."""
    from support.run import Run

    with zc.Session(device=device, max_in_flight=1) as session:
        run = Run(session)
        run.show_many(15)
        run.check_picture()
        run.close()
        run.check_balance()
