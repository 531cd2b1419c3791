"""What the frameworks may answer in mid-run, what the core makes of it, and a run without copies."""

from __future__ import annotations

import threading

import pytest

import zerocopy as zc
from support import devices
from support.run import Run, numbered_picture
from support.show import frame_of
from zerocopy import FallbackReason, InteropStatus

HANDLE = InteropStatus.INTEROP_HANDLE
SOFTWARE = InteropStatus.SOFTWARE
TRUE = InteropStatus.TRUE_ZERO_COPY
BIND = "CVMetalTextureCacheCreateTextureFromImage"
# kCVReturnError, InvalidArgument, AllocationFailed, InvalidPixelFormat, PixelBufferNotMetalCompatible
CODES = (-6660, -6661, -6662, -6680, -6684)


@pytest.fixture
def run(metal):
    devices.under_test = "metal"
    run = Run(metal)
    yield run
    run.close()
    run.check_balance()


@pytest.mark.parametrize("plane", [0, 1])
@pytest.mark.parametrize("code", CODES)
def test_a_picture_that_cannot_be_bound_is_bridged(run, doubles, code, plane):
    run.show_many(20)
    doubles.fail(BIND, after=plane, value=code)
    assert run.show().path is HANDLE
    run.check_picture()
    assert run.layer.status is HANDLE
    assert run.layer.fallback.reason is FallbackReason.IMPORT_FAILED
    assert run.layer.counters.import_failures == 1


def test_an_active_run_copies_nothing(run, doubles):
    """By the frameworks' own books: no base address is locked, no texture is written by the host."""
    run.show_many(20)
    run.settle()
    frames = [frame_of(numbered_picture(i), pts_ns=100 + i) for i in range(12)]
    before = doubles.counts()
    for frame in frames:
        assert run.layer.submit(frame)
        frame.close()
        assert run.target.present().path is TRUE
    after = doubles.counts()
    spent = {name: after[name] - before[name] for name in after}
    assert spent["base_address_locks"] == spent["replace_regions"] == spent["textures_made"] == 0
    assert spent["textures_from_images"] == 2 * len(frames)
    assert spent["commits"] == spent["command_buffers"] == len(frames)
    assert spent["texture_cache_flushes"] >= len(frames)
    run.shown += len(frames)
    run.show()
    run.check_picture()


@pytest.mark.parametrize("code", [1, 2, 8, 9])
def test_a_command_buffer_that_fails_is_drawn_again(run, doubles, code):
    run.show_many(20)
    run.settle()
    doubles.fail("command_buffer", value=code)
    run.show()
    run.settle()
    run.target.present()
    run.check_picture()
    assert run.layer.counters.frames_dropped == 0


def test_a_removed_device_is_replaced(run, doubles):
    run.show_many(20)
    run.settle()
    doubles.fail("device_removed")
    run.show()
    run.settle()
    for _ in range(3):
        run.submit()
        run.target.present()
    run.show()
    run.check_picture()


def test_a_picture_that_cannot_be_read_either_is_dropped(run, doubles):
    run.show_many(20)
    before = run.target.read_pixels()
    run.submit()  # it is made before the faults
    doubles.fail(BIND, value=-6660)
    doubles.fail("CVPixelBufferLockBaseAddress", times=2, value=-6660)
    run.target.present()
    assert run.layer.counters.frames_dropped == 1
    assert (run.target.read_pixels() == before).all()
    run.show()
    run.check_picture()


@pytest.mark.parametrize("fault", ["newLibrary", "newRenderPipelineState"])
def test_shaders_that_do_not_compile_are_an_error(doubles, fault):
    doubles.fail(fault, value=3)
    with zc.Session(device="metal") as session, pytest.raises(zc.DeviceError, match="double refuses"):
        session.open_offscreen(8, 8)


@pytest.mark.parametrize(
    "fault", ["MTLCreateSystemDefaultDevice", "newCommandQueue", "CVMetalTextureCacheCreate"]
)
def test_a_machine_without_a_device_is_an_error(doubles, fault):
    doubles.fail(fault, times=100, value=-6660)
    with pytest.raises(zc.ZeroCopyError):
        zc.Session(device="metal")


def test_a_texture_without_memory_is_an_error(metal, doubles):
    doubles.fail("newTextureWithDescriptor")
    with pytest.raises(zc.DeviceError, match="no memory"):
        metal.open_offscreen(8, 8)


def test_frames_are_held_until_the_device_has_completed(run, doubles):
    """Three submissions may be in flight; the next one waits for the first."""
    run.show_many(2)
    run.settle()
    held = doubles.live()["CVPixelBuffer"]
    doubles.hold_completions()
    for _ in range(3):
        run.show()
    assert (held, doubles.live()["CVPixelBuffer"]) == (1, 3)
    waiting = threading.Thread(target=run.show)
    waiting.start()
    assert doubles.step(1) == 1
    waiting.join(timeout=20)
    assert not waiting.is_alive()
    doubles.resume_completions()
    run.check_picture()
    assert doubles.live()["CVPixelBuffer"] == held


@pytest.mark.parametrize("delay", [1, 2])
def test_late_completions_change_no_picture(run, doubles, delay):
    doubles.delay_completions(delay)
    assert set(run.show_many(30)) == {TRUE}
    run.check_picture()
    assert run.layer.status is TRUE
