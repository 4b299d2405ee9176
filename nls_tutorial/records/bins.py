"""Predictions sorted into bins of confidence: all that a reliability diagram needs."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import refuse
from nls_tutorial.records.rows import has_shape, is_finite, is_real, is_type
from nls_tutorial.records.summary import Summary

MAKE = "Make bins with nls_tutorial.calibration.reliability."


@dataclass(frozen=True, eq=False, repr=False)
class Bins(Summary):
    r"""What M bins of confidence hold; bin b takes (lo, hi], and the first takes 0 too.

    `edges` (M + 1,) float64 from 0 to 1; `counts` (M,) int64, samples in each bin; `correct` (M,) int64, how many of
    them were predicted rightly; `confidence_sums` (M,) float64, the sum of their confidences. All on the CPU.

    Bins of different samples over the same edges add up, `first + second` or `sum(parts)`, to the bins of all samples:
    a stream, a shard or a cluster gives the same figures as one pass.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import reliability_of
    >>> first = reliability_of(tensor([0.2, 0.9]), tensor([False, True]), bins=2)
    >>> isinstance(first, Bins), first.counts.tolist(), (first + first).counts.tolist()
    (True, [1, 1], [2, 2])
    """

    edges: Tensor
    counts: Tensor
    correct: Tensor
    confidence_sums: Tensor

    def _rules(self) -> None:
        has_shape("edges", self.edges, "M + 1", step=MAKE)
        bins = len(self.edges) - 1
        if bins < 1:
            refuse("edges", "must be at least two", bins + 1, MAKE)
        fields = {"counts": self.counts, "correct": self.correct, "confidence_sums": self.confidence_sums}
        for name, values in fields.items():
            if tuple(values.shape) != (bins,):
                refuse(name, f"must have shape ({bins},) to fit {bins + 1} edges", tuple(values.shape), MAKE)
        for name in ("counts", "correct"):
            is_type(name, getattr(self, name), torch.int64, MAKE)
        for name in ("edges", "confidence_sums"):
            is_real(name, getattr(self, name))
            is_finite(name, getattr(self, name))
        if not bool((self.edges.diff() >= 0).all()):
            refuse("edges", "must rise", self.edges.tolist()[:5], MAKE)
        if not bool(((self.correct >= 0) & (self.correct <= self.counts)).all()):
            refuse("correct", "must lie between 0 and the count of its bin", self.correct.tolist()[:5], MAKE)

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def total(self) -> int:
        """N, the number of samples."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> Tensor:
        """Share of right predictions in each bin, (M,) in [0, 1]; NaN where a bin is empty."""
        return self.correct.double() / self.counts

    @property
    def confidence(self) -> Tensor:
        """Mean confidence in each bin, (M,) in [0, 1]; NaN where a bin is empty."""
        return self.confidence_sums / self.counts

    @property
    def gap(self) -> Tensor:
        """Accuracy minus confidence, (M,): below 0 where the network is overconfident; NaN where a bin is empty."""
        return (self.correct - self.confidence_sums) / self.counts

    def __add__(self, other: object) -> "Bins":
        if not isinstance(other, Bins):
            return NotImplemented
        if not torch.equal(self.edges, other.edges):
            raise ValueError(
                f"bins must have equal edges to be added, but got {_say(self.edges)} and {_say(other.edges)}. "
                "Bin both with the same number of equal-width bins, or pass edges=first.edges for the second."
            )
        return Bins(
            edges=self.edges,
            counts=self.counts + other.counts,
            correct=self.correct + other.correct,
            confidence_sums=self.confidence_sums + other.confidence_sums,
        )

    def __radd__(self, other: object) -> "Bins":
        # sum(parts) begins with 0
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def _summary(self) -> dict[str, object]:
        facts: dict[str, object] = {"bins": f"{len(self)}, {int((self.counts > 0).sum())} of them hold samples"}
        facts["samples"] = f"{self.total:,}"
        if self.total > 0:
            facts["accuracy"] = f"{int(self.correct.sum()) / self.total:.1%}"
            facts["mean confidence"] = f"{float(self.confidence_sums.sum()) / self.total:.1%}"
        return facts


def _say(edges: Tensor) -> str:
    shown = ", ".join(f"{edge:.3g}" for edge in edges[:4].tolist())
    return f"{len(edges)} edges ({shown}, …)"
