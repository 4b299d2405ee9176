"""An interval for a share of right answers: what a bin with few samples can tell, and what it cannot."""

from statistics import NormalDist

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks


def wilson_interval(
    right: object, counts: object, *, level: float = 0.95
) -> tuple[Float[Tensor, "*shape"], Float[Tensor, "*shape"]]:
    r"""Wilson's interval for a share of which `right` of `counts` were seen: with $\hat a = r/n$ and the normal
    quantile z of `level`,
    $$\frac{\hat a + z^2/2n \;\pm\; z\sqrt{\hat a(1-\hat a)/n + z^2/4n^2}}{1 + z^2/n} .$$

    `right` r and `counts` n are whole numbers of one shape, 0 ≤ r ≤ n: a `Bins` record's `right` and `counts`, or the
    right answers and the size of a test set. Returns (low, high), float64 on the CPU, in [0, 1]; NaN where n is 0,
    where nothing is known. It never leaves [0, 1] and is not a point at r = 0 or r = n, unlike â ± standard errors.
    `level` in (0, 1): in about that share of repetitions the interval holds the true share.

    Raises ValueError for r < 0, r > n, shapes that do not fit and a level outside (0, 1), and TypeError for numbers
    that are not whole.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
    First met in notebooks/06_read_a_reliability_diagram.

    >>> for right, count in ((8, 10), (800, 1000)):
    ...     print([round(end.item(), 2) for end in wilson_interval(right, count)])
    [0.49, 0.94]
    [0.77, 0.82]
    >>> low, high = wilson_interval(3, 3)  # three of three is no proof of perfection
    >>> round(low.item(), 2), high.item()
    (0.44, 1.0)
    """
    level = checks.fraction("level", level, "Use 0.95.")
    if level in (0.0, 1.0):
        checks.refuse("level", "must lie between 0 and 1", level, "Use 0.95.")
    r, n = (_whole(name, numbers) for name, numbers in (("right", right), ("counts", counts)))
    if r.shape != n.shape:
        checks.refuse("right", f"must have the shape of counts, {tuple(n.shape)}", tuple(r.shape), "Pair them.")
    if bool((outside := (r < 0) | (r > n)).any()):
        seen = f"{float(r[outside][0]):g} of {float(n[outside][0]):g}"
        checks.refuse("right", "must lie in 0 … counts", seen, "Count the right answers.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = r / n
    # (â + z²/2n ± z·√(â(1−â)/n + z²/4n²)) / (1 + z²/n)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * (share * (1 - share) / n + z**2 / (4 * n**2)).sqrt() / (1 + z**2 / n)
    return (middle - reach).clamp(min=0), (middle + reach).clamp(max=1)


def _whole(name: str, numbers: object) -> Tensor:
    """Whole numbers as float64 on the CPU."""
    step = "Give a whole number, or a tensor of them."
    try:
        given = numbers if isinstance(numbers, Tensor) else torch.as_tensor(numbers, device="cpu")
    except (TypeError, ValueError, RuntimeError, OverflowError):
        checks.refuse(name, "must hold whole numbers", checks.brief(numbers), step, error=TypeError)
    checks.tensor(name, given)
    checks.with_numbers(name, given)
    if given.dtype.is_floating_point or given.dtype.is_complex or given.dtype == torch.bool:
        checks.refuse(name, "must hold whole numbers", given.dtype, "Count, do not average.", error=TypeError)
    return given.detach().cpu().double()
