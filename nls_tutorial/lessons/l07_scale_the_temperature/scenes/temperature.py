"""One number for all logits: the temperature, under the hand."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import expected_calibration_error, negative_log_likelihood, reliability
from nls_tutorial.records import (
    Axis,
    Bars,
    Bins,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Predictions,
    Readout,
    Rule,
    Scene,
    Track,
    track,
)
from nls_tutorial.scenes.reliability_panel import reliability_panels, reliability_readouts

TEMPERATURES = tuple(2 ** (step / 8) for step in range(-16, 33))
TICKS = tuple((float(power), f"{2.0**power:g}") for power in range(-2, 6))


def temperature(
    seen: Predictions | Mapping[str, Predictions],
    *,
    temperatures: Sequence[float] = TEMPERATURES,
    bins: int = 15,
    choose: str = "network",
) -> Scene:
    r"""Drag T over real logits: the reliability diagram of softmax(z/T), and NLL and ECE against T.

    `seen` is a `Predictions` record, or several by name, to choose from (`choose` says what is chosen);
    `temperatures` rise and are above 0, and one of them is near 1, where the hand starts; `bins` of equal width.
    The upright lines mark the lowest NLL and the lowest ECE among these temperatures; one that would stand at an end
    is left out, since it may lie beyond. NLL is drawn as a share of log K, which is what guessing costs; where it is
    too high for the panel its handle stays at the rim.

    Raises ValueError for no predictions, predictions of different numbers of classes, and temperatures that are
    fewer than two, not above 0 or do not rise. First met in notebooks/07_scale_the_temperature.
    Source: Guo et al. 2017, sec. 4.2; WDLSH sec. 3.
    """
    chosen = {"": seen} if isinstance(seen, Predictions) else dict(seen)
    if not chosen:
        checks.refuse("seen", "must hold predictions", "none", "Collect them with nls_tutorial.predictions.collect.")
    if len({one.logits.shape[1] for one in chosen.values()}) > 1:
        classes = {name: one.logits.shape[1] for name, one in chosen.items()}
        checks.refuse("seen", "must have the same number of classes", classes, "Show them one by one.")
    grid = np.asarray(temperatures, dtype=np.float64)
    if len(grid) < 2 or not (grid > 0).all() or not (np.diff(grid) > 0).all():
        checks.refuse("temperatures", "must rise and lie above 0", list(temperatures), "Use 2 ** (step / 8).")
    sweep = _Sweep(list(chosen.values()), grid, bins)
    first: list[Bins] | list[list[Bins]] = sweep.records if len(chosen) > 1 else sweep.records[0]
    diagram, _ = reliability_panels(first, sweep.over)
    told = {readout.label: readout for readout in reliability_readouts(first, sweep.over)}
    choice = (Control("chosen", choose, tuple(chosen)),) if len(chosen) > 1 else ()
    return Scene(
        "One temperature for all logits",
        "Left, the reliability diagram of the tempered probabilities; right, NLL and ECE against T.",
        (diagram, _scores_panel(sweep)),
        (Control("temperature", "T", tuple(grid.tolist()), int(np.abs(sweep.place).argmin())), *choice),
        (Readout("NLL", sweep.follow(sweep.nll), 3, " nats"), told["ECE"], told["accuracy"], told["mean confidence"]),
    )


class _Sweep:
    """Bins, NLL and ECE of each predictions at each temperature, as tracks over what can be chosen."""

    def __init__(self, seen: Sequence[Predictions], grid: np.ndarray, bins: int) -> None:
        self.over = ("chosen", "temperature") if len(seen) > 1 else ("temperature",)
        self.records, self.nll, self.ece = _sweep(list(seen), grid, bins)
        self.place = np.log2(grid)
        # log K is the NLL of 1/K for every class
        self.shown = self.nll / math.log(seen[0].logits.shape[1])

    def follow(self, values: np.ndarray) -> Track:
        """(chosen, temperatures) at the hand's place."""
        return track(values if len(self.over) > 1 else values[0], *self.over)

    def curve(self, values: np.ndarray) -> Track:
        """(chosen, …) along the axis."""
        return track(values if len(self.over) > 1 else values[0], *self.over[:-1])


