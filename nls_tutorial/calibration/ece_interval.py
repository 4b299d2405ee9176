"""An interval for ECE: samples are drawn again and again, but sorted into bins once."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.bins import bin_count, equal_width, given_edges, which_bin
from nls_tutorial.calibration.inputs import check_confidence_correct
from nls_tutorial.calibration.resampling import Groups, Resamples


def ece_interval(
    confidences: Tensor,
    right: Tensor,
    *,
    bins: int = 15,
    scheme: str = "width",
    edges: Tensor | Sequence[float] | None = None,
    resamples: int = 1000,
    level: float = 0.95,
    method: str = "percentile",
    seed: int = 0,
    groups: Tensor | None = None,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    r"""An interval for the ECE: that of `bootstrap_interval` with the same seed, some times as fast.

    A sample that a resample draws $w_i$ times counts $w_i$ times, so each resample is a row of weights:
    $\mathrm{ECE} = \sum_b |\sum_{i \in b} w_i (\mathrm{right}_i - \hat p_i)| \,/\, \sum_i w_i$. Bins of equal width
    stay as they are; those of equal mass get new edges in each resample, as there.

    `confidences` (N,) or any other shape, in [0, 1], N ≥ 2; `right` bool of that shape; `bins`, `scheme` and `edges` as
    for `reliability_of`; all else, and what it says of percentile intervals of ECE, as for `bootstrap_interval`.
    Returns (low, high), float64 on the CPU.

    Raises what those two raise.

    Source: Efron and Tibshirani 1993, ch. 13. First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> low, high = ece_interval(tensor([0.9] * 100), tensor([True] * 80 + [False] * 20))
    >>> f"{low:.2f} … {high:.2f}"  # of 0.10
    '0.02 … 0.18'
    """
    flat, correct = check_confidence_correct(confidences, right).detach().flatten().cpu(), right.flatten().cpu()
    checks.choice("scheme", scheme, ("width", "mass"))
    if len(flat) < 2:
        checks.refuse("confidences", "must hold at least two samples", len(flat), "Take more samples.")
    units = None if groups is None else Groups(groups, len(flat), stacked=False)
    plan = Resamples(resamples, level, method, seed)
    fixed = given_edges(edges) if edges is not None else equal_width(bins) if scheme == "width" else None
    score = _WeightedScore(flat, correct, fixed, bin_count(bins))
    count, number = (len(flat), None) if units is None else (len(units.sizes), units.number)
    scores = []
    for drawn in plan.draws(count, len(flat)):
        for row in drawn:
            times = row.bincount(minlength=count)
            scores.append(score(times if number is None else times[number]))
    own = score(torch.ones_like(correct, dtype=torch.int64)) if plan.needs_own else None
    return plan.interval(torch.stack(scores), own)


class _WeightedScore:
    """ECE of samples that count several times, or not at all."""

    def __init__(
        self,
        confidences: Float[Tensor, " N"],
        right: Bool[Tensor, " N"],
        edges: Float[Tensor, " edges"] | None,
        bins: int,
    ) -> None:
        self.sure = confidences
        self.differences = right.double() - confidences.double()
        self.bins = bins if edges is None else len(edges) - 1
        self.fixed = None if edges is None else which_bin(confidences, edges)
        self.rising, self.order = confidences.sort()

    def __call__(self, weights: Int64[Tensor, " N"]) -> Float[Tensor, ""]:
        place = which_bin(self.sure, self._equal_mass(weights)) if self.fixed is None else self.fixed
        # Σ_b |Σ_{i ∈ b} w_i (right_i − p̂_i)| / Σ_i w_i
        gaps = place.bincount(weights=weights * self.differences, minlength=self.bins)
        return gaps.abs().sum() / weights.sum()

    def _equal_mass(self, weights: Int64[Tensor, " N"]) -> Float[Tensor, " edges"]:
        """The edges of `equal_mass`, where a sample of weight w stands w times in the order."""
        upto = weights[self.order].cumsum(0)
        # e_b = x_(⌈bN/M⌉), the first sample up to which there are so many
        ranks = torch.tensor(
            [-(-b * int(upto[-1]) // self.bins) for b in range(1, self.bins)], dtype=torch.int64, device="cpu"
        )
        inner = self.rising[torch.searchsorted(upto, ranks)].double()
        return torch.cat([inner.new_zeros(1), inner, inner.new_ones(1)])
