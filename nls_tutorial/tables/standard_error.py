"""How far an accuracy would move with other test images of the same kind."""

import math
from fractions import Fraction

from nls_tutorial import checks

MOST = 50_000  # images that one alone gets right, as whole numbers of so many bits are counted


def standard_error(share: float, samples: int) -> float:
    r"""The standard error of a share: $\sqrt{a(1-a)/N}$, for N samples drawn independently.

    `share` a in [0, 1], such as an accuracy; `samples` N ≥ 1. Returns a share, too: 0.027 is 2.7 points. It knows of
    the choice of test images only: other seeds, other training images and the choice of the best epoch come on top.

    Raises ValueError for a share outside [0, 1] or samples < 1.
    First met in notebooks/08_read_a_table_critically.

    >>> round(standard_error(0.8, 224), 4)
    0.0267
    """
    return _error("share", share, samples)


def _error(name: str, share: float, samples: int) -> float:
    a = checks.fraction(name, share, "Divide a percentage by 100.")
    n = checks.whole("samples", samples, 1)
    # √(a(1 − a)/N)
    return math.sqrt(a * (1 - a) / n)


def difference_error(first: float, second: float, samples: int) -> float:
    r"""The standard error of a difference of two shares, unpaired: $\sqrt{(a(1-a) + b(1-b))/N}$, N samples each.

    As if the two were measured on different images. On the *same* images it is $\sqrt{(d - (a-b)^2)/N}$ with d the
    share of images on which the two disagree about being right; see `paired_difference_error`, which needs d.

    Raises ValueError for shares outside [0, 1] or samples < 1.
    First met in notebooks/08_read_a_table_critically.

    >>> round(difference_error(0.8, 0.8, 224), 4)
    0.0378
    """
    return math.hypot(_error("first", first, samples), _error("second", second, samples))


def paired_difference_error(only_first: int, only_second: int, samples: int) -> float:
    r"""The standard error of a difference on the same images: $\sqrt{(d - (a-b)^2)/N}$.

    `only_first` n₁ and `only_second` n₂ count the images that one alone gets right: $d = (n_1 + n_2)/N$ and
    $a - b = (n_1 - n_2)/N$. A table of accuracies does not tell them.

    Raises ValueError for negative counts, samples < 1, and counts that exceed the samples.
    First met in notebooks/08_read_a_table_critically. Source: McNemar 1947.

    >>> round(paired_difference_error(12, 8, 224), 4)
    0.0199
    """
    n = checks.whole("samples", samples, 1)
    one, other = checks.whole("only_first", only_first, 0), checks.whole("only_second", only_second, 0)
    if one + other > n:
        checks.refuse(
            "only_first",
            f"must leave room for only_second among {n} samples",
            f"{one} and {other}",
            "Count them again.",
        )
    # √((d − (a − b)²)/N)
    return math.sqrt(((one + other) / n - ((one - other) / n) ** 2) / n)


def paired_chance(only_first: int, only_second: int) -> float:
    r"""How often a fair coin is at least so one-sided (McNemar's exact test, two-sided): the p-value of a pair.

    Of the $n = n_1 + n_2$ images that one of the two alone gets right, with $m = \min(n_1, n_2)$:
    $\min\!\left(1,\ 2 \sum_{i=0}^{m} \binom{n}{i} 2^{-n}\right)$; 1 where they never disagree.

    Raises ValueError for negative counts. First met in notebooks/08_read_a_table_critically. Source: McNemar 1947.

    >>> paired_chance(6, 0)
    0.03125
    """
    one = checks.whole("only_first", only_first, 0, high=MOST)
    other = checks.whole("only_second", only_second, 0, high=MOST)
    n = one + other
    # 2·Σ_{i ≤ m} C(n, i) / 2^n
    ways = total = 1
    for i in range(min(one, other)):
        ways = ways * (n - i) // (i + 1)
        total += ways
    return min(1.0, float(Fraction(2 * total, 2**n)))
