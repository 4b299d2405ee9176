"""What dividing by every label's cost does: the loss, its gradient, the learning rate it needs, and when to stop."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.losses import normalized_cross_entropy, soft_cross_entropy
from nls_tutorial.records import (
    Axis,
    Band,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Points,
    Readout,
    Rule,
    Scene,
    Track,
    track,
)
from nls_tutorial.records.marks import Color, Dash, Marker
from nls_tutorial.targets import smooth_uniform

EPSILONS = tuple(step / 20 for step in range(20))


def normalized_losses(classes: int = 10, reach: float = 10.0, steps: int = 81) -> Scene:
    r"""Drag ε and the true class's logit: loss and gradient of CE, LSCE and normLSCE.

    The true logit lies $g$ above the others, which are equal; `steps` positions in [−`reach`, `reach`]. Left the losses
    in nats, in the middle normLSCE and NCE (which is ε = 0) with their floor ε/K, right the gradient on the true
    logit, by autograd. The thick line there is normLSCE's own; the dotted one is multiplied by $K \log K$, the factor
    by which CE's gradient exceeds NCE's where all logits are equal.
    First met in notebooks/03_normalize_the_loss. Source: NLS eq. 1 to 3.
    """
    gaps = torch.linspace(-reach, reach, steps, dtype=torch.float64)
    smooth, smooth_slope, normalized, slope = _losses_and_slopes(gaps, classes)
    over = ("epsilon", "logit")
    return Scene(
        "Three losses, and how hard they pull",
        "Cross-entropy, its smoothed and its normalized form against the true class's logit, and their gradients.",
        (_nats(gaps, smooth), _shares(gaps, normalized, classes), _pulls(gaps, smooth_slope, slope, classes)),
        (
            Control("epsilon", "ε", EPSILONS, start=2),
            Control("logit", "true logit g", tuple(gaps.tolist()), start=steps // 2, digits=2),
        ),
        (
            Readout("gradient of CE", track(smooth_slope[0], "logit"), digits=3),
            Readout("of LSCE", track(smooth_slope, *over), digits=3),
            Readout("of normLSCE", track(slope, *over), digits=4),
            Readout("normLSCE's divided by NCE's", track(slope / slope[0], *over)),
        ),
    )


def _across(gaps: Tensor) -> Axis:
    return Axis("g: true logit minus the others", -float(gaps[-1]), float(gaps[-1]))


def _nats(gaps: Tensor, smooth: Tensor) -> Panel:
    return Panel(
        "Loss in nats",
        _across(gaps),
        Axis("loss (nats)", 0, 12),
        (
            Line(track(gaps), track(smooth[0]), "CE", "orange", "dashed"),
            Line(track(gaps), track(smooth, "epsilon"), "LSCE", "blue"),
            Points(track(gaps[:, None], "logit"), track(smooth[0, :, None], "logit"), "", "orange", size=9),
            Handle(track(gaps, "logit"), track(smooth, "epsilon", "logit"), ("logit",), "", "blue"),
        ),
        aspect=0.95,
    )


def _shares(gaps: Tensor, normalized: Tensor, classes: int) -> Panel:
    floor = track([epsilon / classes for epsilon in EPSILONS], "epsilon")
    return Panel(
        "Normalized loss, no unit",
        _across(gaps),
        Axis("share of what all labels cost", 0, 0.4),
        (
            Rule(floor, "y", "ε/K", "muted", "dotted"),
            Line(track(gaps), track(normalized[0]), "NCE", "purple", "dashed"),
            Line(track(gaps), track(normalized, "epsilon"), "normLSCE", "green"),
            Points(track(gaps[:, None], "logit"), track(normalized[0, :, None], "logit"), "", "purple", size=9),
            Handle(track(gaps, "logit"), track(normalized, "epsilon", "logit"), ("logit",), "", "green"),
        ),
        aspect=0.95,
    )


def _pulls(gaps: Tensor, smooth_slope: Tensor, slope: Tensor, classes: int) -> Panel:
    guess = classes * math.log(classes)
    over, here = ("epsilon", "logit"), track(gaps[:, None], "logit")
    return Panel(
        "Gradient on the true logit",
        _across(gaps),
        Axis("∂L/∂z of the true class", -1.05, 0.9),
        (
            Rule(track(0.0), "y", "", "muted", "solid", 1.2),
            Line(track(gaps), track(smooth_slope[0]), "", "orange", "dashed"),
            Line(track(gaps), track(smooth_slope, "epsilon"), "", "blue"),
            Line(track(gaps), track(slope, "epsilon"), "normLSCE", "green", width=3.2),
            Line(track(gaps), track(guess * slope, "epsilon"), f"{guess:.0f} × normLSCE", "green", "dotted", 2.2),
            Points(here, track(smooth_slope[0, :, None], "logit"), "", "orange", size=9),
            Points(here, track(smooth_slope[..., None], *over), "", "blue", size=9),
            Points(here, track(slope[..., None], *over), "", "green", size=9),
        ),
        aspect=0.95,
    )


def _losses_and_slopes(gaps: Tensor, classes: int) -> list[Tensor]:
    """LSCE, its slope along the true logit, normLSCE, its slope: each (ε, gap)."""
    logits = torch.zeros(len(EPSILONS) * len(gaps), classes, dtype=torch.float64)
    logits[:, 0] = gaps.repeat(len(EPSILONS))
    logits.requires_grad_()
    first = torch.zeros(1, dtype=torch.int64)
    labels = torch.cat([smooth_uniform(first, classes, epsilon) for epsilon in EPSILONS]).double()
    labels = labels / labels.sum(1, keepdim=True)
    found: list[Tensor] = []
    for loss in (soft_cross_entropy, normalized_cross_entropy):
        losses = loss(logits, labels.repeat_interleave(len(gaps), dim=0), reduction="none")
        (gradient,) = torch.autograd.grad(losses.sum(), logits)
        found += [losses.detach(), gradient[:, 0]]
    return [values.reshape(len(EPSILONS), len(gaps)) for values in found]


def rate_sweep(
    plain: Mapping[float, float],
    normalized: Mapping[float, Mapping[float, float]],
    classes: int,
    *,
    decades: float = 3.5,
    steps: int = 71,
) -> Scene:
    r"""Drag a factor until the learning rates of normLSCE, divided by it, give what cross-entropy gives.

    `plain` is {learning rate: accuracy in [0, 1]} of networks trained with CE, `normalized` the same for each ε. The
    factor c runs from 1 to 10^`decades` in `steps` positions; normLSCE's accuracy at the rate r is drawn at r/c. The
    *misfit* is the mean distance, in accuracy, between normLSCE's points and CE's curve (straight between its
    points, over the logarithm of the rate), over the points that lie between CE's lowest and its best rate; undefined
    where none does. $K \log K/(1-\varepsilon)$ is the factor that makes the first steps agree.
    First met in notebooks/03_normalize_the_loss.
    """
    if not plain or not normalized or not all(normalized.values()):
        checks.refuse("plain, normalized", "must hold at least one run each", "none", "Train at one rate or more.")
    sweep = _Sweep(plain, normalized, np.linspace(0, decades, steps))
    needed = [classes * math.log(classes) / (1 - epsilon) for epsilon in normalized]
    return Scene(
        "Find the learning rate",
        "Accuracy against the learning rate for cross-entropy and for normLSCE, whose curve slides with the factor.",
        (_runs_panel(sweep, classes),),
        (
            Control("epsilon", "ε", tuple(f"{epsilon:g}" for epsilon in normalized)),
            Control("factor", "factor c", tuple((10**sweep.shifts).tolist()), digits=1),
        ),
        (
            Readout("misfit: mean distance between the curves", sweep.misfit(), 1, percent=True),
            Readout("K log K / (1 − ε)", track(needed, "epsilon"), digits=1),
        ),
    )


class _Sweep:
    """Logarithms of learning rates and the accuracies there: of CE, and of normLSCE for each ε."""

    def __init__(
        self, plain: Mapping[float, float], normalized: Mapping[float, Mapping[float, float]], shifts: np.ndarray
    ) -> None:
        self.rates, self.reached = _curve(plain)
        self.own = [_curve(runs) for runs in normalized.values()]
        self.shifts = shifts

    def points(self) -> tuple[Track, Track]:
        """normLSCE's runs, their rates divided by the factor; NaN fills up shorter rows."""
        longest = max(len(rates) for rates, _ in self.own)
        x = np.full((len(self.own), len(self.shifts), longest), np.nan)
        y = np.full((len(self.own), longest), np.nan)
        for row, (rates, reached) in enumerate(self.own):
            x[row, :, : len(rates)] = rates - self.shifts[:, None]
            y[row, : len(rates)] = reached
        return track(x, "epsilon", "factor"), track(y, "epsilon")

    def misfit(self) -> Track:
        """How far apart the curves are at each ε and factor; NaN where they do not overlap."""
        return track([[self._misfit(*runs, shift) for shift in self.shifts] for runs in self.own], "epsilon", "factor")

    def _misfit(self, own_rates: np.ndarray, own_reached: np.ndarray, shift: float) -> float:
        shifted = own_rates - shift
        best = int(self.reached.argmax())
        inside = (shifted >= self.rates[0] - 1e-9) & (shifted <= self.rates[best] + 1e-9)
        if not inside.any():
            return math.nan
        expected = np.interp(shifted[inside], self.rates, self.reached)
        return float(np.abs(own_reached[inside] - expected).mean())


