"""The kernel's end: what it answers to each order, and one thread that ends when it should."""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nls_tutorial.playground import engine as rooms_engine
from nls_tutorial.playground import plane_points, settings
from nls_tutorial.playground.engine import INTERRUPTED, LARGE, Engine, packed
from nls_tutorial.playground.look import OUTPUTS
from nls_tutorial.playground.trainer import Trainer

pytestmark = pytest.mark.slow
PATIENCE = 120  # seconds, on the busiest machine


class Page:
    """What a page hears; it says of each frame that it was drawn, unless it is `away`."""

    def __init__(self, asked: dict[str, Any] | None = None) -> None:
        self.engine = Engine(Trainer(asked or settings()), self.hear)
        self.heard: list[tuple[dict[str, Any], list[bytes]]] = []
        self.away = False

    def hear(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        self.heard.append((message, buffers))
        if message["kind"] == "frame" and not self.away:
            self.engine.do({"do": "seen"})

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message, _ in self.heard if message["kind"] == kind]


def until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def threads() -> int:
    return sum(thread.name == "nls-playground" for thread in threading.enumerate())


def test_a_frame_goes_to_the_page_as_it_was_seen() -> None:
    trainer = Trainer(settings())
    trainer.train(3)
    frame = trainer.look()
    told, buffers = packed(frame)
    assert told["step"] == 3
    for side, look in enumerate(frame.looks):
        numbers, at = np.frombuffer(buffers[2 * side], "<f4"), 0
        parts = {}
        for name, size in told["sizes"]:
            parts[name], at = numbers[at : at + size], at + size
        assert at == len(numbers)
        assert {*parts, "plane"} == {*OUTPUTS, "loss"}
        assert parts["loss"] == np.float32(frame.losses[side])
        for name in set(OUTPUTS) - {"plane"}:
            assert np.array_equal(parts[name], look[name].numpy(), equal_nan=True), name
        plane = np.frombuffer(buffers[2 * side + 1], np.uint8)
        assert np.abs(plane / 255 - look["plane"].flatten().numpy()).max() <= 0.002


def test_it_trains_until_pause_and_each_knob_acts() -> None:
    page = Page()
    page.engine.do({"do": "play"})
    until(lambda: len(page.of("frame")) > 2)
    assert threads() == 1
    page.engine.do({"do": "play"})
    assert threads() == 1
    page.engine.do({"do": "settings", "settings": settings(epsilon=0.6), "fresh": 0})
    until(lambda: page.engine.trainer.settings["epsilon"] == 0.6)
    assert page.engine.training, "and goes on"
    page.engine.do({"do": "pause"})
    assert threads() == 0
    assert page.of("paused")
    stood, frames = page.engine.trainer.step, len(page.of("frame"))
    page.engine.do({"do": "step", "steps": 2})
    assert page.engine.trainer.step == stood + 2
    assert len(page.of("frame")) == frames + 1
    assert not page.of("trouble")


def test_nothing_runs_ahead_of_a_page_that_draws_nothing() -> None:
    page = Page()
    page.away = True
    page.engine.do({"do": "play"})
    until(lambda: len(page.of("frame")) == 1)
    stood = page.engine.trainer.step
    time.sleep(0.3)
    assert (len(page.of("frame")), page.engine.trainer.step) == (1, stood)
    page.engine.do({"do": "settings", "settings": settings(), "fresh": 0})  # a page that was loaded again
    until(lambda: len(page.of("frame")) > 1)
    page.engine.stop()
    assert threads() == 0


def test_an_interrupt_ends_the_thread_and_says_so() -> None:
    page = Page()
    page.engine.interrupt()
    assert page.heard == [], "nothing was trained"
    page.engine.do({"do": "play"})
    until(lambda: bool(page.of("frame")))
    page.engine.interrupt()
    assert threads() == 0
    assert [message["text"] for message in page.of("trouble")] == [INTERRUPTED]


def test_reset_begins_again_and_older_frames_can_be_told() -> None:
    page = Page()
    page.engine.do({"do": "step", "steps": 3})
    page.engine.do({"do": "reset", "fresh": 4})
    last = page.of("frame")[-1]
    assert (last["step"], last["fresh"]) == (0, 4)
    assert page.of("frame")[0]["fresh"] == 0
    page.engine.do({"do": "settings", "settings": settings(kind="blobs"), "fresh": 5})
    assert page.of("frame")[-1]["fresh"] == 5
    page.engine.do({"do": "play"})
    until(lambda: page.engine.trainer.step > 2)
    page.engine.do({"do": "reset", "fresh": 6})
    until(lambda: page.of("frame")[-1]["step"] > 0)
    assert page.engine.training, "a reset does not end the training"
    page.engine.stop()


def test_what_goes_wrong_is_told() -> None:
    page = Page()
    page.engine.do({"do": "settings", "settings": {"loss": "hinge"}})
    assert "ValueError: loss must be one of" in page.of("trouble")[0]["text"]
    page.engine.do({"do": "frobnicate"})
    assert len(page.heard) == 1
    page.engine.trainer.settings["rate"] = 1e38
    page.engine.do({"do": "play"})
    until(lambda: not page.engine.training)
    assert page.of("trouble")[-1]["text"] == LARGE
    page.engine.do({"do": "play"})
    assert [threads(), len(page.of("trouble"))] == [0, 3], "until a reset"
    page.engine.trainer.settings["rate"] = 0.1
    page.engine.do({"do": "reset"})
    page.engine.do({"do": "step"})
    assert page.engine.trainer.step == 1


def test_points_are_sent_where_they_are_asked_for() -> None:
    page = Page()
    page.engine.do({"do": "points", "kind": "blobs", "seed": 3, "question": 7})
    (message, buffers) = page.heard[0]
    assert message == {"kind": "points", "question": 7}
    points = plane_points("blobs", seed=3)[0].points
    assert torch.equal(torch.frombuffer(bytearray(buffers[0]), dtype=torch.float32)[:1024], points.flatten())


def test_whoever_asked_for_less_motion_gets_a_picture_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page()
    asked: list[float] = []
    monkeypatch.setattr(page.engine, "_advance", lambda steps=0.0, seconds=0.0: asked.append(seconds))
    for calm in (True, False):
        page.engine._looked = 0.0
        page.engine.do({"do": "play", "calm": calm})
        until(lambda: bool(asked))
        page.engine.stop()
        assert asked[0] == (rooms_engine.CALM if calm else rooms_engine.LIVELY)
        asked.clear()
