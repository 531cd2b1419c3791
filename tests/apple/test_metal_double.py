"""The Metal and CoreVideo doubles: what breaks a rule of the frameworks ends with a sentence."""

from __future__ import annotations

import signal

import pytest

from support import apple
from support.misuse import check_ends_with
from support.process import run_python

pytestmark = pytest.mark.native

SENTENCES = {
    # Command buffers
    "encoder_not_ended": "A command buffer is committed while an encoder of it has not ended.",
    "encoder_ended_twice": "-endEncoding is called for an encoder that has ended.",
    "two_encoders": "An encoder is made while another one of the command buffer has not ended.",
    "handler_after_commit": "-addCompletedHandler: is called for a command buffer that was already",
    "committed_twice": "-commit is called for a command buffer that was already",
    "never_committed": "A command buffer is released that was never committed.",
    "wait_in_handler": "-waitUntilCompleted is called in a handler, where it waits for itself.",
    "wait_before_commit": "-waitUntilCompleted waits for a command buffer that was not committed.",
    "too_many_command_buffers": "A command queue has 64 command buffers that have not completed",
    "present_nil": "-presentDrawable: got nil.",
    # Draws
    "pipeline_format": "A pipeline that draws into BGRA8Unorm is set in a pass into RGBA8Unorm.",
    "blend_factor": "A pipeline blends with factor 4, which the double can't.",
    "no_pipeline": "-drawPrimitives: is called before a pipeline is set.",
    "too_few_vertices": "-drawPrimitives: draws nothing with 0 vertices.",
    "too_many_bytes": "-setVertexBytes: got 4097 bytes; more than 4096 take a buffer.",
    "no_bytes": "-setFragmentBytes: got no bytes.",
    "missing_buffer": "A draw with quad_vertex lacks a binding: quad [[buffer(0)]].",
    "short_buffer": "A draw with solid_fragment has 4 bytes bound to fill [[buffer(1)]], which takes 16.",
    "missing_texture": "A draw with image_fragment lacks a binding: texels [[texture(0)]].",
    "superfluous_buffer": "A draw with solid_fragment has a superfluous binding at [[buffer(7)]].",
    "superfluous_texture": "A draw with solid_fragment has a superfluous binding at [[texture(0)]].",
    "binding_without_draw": "An encoder ends with vertex bytes bound at index 0 that no draw used.",
    "target_usage": "A render pass draws into a texture whose usage lacks MTLTextureUsageRenderTarget.",
    "read_usage": "-setFragmentTexture: got a texture whose usage lacks MTLTextureUsageShaderRead.",
    "reads_its_target": "-setFragmentTexture: got the texture that the pass draws into.",
    "another_device": "A command buffer uses a texture of another device.",
    # Textures and libraries
    "framebuffer_only_bytes": "-getBytes: is called for a drawable that is framebufferOnly.",
    "framebuffer_only_sampled": "-setFragmentTexture: got a drawable that is framebufferOnly.",
    "replace_in_flight": "-replaceRegion: writes a texture that a command buffer uses, which has not",
    "read_in_flight": "-getBytes: reads a texture that a command buffer writes, which has not",
    "private_bytes": "-getBytes: is called for a texture that is not in shared storage",
    "private_replaced": "-replaceRegion: is called for a texture that is not in shared storage",
    "managed_storage": "A texture is asked for in storage mode 1; a device with one memory has shared and",
    "region_outside": "-replaceRegion: names the region 2x1 at (7, 0), which leaves the texture of 8x8.",
    "empty_region": "-replaceRegion: has an empty region.",
    "short_rows": "-replaceRegion: has 4 bytes per row, fewer than the 8 of the region.",
    "zero_size": "A texture of 0x0 is asked for; both sides must be 1 to 16384.",
    "no_usage": "A texture is asked for without saying its usage.",
    "other_source": "-newLibraryWithSource: got 8 bytes that are not the source that was compiled",
    "fast_math": "-newLibraryWithSource: must turn fast math off.",
    "language_version": "-newLibraryWithSource: must pin the language version",
    # Pictures
    "texture_released_early": "A CVMetalTexture is released while a command buffer that reads its",
    "picture_released_early": "A CVPixelBuffer is released while a command buffer that reads it has",
    "texture_without_wrapper": "The device reads a texture whose CVMetalTexture was released.",
    "texture_without_picture": "The device reads a texture whose CVPixelBuffer was released.",
    "recycled_picture": "The device reads plane 0 of a picture whose memory its pool has given to",
    "write_lock_in_flight": "A CVPixelBuffer is locked for writing while a command buffer that reads it has",
    "replace_picture": "-replaceRegion: writes into a decoded picture, which belongs to its decoder.",
    "cache_not_flushed": "A CVMetalTextureCache is released without a flush; it still holds textures.",
    "cache_seldom_flushed": "A CVMetalTextureCache holds 64 released textures; it is flushed too seldom.",
    "second_cache": "A device gets a second CVMetalTextureCache.",
    "unlock_without_lock": "CVPixelBufferUnlockBaseAddress for writing ends a lock that nobody holds",
    "unlock_with_other_flags": "CVPixelBufferUnlockBaseAddress for writing ends a lock that nobody holds",
    "address_without_lock": "CVPixelBufferGetBaseAddress is asked for an address without a lock of the base",
    "released_while_locked": "A CVPixelBuffer is released while its base address is locked.",
    "lock_after_release": "CVPixelBufferLockBaseAddress got *, a * that was already freed",
    "picture_over_release": "CVPixelBufferRelease got *, a * that was already freed",
    "plane_outside": "CVPixelBufferGetHeightOfPlane is asked for plane 2 of a picture in BGRA, which has 0.",
}


def test_every_misuse_has_its_sentence():
    assert set(apple.doubles().device.misuses) == set(SENTENCES)


@pytest.mark.parametrize("misuse", SENTENCES)
def test_a_broken_rule_ends_the_process_with_a_sentence(misuse):
    check_ends_with("device.misuse", misuse, SENTENCES[misuse])


def test_a_pointer_kept_after_the_unlock_faults():
    program = """
        from support import apple

        apple.load_core()
        apple.doubles().device.read_after_unlock()
    """
    # A sanitizer would turn the signal into a report of its own.
    off = "handle_segv=0:handle_sigbus=0"
    status = run_python(program, ASAN_OPTIONS=f"{off}:detect_leaks=0", TSAN_OPTIONS=off).returncode
    assert status in (-signal.SIGSEGV, -signal.SIGBUS)
