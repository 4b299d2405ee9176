"""What can be dragged in a report: T under a reliability diagram; threshold and cost of a decision."""

from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    best_threshold,
    coverage,
    decision_costs,
    negative_log_likelihood,
    reliability,
    selective_accuracy,
    top_label,
)
from nls_tutorial.records import Axis, Control, Line, Panel, Points, Readout, Rule, Scene, Track, grid, track
from nls_tutorial.scenes import reliability_panels, reliability_readouts

THRESHOLDS = (*(step / 50 for step in range(46)), *(0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999, 1.0))
COSTS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
ROWS = 20_000  # more than a diagram shows


def temperature_scene(logits: Tensor, labels: Tensor, temperature: float, *, bins: int = 15) -> Scene:
    r"""The reliability diagram of softmax(z/T) with T to drag, through T = 1 and the fitted `temperature`.

    `logits` (N, K) float and `labels` (N,) int64, of a part that T was not fitted on; of more than 20,000 rows, as many
    evenly spread ones. First met in notebooks/07_scale_the_temperature.

    >>> scene = temperature_scene(torch.tensor([[3.0, 0.0]] * 4), torch.tensor([0, 0, 0, 1]), 2.73)
    >>> scene.readouts[0].say(scene.position(temperature=1.0)), scene.readouts[0].say(scene.position(temperature=2.73))
    ('20.3 %', '0.0 %')
    """
    rows = slice(None, None, -(-len(labels) // ROWS))
    z, y = logits[rows].double(), labels[rows]
    ends = min(0.5, temperature / 2), max(2.0, temperature * 2)
    values = sorted({1.0, round(temperature, 4), *(float(t) for t in np.geomspace(*ends, 37).round(3))})
    records = [reliability((z / t).softmax(1), y, bins=bins) for t in values]
    slider = Control("temperature", "T", tuple(values), values.index(1.0))
    likelihood = grid(lambda t: float(negative_log_likelihood(z / t, y)), slider)
    fitted = f"Fitted on the other part: T = {temperature:.2f}"
    return Scene(
        f"Drag T. {fitted}",
        "Confidence against accuracy, bin by bin, and how many samples each bin holds. A T above 1 makes the network "
        f"less sure, one below 1 more; no T changes what it answers. {fitted}.",
        reliability_panels(records, ("temperature",)),
        (slider,),
        (*reliability_readouts(records, ("temperature",)), Readout("NLL", likelihood, 3)),
    )


def decision_scene(chosen_on: tuple[Tensor, Tensor], paid_on: tuple[Tensor, Tensor], *, ask: float = 0.1) -> Scene:
    r"""Answer, or ask a human: the mean cost over the threshold, with threshold and cost of a question to drag.

    `chosen_on` and `paid_on` are probabilities (N, K) and labels (N,) of two disjoint parts; `ask` is the cost at
    first, in wrong answers, one of 0.01, 0.02, 0.05, 0.1, 0.15, 0.2 and 0.3. First met in
    notebooks/11_take_the_object_away.

    >>> p = torch.tensor([[0.9, 0.1]] * 8 + [[0.6, 0.4]] * 4, dtype=torch.float64)
    >>> labels = torch.tensor([0] * 10 + [1] * 2)
    >>> scene = decision_scene((p, labels), (p, labels), ask=0.3)
    >>> scene.readouts[0].label, scene.readouts[0].say(scene.start)
    ('mean cost', '0.100')
    """
    checks.choice("ask", ask, COSTS)
    return _Decision(top_label(*chosen_on), top_label(*paid_on), ask).scene()


class _Decision:
    """The numbers of the scene over its two controls: confidences and whether they were right, of both parts."""

    def __init__(self, first: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor], ask: float) -> None:
        self.first, self.other = first, other
        self.best = {cost: best_threshold(*first, ask=cost) for cost in COSTS}
        start = min(range(len(THRESHOLDS)), key=lambda k: abs(THRESHOLDS[k] - self.best[ask]))
        self.hand = Control("threshold", "answer from a confidence of", THRESHOLDS, start, digits=3)
        self.price = Control("ask", "a question costs, in wrong answers", COSTS, COSTS.index(ask))
        self.at = _as_row(grid(lambda value: value, self.hand))
        self.thresholds = torch.tensor(THRESHOLDS, dtype=torch.float64)
        self.x = track(self.thresholds.numpy())
        self.here = grid(self._cost, self.price, self.hand)
        self.answered = grid(lambda t: float(coverage(self.other[0], _one(t))[0]), self.hand)
        self.right = grid(lambda t: float(selective_accuracy(*self.other, _one(t))[0]), self.hand)

    def _cost(self, cost: float, threshold: float) -> float:
        return float(decision_costs(*self.other, _one(threshold), ask=cost)[0])

    def scene(self) -> Scene:
        paid = grid(lambda cost: self._cost(cost, self.best[cost]), self.price)
        return Scene(
            "Answer, or ask a human",
            "The mean cost over the threshold, where a wrong answer costs 1, and what is answered. Chosen on one part, "
            "paid on another.",
            (self._costs(), self._kept()),
            (self.hand, self.price),
            (
                Readout("mean cost", self.here, 3),
                Readout("at the threshold chosen on the other part", paid, 3),
                Readout("answered", self.answered, 0, percent=True),
                Readout("right among them", self.right, 1, percent=True),
            ),
        )

    def _costs(self) -> Panel:
        first, other = (grid(partial(_costs, part, self.thresholds), self.price) for part in (self.first, self.other))
        best = grid(lambda cost: min(self.best[cost], 1.0), self.price)
        marks = (
            Line(self.x, first, "part it is chosen on", "muted", "dashed", 2),
            Line(self.x, other, "part it is paid on", "blue"),
            Rule(best, "x", "cheapest on the part it is chosen on", "green", "dashed"),
            Rule(grid(lambda cost: 1 - cost, self.price), "x", "1 − cost: best if calibrated", "purple", "dotted"),
            Points(self.at, _as_row(self.here), "you", "orange", size=9),
        )
        top = 1.08 * max(float(curve.values.max()) for curve in (first, other))
        y = Axis("mean cost, in wrong answers", 0, max(top, 0.01))
        return Panel("What a decision costs", Axis("threshold on the confidence", 0, 1), y, marks)

    def _kept(self) -> Panel:
        answered, right = (row.numpy() for row in self._curves())
        marks = (
            Line(self.x, track(answered), "answered", "sky", "dashed"),
            Line(self.x, track(right), "right among the answered", "green"),
            Points(self.at, _as_row(self.answered), "", "orange", size=9),
            Points(self.at, _as_row(self.right), "", "orange", "triangle", size=9),
        )
        x = Axis("threshold on the confidence", 0, 1)
        return Panel("What is answered, and how well", x, Axis("share", 0, 1), marks)

    def _curves(self) -> tuple[Tensor, Tensor]:
        return coverage(self.other[0], self.thresholds), selective_accuracy(*self.other, self.thresholds)


def _one(value: float) -> Tensor:
    return torch.tensor([value], dtype=torch.float64)


def _costs(part: tuple[Tensor, Tensor], thresholds: Tensor, cost: float) -> npt.NDArray[np.float64]:
    return np.asarray(decision_costs(*part, thresholds, ask=cost))


def _as_row(numbers: Track) -> Track:
    """A track of single numbers as a track of rows of one."""
    return track(numbers.values[..., None], *numbers.over)
