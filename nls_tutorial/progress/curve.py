"""A reader looked at as a network is: confidence against accuracy, scores, the floor by chance, a temperature."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    bootstrap_interval,
    chance_calibration_errors,
    expected_calibration_error,
    reliability_of,
)
from nls_tutorial.progress.guesses import Guess
from nls_tutorial.records import Bins

EDGES = (0.0, 0.4, 0.55, 0.7, 0.85, 1.0)  # few bins: a reader has dozens of guesses, not thousands
SUREST = 0.99  # a confidence of 1 promises never to be wrong: one mistake would cost without end
TEMPERATURES = (0.1, 10.0)


@dataclass(frozen=True)
class OwnCurve:
    """What a set of guesses shows: `bins`, Brier score, ECE with the 95 % reach of pure chance, mean excess, T.

    `excess` is mean confidence less accuracy, with its 95 % interval; `temperature` is None where no T is best.
    First met in notebooks/06_read_a_reliability_diagram.
    """

    bins: Bins
    brier: float
    ece: float
    chance: tuple[float, float]  # the mean ECE of a calibrated reader with these confidences, and what 95 % stay below
    excess: float
    excess_interval: tuple[float, float]
    temperature: float | None


def own_curve(found: Sequence[Guess], *, seed: int = 0) -> OwnCurve:
    r"""Guesses as a network's predictions. With confidence $c_i$ and $r_i = 1$ where guess i was right:
    $$\mathrm{Brier} = \frac1N\sum_i (c_i - r_i)^2, \qquad \mathrm{excess} = \frac1N\sum_i (c_i - r_i) .$$

    Raises ValueError for no guesses. First met in notebooks/06_read_a_reliability_diagram.
    """
    if not found:
        checks.refuse("found", "must hold at least one guess", "none", "Make some first.")
    sure, right, _ = _as_tensors(found)
    bins = reliability_of(sure, right, edges=EDGES)
    gap = sure - right.double()
    floor = chance_calibration_errors(sure, edges=torch.tensor(EDGES, dtype=torch.float64), draws=500, seed=seed)
    low, high = (gap.mean().item(),) * 2
    if len(found) > 1:
        low, high = (float(end) for end in bootstrap_interval(lambda part: part.mean(), gap, seed=seed))
    return OwnCurve(
        bins,
        brier=gap.square().mean().item(),
        ece=expected_calibration_error(bins).item(),
        chance=(floor.mean().item(), floor.quantile(0.95).item()),
        excess=gap.mean().item(),
        excess_interval=(low, high),
        temperature=own_temperature(found),
    )


def _as_tensors(found: Sequence[Guess]) -> tuple[Tensor, Tensor, Tensor]:
    """Confidences, right or not, and the floors, (N,) each."""
    numbers = [[guess.confidence, guess.floor] for guess in found]
    sure, floor = torch.tensor(numbers, dtype=torch.float64).unbind(1)
    return sure, torch.tensor([guess.correct for guess in found]), floor


def at_temperature(sure: Tensor, floor: Tensor, temperature: Tensor | float) -> Tensor:
    r"""What confidences become at temperature T. A question with the floor f has $K = 1/f$ answers; the others share
    what the confidence c leaves, so the odds of the answer against each of them are $o = c(K-1)/(1-c)$, and
    $$c_T = \frac{o^{1/T}}{o^{1/T} + K - 1} .$$

    `sure` c and `floor` f (N,), T > 0. At T = 1 nothing changes; a confidence of f stays f at every T.
    First met in notebooks/07_scale_the_temperature.

    >>> at_temperature(torch.tensor([0.9, 0.5]).double(), torch.tensor([0.5, 0.5]).double(), 2.0)
    tensor([0.7500, 0.5000], dtype=torch.float64)
    """
    others = 1 / floor - 1
    c = sure.clamp(max=SUREST)
    # o^(1/T) / (o^(1/T) + K − 1), o = c (K − 1) / (1 − c)
    odds = (c * others / (1 - c)).log().div(temperature).exp()
    return odds / (odds + others)


def own_temperature(found: Sequence[Guess]) -> float | None:
    r"""The T with the lowest $-\frac1N\sum_i \log p_i$ of what came out, or None: $p_i$ is $c_T$ of a right guess, and
    $1 - c_T$ of a wrong one.

    Above 1 the reader was too sure, below 1 too timid. None where every guess is right, or wrong, or at its floor: the
    lowest place is then at an end of [0.1, 10]. First met in notebooks/07_scale_the_temperature.
    """
    if not found:
        return None
    sure, right, floor = _as_tensors(found)
    low, high = map(math.log, TEMPERATURES)
    grid = torch.linspace(low, high, 2001, dtype=torch.float64).exp()
    cost = []
    for temperature in grid:
        c = at_temperature(sure, floor, temperature)
        # −log c where the answer was right, −log(1 − c) where it was not
        cost.append(-torch.where(right, c, 1 - c).log().mean())
    found_at = int(torch.stack(cost).argmin())
    return grid[found_at].item() if 0 < found_at < len(grid) - 1 else None
