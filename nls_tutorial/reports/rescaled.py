"""One temperature, fitted on one part of the rows and paid on the other."""

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import fit_temperature
from nls_tutorial.data import disjoint_indices, grouped_indices
from nls_tutorial.records import TemperatureFit
from nls_tutorial.records.summary import Summary
from nls_tutorial.reports.scores import Scores, measure


@dataclass(frozen=True, eq=False, repr=False)
class Rescaled(Summary):
    """The fit of T; logits and labels of the part it was fitted on and of the part that is scored; scores there."""

    fit: TemperatureFit
    fitted_logits: Tensor
    fitted_labels: Tensor
    logits: Tensor
    labels: Tensor
    before: Scores
    after: Scores | None

    @property
    def temperature(self) -> float:
        """T, or 1 where no T is best."""
        return self.fit.temperature or 1.0

    def _summary(self) -> dict[str, object]:
        told = "no optimum" if self.fit.temperature is None else f"{self.fit.temperature:.4g}"
        return {"temperature": told, "fitted on": f"{len(self.fitted_labels):,}", "scored on": f"{len(self.labels):,}"}


def two_parts(
    labels: Tensor, *, share: float = 0.5, seed: int = 0, groups: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Rows to fit T on, `share` of them, and rows to score: disjoint, of both by class alike, and by group if told.

    First met in notebooks/07_scale_the_temperature.

    >>> import torch
    >>> fitted, scored = two_parts(torch.tensor([0, 0, 1, 1]))
    >>> len(fitted), sorted([*fitted.tolist(), *scored.tolist()])
    (2, [0, 1, 2, 3])
    """
    share = checks.fraction("--share", share, "Use 0.5.")
    if groups is not None:
        parts = grouped_indices(labels, groups, {"calibration": share, "test": 1 - share}, seed)
        return parts["calibration"], parts["test"]
    fitted = round(share * len(labels))
    if not 2 <= fitted <= len(labels) - 2:
        seen = f"{fitted} and {len(labels) - fitted}"
        checks.refuse("--share", "must leave two rows or more on both sides", seen, "Use 0.5, or more rows.")
    cut = disjoint_indices(len(labels), {"calibration": fitted, "test": len(labels) - fitted}, seed, labels=labels)
    return cut["calibration"], cut["test"]


def rescale(
    fitted: tuple[Tensor, Tensor],
    scored: tuple[Tensor, Tensor],
    *,
    bins: int = 15,
    groups: Tensor | None = None,
    resamples: int = 1000,
) -> Rescaled:
    """T from the logits (n, K) and labels of `fitted`; scores of `scored` before and after it; `groups` are of those.

    First met in notebooks/07_scale_the_temperature.

    >>> import torch
    >>> logits = torch.tensor([[3.0, 0.0]] * 40)
    >>> labels = torch.tensor([0, 0, 0, 1] * 10)
    >>> told = rescale((logits[:20], labels[:20]), (logits[20:], labels[20:]), resamples=50)
    >>> isinstance(told, Rescaled), round(told.temperature, 2), round(told.after["NLL"].value, 3)
    (True, 2.73, 0.562)
    """
    fit = fit_temperature(*fitted, split="calibration")
    logits, labels = scored
    how: dict[str, Any] = {"bins": bins, "groups": groups, "resamples": resamples}
    before = measure(logits.double().softmax(1), labels, **how)
    after = None
    if fit.temperature is not None:
        after = measure(fit.apply(logits.double()).softmax(1), labels, **how)
    return Rescaled(fit, *fitted, logits, labels, before, after)