def _runs_panel(sweep: _Sweep, classes: int) -> Panel:
    low = math.floor(sweep.rates[0])
    high = math.ceil(max(sweep.rates[-1], *(max(rates) for rates, _ in sweep.own)))
    ticks = tuple((float(power), f"{10.0**power:g}") for power in range(low, high + 1))
    plain, points = (track(sweep.rates), track(sweep.reached)), sweep.points()
    return Panel(
        "One run at each learning rate",
        Axis("learning rate (that of normLSCE divided by the factor)", low, high, ticks),
        Axis("accuracy on test digits", 0, 1),
        (
            Rule(track(1 / classes), "y", "guessing", "muted", "dotted"),
            Line(*plain, "", "orange", "dashed", 2.0),
            Points(*plain, "CE", "orange", "circle", 8),
            Line(*points, "", "green", "solid", 2.0),
            Points(*points, "normLSCE", "green", "triangle", 9),
        ),
        aspect=0.55,
        width=1.6,
    )


def _curve(runs: Mapping[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Decimal logarithms of the rates, rising, and the accuracies there."""
    rates = sorted(runs)
    return np.log10(rates), np.array([runs[rate] for rate in rates])


def stops_along_training(epochs: Sequence[int], seen: Mapping[str, np.ndarray]) -> Scene:
    """Drag the epoch at which training stops: accuracy and mean confidence of two losses, and what ECE says then.

    `seen[name]` has shape (stops, seeds, 3): accuracy, mean confidence and ECE, all in [0, 1], after each of
    `epochs`. Drawn are means over the seeds; the bands reach from the lowest to the highest seed.
    First met in notebooks/03_normalize_the_loss.
    """
    if len(seen) != 2:
        checks.refuse("seen", "must hold two losses", len(seen), "Compare them two at a time.")
    for name, values in seen.items():
        if values.ndim != 3 or values.shape[0] != len(epochs) or values.shape[2] != 3:
            checks.refuse(
                f"seen[{name!r}]",
                f"must have shape ({len(epochs)}, seeds, 3)",
                values.shape,
                "Give accuracy, mean confidence and ECE of each seed after each stop.",
            )
    return Scene(
        "When did they stop?",
        "Accuracy and mean confidence of two losses after so many epochs, and their calibration error over training.",
        (_what_it_believes(seen), _errors_over_training(epochs, seen)),
        (Control("stop", "stop after", tuple(float(count) for count in epochs), 0, digits=0, unit=" epochs"),),
        tuple(
            Readout(f"ECE, {name}", track(values.mean(axis=1)[:, 2], "stop"), digits=1, percent=True)
            for name, values in seen.items()
        ),
    )


def _what_it_believes(seen: Mapping[str, np.ndarray]) -> Panel:
    means = [values.mean(axis=1) for values in seen.values()]
    looks: tuple[tuple[str, float, Color], ...] = (("accuracy", -0.2, "blue"), ("mean confidence", 0.2, "purple"))
    return Panel(
        "What it is, and what it believes",
        Axis("", -0.6, 1.6, tuple((float(k), name) for k, name in enumerate(seen))),
        Axis("on test digits", 0, 1),
        tuple(
            # the first bar of each kind stands in the legend
            Bars(track([k + shift]), track(mean[:, at : at + 1], "stop"), "" if k else name, color, 0.36)
            for at, (name, shift, color) in enumerate(looks)
            for k, mean in enumerate(means)
        ),
    )


def _errors_over_training(epochs: Sequence[int], seen: Mapping[str, np.ndarray]) -> Panel:
    place = np.log2(epochs)
    ticks = tuple(zip(place, map(str, epochs), strict=True))
    errors = {name: values[..., 2] for name, values in seen.items()}  # (stops, seeds)
    top = 0.05 * math.ceil(20 * max(float(values.max()) for values in errors.values()) + 0.2)
    colors: tuple[Color, ...] = ("orange", "green")
    dashes: tuple[Dash, ...] = ("dashed", "solid")
    markers: tuple[Marker, ...] = ("circle", "triangle")
    bands = [
        Band(track(place), track(ece.min(1)), track(ece.max(1)), "", color, 0.18)
        for ece, color in zip(errors.values(), colors, strict=True)
    ]
    lines = [
        Line(track(place), track(ece.mean(1)), name, color, dash)
        for (name, ece), color, dash in zip(errors.items(), colors, dashes, strict=True)
    ]
    dots = [
        Points(track(place[:, None], "stop"), track(ece.mean(1)[:, None], "stop"), "", color, marker, 11)
        for ece, color, marker in zip(errors.values(), colors, markers, strict=True)
    ]
    return Panel(
        "Calibration error",
        Axis("epochs of training", place[0] - 0.3, place[-1] + 0.3, ticks),
        Axis("ECE, 15 bins", 0, top),
        (Rule(track(place, "stop"), "x", "stop here", "muted"), *bands, *lines, *dots),
    )
