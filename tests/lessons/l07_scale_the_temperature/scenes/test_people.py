"""The sweep of people's labels as a scene: every number is that of the run it names."""

import math

import numpy as np
import pytest
from spec.scene_checks import marks

from nls_tutorial import scenes
from nls_tutorial.lessons import l07_scale_the_temperature
from nls_tutorial.records import Handle, Line, Points, PublishedRun, Rule


def run(softened: float | None, place: int, network: str = "net") -> PublishedRun:
    numbers = np.random.default_rng(place).uniform(0.1, 0.9, 9).tolist()
    return PublishedRun(network, softened, *numbers[:5], tuple(numbers[5:7]), tuple(numbers[7:]))


RUNS = (run(2.0, 1), run(None, 2), run(1.0, 3), run(0.5, 4), run(0.75, 6), run(1.0, 5, "other"))
ORDER = (RUNS[1], RUNS[3], RUNS[4], RUNS[2], RUNS[0])
PLACES = (-2.4, -1.0, math.log2(0.75), 0.0, 1.0)


def test_every_number_is_that_of_its_run() -> None:
    scene = l07_scale_the_temperature.labels_softened(RUNS, "net")
    assert scene.controls[0].values == (0.0, 0.5, 0.75, 1.0, 2.0)
    for at, (own, place) in enumerate(zip(ORDER, PLACES, strict=True)):
        index = {"labels": at}
        said = [float(readout.value.at(index)) for readout in scene.readouts]
        assert said == pytest.approx([own.accuracy, own.confidence, own.ece, own.nll, own.temperature])
        expected = ((own.accuracy, own.confidence), (own.half_cooled[1], own.ece))
        for panel, (dot_height, knob_height) in enumerate(expected):
            (dot,), (knob,) = marks(scene, panel, Points), marks(scene, panel, Handle)
            assert [*dot.x.at(index), *dot.y.at(index)] == pytest.approx([place, dot_height])
            assert [float(knob.x.at(index)), float(knob.y.at(index))] == pytest.approx([place, knob_height])
            lines = marks(scene, panel, Line)
            assert [float(line.y.at(index)[at]) for line in lines] == pytest.approx([dot_height, knob_height])
            assert [float(rule.at.at(index)) for rule in marks(scene, panel, Rule)] == [0.0]
    assert [text for _, text in scene.panels[0].x.ticks] == ["one-hot", "0.5", "1", "2"], "0.75 stands too near to 1"
    assert scene.panels[0].x.ticks[1][0] == math.log2(0.5)


def test_a_network_needs_two_runs() -> None:
    for name in ("other", "nobody"):
        with pytest.raises(ValueError, match=rf"network must have two runs or more \(net, other\), but got '{name}'"):
            l07_scale_the_temperature.labels_softened(RUNS, name)


def test_it_is_light_and_says_itself() -> None:
    scene = l07_scale_the_temperature.labels_softened(RUNS, "net")
    assert len(scenes.encode(scene)[1]) < 400_000
    assert scene.alt().startswith(scene.title)
