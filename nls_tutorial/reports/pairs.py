"""Two models on the same rows: which is better, and is it more than chance?"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import bootstrap_interval, expected_calibration_error, reliability_of
from nls_tutorial.reports.scores import Score, Scores, say
from nls_tutorial.tables import paired_chance

HIGHER = ("accuracy",)  # is better; of the others, lower


@dataclass(frozen=True)
class Comparison:
    """A score of two models on the same rows: the paired difference first − second, its 95 % interval, the verdict."""

    name: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    word: str
    reason: str = ""

    def __str__(self) -> str:
        told = f"{self.name}: {say(self.name, self.first)} and {say(self.name, self.second)}. {self.word}"
        return f"{told} ({self.reason})." if self.reason else f"{told}."

    def plain(self) -> dict[str, object]:
        """The same for JSON."""
        numbers = {k: v if not isinstance(v, float) or math.isfinite(v) else None for k, v in vars(self).items()}
        return dict(numbers)


def compare(
    first: Tensor,
    second: Tensor,
    labels: Tensor,
    scores: tuple[Scores, Scores],
    *,
    groups: Tensor | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> list[Comparison]:
    r"""Accuracy, NLL, Brier score and ECE of two models, paired row by row.

    `first` and `second` are probabilities (N, K) of the same rows, `labels` (N,) int64, `scores` what `measure` said of
    both, `groups` as there. The interval is that of the mean of the paired differences, from `resamples` bootstrap
    draws of rows (or groups), the same draws for both; for ECE, whose difference is no mean, by the method "basic". The
    word follows the rule of the claim boxes: a difference shows where the interval leaves out 0. Two ECEs that both lie
    where chance alone gives as much are not ranked.

    First met in notebooks/08_read_a_table_critically.

    >>> from nls_tutorial.reports.scores import measure
    >>> good, bad = torch.tensor([[0.9, 0.1]] * 200), torch.tensor([[0.45, 0.55]] * 200)
    >>> labels = torch.tensor([0] * 180 + [1] * 20)
    >>> told = compare(good, bad, labels, (measure(good, labels), measure(bad, labels)), resamples=100)
    >>> isinstance(told[0], Comparison), told[0].word
    (True, 'the first is better')
    """
    if first.shape != second.shape:
        checks.refuse("second", f"must have shape {tuple(first.shape)}", tuple(second.shape), "Take the same rows.")
    one, other = _parts(first, labels), _parts(second, labels)
    how: dict[str, Any] = {"resamples": resamples, "seed": seed, "groups": groups}
    ends = bootstrap_interval(lambda rows: rows.mean(0), one[:, :3] - other[:, :3], **how)
    found = []
    for k, name in enumerate(("accuracy", "NLL", "Brier")):
        values = float(one[:, k].mean()), float(other[:, k].mean())
        low, high = (float(end[k]) for end in ends)
        reason = _ranks(one[:, 0] > 0, other[:, 0] > 0) if name == "accuracy" else ""
        found.append(_comparison(name, values, low, high, reason))
    return [*found, _errors(one[:, 3], other[:, 3], one[:, 0] > 0, other[:, 0] > 0, scores, how)]


def _parts(probabilities: Tensor, labels: Tensor) -> Float[Tensor, "N 4"]:
    """Right or not, −log p_y, Brier score and confidence of each row."""
    p = probabilities.double().clamp(0, 1)
    confidence, predicted = p.max(1)
    of_label = p.gather(1, labels.unsqueeze(1)).squeeze(1)
    brier = p.square().sum(1) - 2 * of_label + 1
    return torch.stack([(predicted == labels).double(), -of_label.log(), brier, confidence], dim=1)


def _ranks(first: Tensor, second: Tensor) -> str:
    only, other = int((first & ~second).sum()), int((second & ~first).sum())
    told = f"the first alone is right in {only:,} rows, the second alone in {other:,}"
    return f"{told}; McNemar's test p = {paired_chance(only, other):.2g}" if only + other <= 50_000 else told


def _errors(
    sure: Tensor, other: Tensor, right: Tensor, others: Tensor, scores: tuple[Scores, Scores], how: dict[str, Any]
) -> Comparison:
    bins = scores[0].bins

    def difference(a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
        errors = (expected_calibration_error(reliability_of(p, hit, bins=bins)) for p, hit in ((a, b), (c, d)))
        return next(errors) - next(errors)

    low, high = bootstrap_interval(difference, sure, right, other, others, method="basic", **how)
    ece: tuple[Score, Score] = scores[0]["ECE"], scores[1]["ECE"]
    values = ece[0].value, ece[1].value
    if all(score.by_chance for score in ece):
        told = "chance alone gives both as much"
        return Comparison("ECE", *values, values[0] - values[1], float(low), float(high), "not ranked", told)
    return _comparison("ECE", values, float(low), float(high), "")


def _comparison(name: str, values: tuple[float, float], low: float, high: float, reason: str) -> Comparison:
    up = name in HIGHER
    better, worse = ("first", "second") if up else ("second", "first")
    word = "no difference shows"
    if low > 0:
        word = f"the {better} is better"
    elif high < 0:
        word = f"the {worse} is better"
    return Comparison(name, *values, values[0] - values[1], low, high, word, reason)
