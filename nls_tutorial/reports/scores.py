"""Every number that a report tells of one model: scores with intervals, calibration errors beside their floor."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    bootstrap_interval,
    chance_calibration_errors,
    ece_interval,
    expected_calibration_error,
    maximum_calibration_error,
    reliability_of,
    wilson_interval,
)
from nls_tutorial.records.summary import Summary

LEVEL = 0.95
DRAWS = 200  # of networks that are calibrated by construction
PERCENT = ("accuracy", "macro F1", "mean confidence", "ECE", "AECE", "MCE")
CELLS = 2**24  # of counts over classes in all resamples


@dataclass(frozen=True)
class Score:
    """A number, the 95 % interval that the choice of samples gives it, and what chance alone gives: mean and 95 %."""

    value: float
    low: float = math.nan
    high: float = math.nan
    floor: float = math.nan
    floor_high: float = math.nan

    @property
    def by_chance(self) -> bool:
        """Whether a calibrated network of these confidences would get as much in one of twenty draws or more."""
        return self.value <= self.floor_high


@dataclass(frozen=True, repr=False)
class Scores(Summary):
    """The scores of one model on some samples, by name."""

    samples: int
    classes: int
    bins: int
    of: Mapping[str, Score]

    def __getitem__(self, name: str) -> Score:
        return self.of[name]

    def _summary(self) -> dict[str, object]:
        return {"samples": f"{self.samples:,}", **{name: say(name, score.value) for name, score in self.of.items()}}

    def plain(self) -> dict[str, object]:
        """The same as numbers, texts and dicts alone, for JSON: None where there is no number."""
        told = {name: {k: _number(v) for k, v in vars(score).items()} for name, score in self.of.items()}
        return {"samples": self.samples, "classes": self.classes, "bins": self.bins, "scores": told}


def measure(
    probabilities: Tensor,
    labels: Tensor,
    *,
    bins: int = 15,
    groups: Tensor | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Scores:
    r"""Accuracy, macro F1, mean confidence, NLL, Brier score, ECE, AECE and MCE of a model, with intervals and floors.

    `probabilities` (N, K) in [0, 1], N ≥ 2, rows that sum to 1 as far as they were printed; `labels` (N,) int64;
    `groups` (N,) int64 says which rows belong together (a patient, a video), and intervals then draw groups. ECE has
    `bins` of equal width, AECE of equal mass. Accuracy's interval is Wilson's; the others come from `resamples` draws
    fixed by `seed`, those of ECE and AECE by the method "basic". The floor is what networks get that are right exactly
    as often as they are sure.

    Raises what the room `calibration` raises. First met in notebooks/06_read_a_reliability_diagram.

    >>> p = torch.tensor([[0.8, 0.2]] * 100)
    >>> scores = measure(p, torch.tensor([0] * 80 + [1] * 20), resamples=100)
    >>> isinstance(scores, Scores), isinstance(scores["ECE"], Score), f"{scores['accuracy'].low:.2f}"
    (True, True, '0.71')
    >>> scores["ECE"].by_chance, say("ECE", scores["ECE"].value), round(scores["NLL"].value, 4)
    (True, '0.0 %', 0.5004)
    """
    checks.floating("probabilities", probabilities)
    checks.class_labels("labels", labels, probabilities.shape[1])
    p = probabilities.detach().double().clamp(0, 1)
    confidence, predicted = p.max(1)
    right = predicted == labels
    of_label = p.gather(1, labels.unsqueeze(1)).squeeze(1)
    # −log p_y, and Σ_k (p_k − 1[y = k])² = Σ_k p_k² − 2 p_y + 1
    parts = torch.stack([right.double(), confidence, -of_label.log(), p.square().sum(1) - 2 * of_label + 1], dim=1)
    how: dict[str, Any] = {"resamples": resamples, "seed": seed, "groups": groups}
    means, (low, high) = parts.mean(0), _means_interval(parts, **how)
    found = {
        name: Score(float(means[k]), float(low[k]), float(high[k]))
        for k, name in enumerate(("accuracy", "mean confidence", "NLL", "Brier"))
    }
    if groups is None:
        ends = wilson_interval(right.sum().reshape(1), torch.tensor([len(right)]), level=LEVEL)
        found["accuracy"] = Score(float(means[0]), *(float(end) for end in ends))
    found["macro F1"] = _f1_score(predicted, labels, p.shape[1], how)
    for name, scheme in (("ECE", "width"), ("AECE", "mass")):
        found[name] = _calibration(confidence, right, bins, scheme, how)
    found["MCE"] = Score(float(maximum_calibration_error(reliability_of(confidence, right, bins=bins))))
    order = ("accuracy", "macro F1", "mean confidence", "NLL", "Brier", "ECE", "AECE", "MCE")
    return Scores(len(labels), p.shape[1], bins, {name: found[name] for name in order})


def macro_f1(predicted: Int64[Tensor, " N"], labels: Int64[Tensor, " N"], classes: int) -> float:
    r"""The mean over classes of $F_1 = 2\,\mathrm{TP} / (\mathrm{predicted} + \mathrm{there})$.

    `predicted` and `labels` (N,) int64 in 0 … `classes` − 1, N ≥ 1; a class that is neither there nor predicted is left
    out. Returns a share in [0, 1]. First met in notebooks/08_read_a_table_critically.

    >>> round(macro_f1(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 1, 1, 1]), 3), 4)
    0.7333
    """
    hits = labels[predicted == labels].bincount(minlength=classes)
    both = predicted.bincount(minlength=classes) + labels.bincount(minlength=classes)
    # F1_k = 2 TP_k / (predicted_k + there_k)
    return float((2 * hits.double() / both)[both > 0].mean())


def say(name: str, value: float) -> str:
    """A score as the reader sees it: shares in per cent.

    >>> say("ECE", 0.0312), say("NLL", 0.5)
    ('3.1 %', '0.500')
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞"
    return f"{100 * value:.1f} %" if name in PERCENT else f"{value:.3f}"


def _means_interval(
    parts: Float[Tensor, "N parts"], *, resamples: int, seed: int, groups: Tensor | None
) -> tuple[Tensor, Tensor]:
    return bootstrap_interval(lambda rows: rows.mean(0), parts, resamples=resamples, seed=seed, groups=groups)


def _f1_score(predicted: Tensor, labels: Tensor, classes: int, how: dict[str, Any]) -> Score:
    value = macro_f1(predicted, labels, classes)
    less = {**how, "resamples": max(2, min(how["resamples"], CELLS // (classes + len(labels))))}
    low, high = bootstrap_interval(lambda one, other: macro_f1(one, other, classes), predicted, labels, **less)
    return Score(value, float(low), float(high))


def _calibration(confidence: Tensor, right: Tensor, bins: int, scheme: str, how: dict[str, Any]) -> Score:
    value = float(expected_calibration_error(reliability_of(confidence, right, bins=bins, scheme=scheme)))
    low, high = ece_interval(confidence, right, bins=bins, scheme=scheme, method="basic", **how)
    chance = chance_calibration_errors(confidence, bins=bins, scheme=scheme, draws=DRAWS)
    ends = (max(0.0, float(low)), max(0.0, float(high)))
    return Score(value, *ends, float(chance.mean()), float(chance.quantile(LEVEL)))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
