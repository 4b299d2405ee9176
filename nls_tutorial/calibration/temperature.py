"""One number that makes a network's confidence honest, fitted on held-out logits."""

import math
from collections.abc import Iterator

from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.inputs import check_label_logits, check_nonempty, chunks
from nls_tutorial.records import TemperatureFit
from nls_tutorial.records.temperature_fit import fingerprint_of

_EXACT = 1e-12  # in log β, and so the relative error of T
_ENTRIES = 2**16  # of float64 in one go: half a megabyte
_STRIDE = 2.0  # in log β, while the root is not enclosed
_ROUNDING = 1e-14  # a slope this small beside the largest margin is rounding
_LEAST, _MOST = 1e-280, 1e280  # margins that leave room for β, T and their squares in float64


def fit_temperature(
    logits: Tensor, labels: Tensor, *, split: str | None = None, ignore_index: int | None = None
) -> TemperatureFit:
    r"""The temperature T > 0 that minimizes the negative log-likelihood of $p = \mathrm{softmax}(z/T)$:
    $T^* = \arg\min_T\; \frac{1}{N}\sum_i \left[\log\sum_k e^{z_{ik}/T} - z_{i,y_i}/T\right]$.

    `logits` z (B, K) or (B, K, H, W), K ≥ 2, held out from training; `labels` int64 (B,) or (B, H, W); samples whose
    label is `ignore_index` are left out; `split` is the name of the split they come from, where it is known. With
    $\beta = 1/T$ the likelihood is convex in β, and its slope
    $g(\beta) = \mathrm{mean}_i\left[\sum_k p_{ik} z_{ik} - z_{i,y_i}\right]$ rises from the mean of $\bar z - z_y$
    at β = 0 to the mean of $\max_k z_k - z_y$ at β = ∞. The root of g is found in log β, in float64, to a relative
    error of 1e-8 or better.

    There is no optimum, and the record says so instead of giving a number, where

    - every label has its row's largest logit: a smaller T is always better, T → 0;
    - the labels' logits are no larger than the others on average, no better than chance: T → ∞.

    Fit on one split and score on another: a `split` called "test" is refused, and `TemperatureFit.apply_to` refuses
    predictions of the split that T was fitted on, by its name or by its samples.

    Raises TypeError for logits that are not floats or labels that are not int64, and ValueError for shapes that do not
    fit, labels outside 0 … K − 1, logits with NaN or infinity or so large or small that float64 does not hold T,
    no samples, and the test split.

    Source: Guo et al. 2017, sec. 4.2; WDLSH sec. 3. First met in notebooks/07_scale_the_temperature.
    """
    if split is not None and not isinstance(split, str):
        seen = f"{split!r} ({type(split).__name__})"
        checks.refuse("split", "must be a name", seen, 'Say "calibration", for example.', error=TypeError)
    if split is not None and split.strip().lower() == "test":
        checks.refuse(
            "split",
            "must not be the one that is scored",
            repr(split),
            "Fit the temperature on the calibration split, and score on the test split.",
        )
    given = logits, labels
    logits, labels = check_label_logits(logits.detach() if isinstance(logits, Tensor) else logits, labels, ignore_index)
    check_nonempty("labels", labels.numel())
    margins = _Margins(logits, labels)
    own = fingerprint_of(*given)
    before, _, _ = margins.at(1.0)
    reason = margins.why_no_optimum()
    if reason:
        return TemperatureFit(None, before, None, labels.numel(), reason, split, own)
    beta = _root(margins)
    after, _, _ = margins.at(beta)
    return TemperatureFit(1 / beta, before, after, labels.numel(), "", split, own)


class _Margins:
    """What the likelihood is made of: the margins $m_k = z_k - z_y$, in float64, a part of the rows at a time."""

    def __init__(self, logits: Tensor, labels: Tensor) -> None:
        self.logits, self.labels = logits, labels
        self.largest = max(float(m.masked_fill_(m == -math.inf, 0).abs().max()) for m in self._parts())
        if self.largest != 0 and not _LEAST <= self.largest <= _MOST:
            checks.refuse(
                "logits",
                f"must differ within a row by {_LEAST:g} … {_MOST:g} at most, or not at all",
                f"{self.largest:.3g}",
                "Multiply all of them by one number, fit, and divide the temperature by it.",
            )

    def _parts(self) -> Iterator[Tensor]:
        for rows, own in chunks(self.logits, self.labels, entries=_ENTRIES):
            z = rows.double()
            yield z - z.gather(1, own.unsqueeze(1))

    def at(self, beta: float) -> tuple[float, float, float]:
        """At 1/T = β: the negative log-likelihood L a sample, its slope β·dL/dβ, and its curvature β²·d²L/dβ².

        So multiplied they have the size of L, whatever the size of the logits.
        """
        likelihood = slope = curvature = 0.0
        for m in self._parts():
            scaled = m.mul_(beta)
            # −log p_y = log Σ_k exp(β m_k), since m_y = 0
            losses = scaled.logsumexp(1, keepdim=True)
            p = (scaled - losses).exp_()
            scaled.masked_fill_(scaled == -math.inf, 0)  # 0 · log 0 = 0
            # β·dL/dβ: the mean of β m under p; β²·d²L/dβ²: its variance under p
            mean = (p * scaled).sum(1, keepdim=True)
            likelihood += float(losses.sum())
            slope += float(mean.sum())
            curvature += float(scaled.sub_(mean).square_().mul_(p).sum())
        samples = self.labels.numel()
        return likelihood / samples, slope / samples, curvature / samples

    def why_no_optimum(self) -> str:
        """Empty where the slope is below 0 at β = 0 and above 0 at β = ∞."""
        if self.largest == 0:
            return "in every row all logits are equal, so T changes nothing"
        if all(float(m.max()) <= 0 for m in self._parts()):
            return "every label has the largest logit of its row, so a smaller T is always better (T → 0)"
        # dL/dβ at β = 0, where all classes that are not masked are equally probable
        slope = sum(float(_mean_of_possible(m).sum()) for m in self._parts()) / self.labels.numel()
        if slope >= -_ROUNDING * self.largest:
            return (
                "the labels' logits are no larger than the others on average, which is no better than chance, "
                "so a larger T is always better (T → ∞)"
            )
        return ""


def _mean_of_possible(margins: Tensor) -> Tensor:
    """Each row's mean over the classes that no −∞ masks."""
    masked = margins == -math.inf
    return margins.masked_fill(masked, 0).sum(1) / (~masked).sum(1)


def _root(margins: _Margins) -> float:
    """The β at which the slope is 0: strides in log β until it is enclosed, then Newton's method kept inside."""
    low, high = -math.inf, math.inf
    # where β times the largest margin is 1, no exponential is extreme
    place, step = -math.log(margins.largest), math.inf
    while True:
        beta = math.exp(place)
        _, slope, curvature = margins.at(beta)
        low, high = (place, high) if slope < 0 else (low, place)
        # the slope changes with log β as β²·d²L/dβ², where it is 0
        newton = -slope / curvature if curvature > 0 else math.inf
        if min(abs(newton), high - low) <= _EXACT:
            return beta
        if math.isinf(low) or math.isinf(high):
            step = math.copysign(_STRIDE, -slope)
        elif low < place + newton < high and abs(newton) <= abs(step) / 2:
            step = newton
        else:
            step = (low + high) / 2 - place
        place += step