def _scores_panel(sweep: _Sweep) -> Panel:
    place, shown, ece = sweep.place, sweep.shown, sweep.ece
    top = max(1.2, 1.6 * float(shown.min(axis=1).max()))
    lowest, calibrated = (sweep.curve(_lowest(place, values)) for values in (sweep.nll, ece))
    here = track(place, "temperature")
    return Panel(
        "Two scores against T",
        Axis("temperature T", float(place[0]), float(place[-1]), _ticks(place)),
        Axis("NLL / log K (1: guessing), and ECE", 0, top),
        (
            Rule(lowest, "x", "lowest NLL", "blue"),
            Rule(calibrated, "x", "lowest ECE", "orange", "dotted", 2.2),
            Line(track(place), sweep.curve(np.where(shown <= top, shown, np.nan)), "NLL / log K", "blue"),
            Line(track(place), sweep.curve(ece), "ECE", "orange", width=3.2),
            Handle(here, sweep.follow(np.minimum(shown, top)), ("temperature",), "", "blue"),
            Handle(here, sweep.follow(ece), ("temperature",), "", "orange"),
        ),
        aspect=0.95,
    )


def two_samples(temperatures: Sequence[float] = TEMPERATURES) -> Scene:
    r"""Two samples of ten classes and one T for both: who is surer changes with T, what they predict does not.

    A has one rival, 3 below its winner, and all others 10 below; B has nine rivals, all 6 below. Left the
    probabilities softmax(z/T), right the confidences against T. First met in notebooks/07_scale_the_temperature.
    """
    grid = torch.tensor(temperatures, dtype=torch.float64)
    first = torch.tensor([0.0, -3.0, *[-10.0] * 8], dtype=torch.float64)
    second = torch.tensor([0.0, *[-6.0] * 9], dtype=torch.float64)
    one, other = (torch.softmax(logits / grid[:, None], dim=1) for logits in (first, second))
    place = torch.log2(grid)
    classes = torch.arange(10)
    here = track(place, "temperature")
    probabilities = Panel(
        "Two samples, ten classes",
        Axis("class", -0.6, 9.6, tuple((float(k), str(k)) for k in range(10))),
        Axis("probability", 0, 1),
        (
            Bars(track(classes - 0.2), track(one, "temperature"), "A: one rival", "blue", 0.36),
            Bars(track(classes + 0.2), track(other, "temperature"), "B: nine rivals", "orange", 0.36),
        ),
    )
    confidences = Panel(
        "Who is surer?",
        Axis("temperature T", float(place[0]), float(place[-1]), _ticks(place.numpy())),
        Axis("confidence", 0, 1),
        (
            Rule(track(0.1), "y", "1/K", "muted", "dotted"),
            Line(track(place), track(one[:, 0]), "A", "blue"),
            Line(track(place), track(other[:, 0]), "B", "orange", "dashed"),
            Points(track(place[:, None], "temperature"), track(one[:, :1], "temperature"), "", "blue", size=11),
            Handle(here, track(other[:, 0], "temperature"), ("temperature",), "", "orange"),
        ),
    )
    return Scene(
        "One temperature, two samples",
        "Left, the probabilities of ten classes for two samples; right, their confidences against the temperature.",
        (probabilities, confidences),
        (Control("temperature", "T", tuple(temperatures), int(place.abs().argmin())),),
        (
            Readout("confidence of A", track(one[:, 0], "temperature"), 1, percent=True),
            Readout("confidence of B", track(other[:, 0], "temperature"), 1, percent=True),
        ),
    )


def _sweep(seen: list[Predictions], grid: np.ndarray, bins: int) -> tuple[list[list[Bins]], np.ndarray, np.ndarray]:
    """Bins, NLL and ECE of each predictions at each temperature."""
    records, nll = [], np.empty((len(seen), len(grid)))
    for row, one in enumerate(seen):
        cooled: list[Tensor] = [one.logits.double() / t for t in grid]
        nll[row] = [float(negative_log_likelihood(z, one.labels)) for z in cooled]
        records.append([reliability(torch.softmax(z, dim=1), one.labels, bins=bins) for z in cooled])
    ece = np.array([[float(expected_calibration_error(found)) for found in row] for row in records])
    return records, nll, ece


def _lowest(place: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Where each row of `values` (R, T) is lowest, (R,): NaN at the ends."""
    at = values.argmin(axis=1)
    return np.where((at == 0) | (at == len(place) - 1), np.nan, place[at])


def _ticks(place: np.ndarray) -> tuple[tuple[float, str], ...]:
    return tuple((power, text) for power, text in TICKS if place[0] <= power <= place[-1])
