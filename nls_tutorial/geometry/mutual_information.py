"""How much a value tells about the input that it came from."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks

_PAIRS = 2**20  # of a value and a row mean in one go: eight megabytes


def mutual_information(values: Tensor) -> Float[Tensor, ""]:
    r"""Mutual information of a value and the input that it came from, each input a Gaussian of one common variance:
    $\hat I = \frac{1}{NL}\sum_{i,l}\left[\log \mathcal N(v_{il};\mu_i,\sigma^2)
    - \log \tfrac{1}{N}\sum_j \mathcal N(v_{il};\mu_j,\sigma^2)\right]$, in nats.

    `values` v (N, L) floats: one number, such as the difference of two logits, for each of N ≥ 2 inputs under L ≥ 2
    augmented views; $\mu_i$ is the mean of row i, $\sigma^2$ the mean squared deviation from the row means. Returns a
    float64 number in [0, log N]: 0 where the rows have one mean, so that a value tells nothing, log N where it gives
    its input away. σ counts only against the distances between the means: other units change nothing.

    Raises TypeError for values that are not floats, and ValueError for other shapes, NaN or infinity, and σ = 0 (views
    that change nothing), where there is no Gaussian.

    Source: WDLSH sec. 4, figure 6. First met in notebooks/15_teach_a_student.

    >>> from torch import tensor
    >>> apart = tensor([[-9.0, -11.0], [9.0, 11.0]])  # a value gives its input away: log 2
    >>> alike = tensor([[-1.0, 1.0], [1.0, -1.0]])  # and here it tells nothing
    >>> round(mutual_information(apart).item(), 3), round(mutual_information(alike).item(), 3)
    (0.693, 0.0)
    """
    checks.floating("values", values)
    if values.ndim != 2 or min(values.shape) < 2:
        step = "Give one row for each input, one column for each augmented view."
        checks.refuse("values", "must have shape (N, L) with N ≥ 2 and L ≥ 2", tuple(values.shape), step)
    checks.finite("values", values)
    v, means, spread = _standardized(values)
    if checks.readable(values) and not bool(spread > 0):
        step = "Augment the inputs so that a value varies, or count distinct values instead."
        checks.refuse("values", "must vary from view to view (σ > 0)", "rows that are each constant", step)
    inputs = len(v)
    total = v.new_zeros(())
    for part, own in zip(v.split(max(1, _PAIRS // v.numel())), means.split(max(1, _PAIRS // v.numel())), strict=True):
        # log N(v; μ_j, σ²) but for what all have in common: −(v − μ_j)²/2σ²
        every = -(part.unsqueeze(2) - means).square() / 2
        label = -(part - own.unsqueeze(1)).square() / 2
        # log N(v_il; μ_i, σ²) − log (1/N) Σ_j N(v_il; μ_j, σ²)
        total = total + (label - every.logsumexp(2) + math.log(inputs)).sum()
    # an estimate from a few views may lie a little below 0 by rounding
    return (total / v.numel()).clamp(0, math.log(inputs))


def _standardized(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Values and row means in units of σ, and σ in units of the largest value: 0 where rounding is all there is."""
    v = checks.where_double_is(values).double()
    size = v.abs().amax()
    v = v / torch.where(size > 0, size, 1.0)  # no square overflows
    means = v.mean(1)
    sigma = (v - means.unsqueeze(1)).square().mean().sqrt()
    sigma = torch.where(sigma > torch.finfo(torch.float64).eps, sigma, 0.0)
    unit = torch.where(sigma > 0, sigma, 1.0)
    return v / unit, means / unit, sigma
