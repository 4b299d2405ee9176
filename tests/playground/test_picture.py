"""The picture that stands still is of the frame that it is given."""

import numpy as np
import pytest
import torch

from nls_tutorial.playground import settings
from nls_tutorial.playground.picture import picture, title_of
from nls_tutorial.playground.trainer import Trainer
from nls_tutorial.plots import PALETTE
from nls_tutorial.records import Picture, Points, Rule


def test_it_shows_planes_points_and_what_is_asked_for() -> None:
    asked = settings(loss="margin", margin=6, number=64, noise=0.5)
    trainer = Trainer(asked)
    trainer.train(20)
    frame = trainer.look()
    told = picture(frame, asked, ["distances"])
    assert [panel.title for panel in told.panels] == [
        "cross-entropy",
        "margin, m = 6, λ = 0.50",
        "Largest logit distance",
    ]
    for panel, look in zip(told.panels[:2], frame.looks, strict=True):
        (ground,) = (mark for mark in panel.marks if isinstance(mark, Picture))
        colors = [tuple(bytes.fromhex(PALETTE["light"][name][1:])) for name in ("blue", "orange", "green")]
        sure, label = look["plane"].max(1)
        at = int(sure.argmax())
        nearest = min(range(3), key=lambda k: np.abs(np.subtract(colors[k], ground.pixels[at // 64, at % 64])).sum())
        assert nearest == label[at], "the surest place has its class's color"
        dots = [mark for mark in panel.marks if isinstance(mark, Points)]
        assert sum(len(mark.x.values) for mark in dots if mark.size == 3) > 20, "wrong labels are hollow"
    marks = told.panels[2].marks
    assert [float(mark.at.values) for mark in marks if isinstance(mark, Rule)] == [6]
    said = {number.label: number.say({}) for number in told.readouts}
    assert said["right ECE"] == f"{100 * float(frame.looks[1]['scores'][1]):.1f} %"


@pytest.mark.parametrize(("panels", "number"), [((), 2), (("reliability", "distances"), 4), (("accuracy",), 2)])
def test_what_stands_beside_the_planes(panels: tuple[str, ...], number: int) -> None:
    frame = Trainer(settings()).look()
    told = picture(frame, settings(), panels)
    assert len(told.panels) == number
    assert "25 % of whose labels are wrong" in told.description
    if number == 4:
        gap = told.panels[2].marks[2]
        there = torch.tensor(gap.y.values.copy()).isfinite().sum()
        assert there == 2 * int(frame.looks[0]["accuracies"].isfinite().sum()), "a gap for each bin that is not empty"


def test_a_title_names_the_knobs_that_are_heard() -> None:
    asked = settings(loss="penalty", weight=0.15)
    assert [title_of(asked, side) for side in (0, 1)] == ["cross-entropy", "confidence penalty, λ = 0.15"]
