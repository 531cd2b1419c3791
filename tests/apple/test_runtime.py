"""The runtime doubles: what breaks a rule of Objective-C, CoreFoundation or blocks ends with a sentence."""

from __future__ import annotations

import pytest

from support import apple
from support.misuse import check_ends_with
from support.process import run_cleanly

pytestmark = pytest.mark.native

SENTENCES = {
    "over_release": "-release was sent to *, a NSObject that was already freed: it was released more often",
    "use_after_free": "-use was sent to *, a ZCHolder that was already freed.",
    "missing_retain": "-release was sent to *, a NSObject that was already freed",
    "autorelease_without_pool": "A NSObject is autoreleased on a thread without an autorelease pool",
    "unknown_selector": "-[NSObject use] is not implemented by the double.",
    "cf_over_release": "CFRelease got *, a CFString that was already freed: it was released more often",
    "cf_use_after_free": "CFStringGetLength got *, a CFString that was already freed",
    "cf_release_null": "CFRelease got null.",
    "cf_retain_null": "CFRetain got null.",
    "cf_wrong_type": "CFStringGetLength got a CFBoolean, which is not what it takes.",
    "cf_change_constant": "CFDictionarySetValue got a dictionary that cannot be changed.",
    "block_after_release": "The block * is called after its last release.",
    "block_over_release": "Block_release got the block * after its last release.",
    "pump_off_main": "CFRunLoopRunInMode must be on the main thread, and is on another.",
    "block_not_woken": "A block was posted to the main run loop without CFRunLoopWakeUp",
    "pool_on_another_thread": "An autorelease pool is drained on another thread than its own.",
}


@pytest.fixture
def runtime():
    return apple.doubles().runtime


def test_every_misuse_has_its_sentence(runtime):
    assert set(runtime.misuses) == set(SENTENCES)


@pytest.mark.parametrize("misuse", SENTENCES)
def test_a_broken_rule_ends_the_process_with_a_sentence(misuse):
    check_ends_with("runtime.misuse", misuse, SENTENCES[misuse])


def test_a_block_retains_what_it_captures(runtime):
    assert runtime.captured() == (2, 1)


def test_a_cxx_exception_passes_through_objective_c(runtime):
    """What the frames own is released: the fixture of every test counts it."""
    assert runtime.exception_text() == "thrown in a block"


def test_cxx_instance_variables_end_with_their_object(runtime):
    assert runtime.shared_counts() == (2, 1)


def test_strings_are_formatted(runtime):
    assert runtime.format(4, "é") == "4-é-c"


def test_dictionaries_find_equal_keys(runtime):
    assert runtime.dictionary_width(1920) == 1920


def test_the_main_run_loop_runs_what_was_posted(runtime):
    doubles = apple.doubles()
    before = runtime.ran()
    for _ in range(3):
        runtime.post()
    assert doubles.waiting_main_blocks() == 3
    assert runtime.ran() == before
    assert doubles.pump_main() == 3
    assert runtime.ran() == before + 3
    assert doubles.pump_main() == 0


def test_a_block_waits_until_somebody_wakes_the_loop(runtime):
    doubles = apple.doubles()
    runtime.post(wake=False)
    assert doubles.pump_main() == 0
    runtime.post(wake=True)
    assert doubles.pump_main() == 2


def test_objects_are_counted_by_class():
    assert "block" not in apple.doubles().live()
    program = """
        from support import apple

        apple.load_core()
        apple.doubles().runtime.post(wake=False)
        print(apple.doubles().live()["block"])
    """
    assert run_cleanly(program) == "1\n"
