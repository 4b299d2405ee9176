"""The playground as a scene that stands still: what a saved notebook and a page without a script show of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial.playground.choices import choice
from nls_tutorial.playground.knobs import SETTINGS
from nls_tutorial.playground.look import BINS, FAR, SCORES, VIEW
from nls_tutorial.playground.scripts import PANELS
from nls_tutorial.playground.trainer import LEFT, Frame, task_of
from nls_tutorial.plots import PALETTE, SERIES
from nls_tutorial.records import Axis, Band, Bars, Line, Panel, Picture, Points, Readout, Rule, Scene, track
from nls_tutorial.records.marks import Color

STRONG = 0.78  # of the class's color where confidence is 1: as on the page
COLORS: tuple[Color, Color] = ("blue", "purple")  # of the left and the right network
SHARES = tuple((tick / 4, f"{25 * tick} %") for tick in range(5))


def title_of(asked: Mapping[str, Any], side: int) -> str:
    """The left or the right network's loss, and where its knobs stand.

    >>> from nls_tutorial.playground import settings
    >>> title_of(settings(loss="margin", margin=6), 1)
    'margin, m = 6, λ = 0.50'
    """
    one = choice(str(asked["loss"]) if side else LEFT)
    knobs = [setting for name in one.knobs for setting in SETTINGS if setting.name == name]
    return ", ".join(
        [one.label, *(f"{knob.label} = {knob.texts[knob.values.index(asked[knob.name])]}" for knob in knobs)]
    )


def picture(frame: Frame, asked: Mapping[str, Any], panels: Sequence[str] = PANELS) -> Scene:
    """Both networks at `frame` as a scene without controls: the planes with their points, and what fits beside them.

    That is both reliability diagrams where `panels` have them, else the logit distances.
    """
    titles = [title_of(asked, side) for side in (0, 1)]
    drawn = [_plane(frame.looks[side]["plane"], asked, titles[side]) for side in (0, 1)]
    if "reliability" in panels:
        drawn += [_reliability(frame.looks[side], titles[side], side) for side in (0, 1)]
    elif "distances" in panels:
        drawn.append(_distances(frame, asked))
    words = (
        f"Two networks after {frame.step} steps on the same points in the plane, {100 * asked['noise']:g} % of whose "
        f"labels are wrong: at the left {titles[0]}, at the right {titles[1]}. The ground is the class that a network "
        "gives, the stronger the surer it is."
    )
    return Scene("Two networks that train", words, tuple(drawn), (), _readouts(frame))


def _readouts(frame: Frame) -> tuple[Readout, ...]:
    told = []
    for side, name in enumerate(("left", "right")):
        scores = dict(zip(SCORES, frame.looks[side]["scores"].tolist(), strict=True))
        told += [
            Readout(f"{name} {label}", track(scores[score]), 1, percent=True)
            for score, label in (("accuracy", "accuracy"), ("ece", "ECE"))
        ]
    return tuple(told)


def _pixels(plane: Tensor) -> npt.NDArray[np.uint8]:
    """The plane's colors: the class by hue, the confidence by strength; near a border two hues run into each other."""
    ink = PALETTE["light"]
    ground, *hues = (
        torch.tensor(list(bytes.fromhex(ink[name][1:])), dtype=torch.float32)
        for name in ("ground", *(color for color, _ in SERIES[: plane.shape[1]]))
    )
    sure, unsure = plane.amax(1, keepdim=True), 1 / plane.shape[1]
    share = (STRONG * (sure - unsure) / (1 - unsure)).clamp(min=0)
    weights = plane**4
    hue = weights @ torch.stack(hues) / weights.sum(1, keepdim=True)
    side = round(len(plane) ** 0.5)
    mixed = (ground + share * (hue - ground)).reshape(side, side, 3)
    colors: npt.NDArray[np.uint8] = mixed.round().byte().numpy()
    return colors


def _plane(plane: Tensor, asked: Mapping[str, Any], title: str) -> Panel:
    train, _ = task_of(asked["kind"], asked["seed"])
    number = asked["number"]
    points, labels = train.points[:number], train.noisy(asked["noise"], number)
    wrong = labels != train.labels[:number]
    marks: list[Any] = [Picture(_pixels(plane), -VIEW, VIEW, -VIEW, VIEW)]
    for label, (color, marker) in enumerate(SERIES[: plane.shape[1]]):
        for some, size, ink in ((~wrong, 5, color), (wrong, 6, color), (wrong, 3, "ground")):
            there = points[(labels == label) & some & (points.abs().amax(1) < VIEW)]
            if len(there):
                marks.append(Points(track(there[:, 0]), track(there[:, 1]), "", ink, marker, size))
    axes = Axis("", -VIEW, VIEW, visible=False), Axis("", -VIEW, VIEW, visible=False)
    return Panel(title, *axes, tuple(marks), equal=True)


def _reliability(look: Mapping[str, Tensor], title: str, side: int) -> Panel:
    heights, confidences = look["accuracies"], look["confidences"]
    edges = torch.arange(BINS + 1) / BINS
    x = torch.stack([edges[:-1], edges[1:]], 1).flatten()
    stairs = heights.repeat_interleave(2).nan_to_num(0.0)
    gap = torch.full((BINS,), torch.nan)
    feet = torch.stack([confidences, confidences, gap], 1).flatten()
    gaps = torch.stack([heights, confidences, gap], 1).flatten()
    marks = (
        Band(track(x), track(torch.zeros_like(x)), track(stairs), "accuracy in the bin", COLORS[side], 0.22),
        Line(track([0, 1]), track([0, 1]), "calibrated", "muted", "dashed", 1.6),
        Line(track(feet), track(gaps), "gap", "red", width=4),
    )
    return Panel(title, Axis("confidence", 0, 1, SHARES), Axis("accuracy", 0, 1, SHARES), marks, aspect=0.8)


def _distances(frame: Frame, asked: Mapping[str, Any]) -> Panel:
    marks: list[Any] = [
        Bars(
            track(torch.arange(FAR) + 0.28 + 0.44 * side),
            track(frame.looks[side]["distances"]),
            word,
            COLORS[side],
            0.42,
        )
        for side, word in enumerate(("left", "right"))
    ]
    if asked["loss"] == "margin":
        marks.append(Rule(track(float(asked["margin"])), "x", "m", "red", "dashed", 2))
    return Panel("Largest logit distance", Axis("", 0, FAR), Axis("share of the points", 0, 1, SHARES), tuple(marks))
