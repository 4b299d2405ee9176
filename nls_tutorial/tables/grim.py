"""The GRIM test: which numbers of samples can have given all the percentages of a table?"""

import math
from collections.abc import Iterable
from fractions import Fraction

from nls_tutorial import checks
from nls_tutorial.tables.printed import range_of

MOST = 10_000_000  # samples: seconds


def consistent_sample_sizes(
    figures: Iterable[str], most: int, *, reading: str = "either", decimals: int | None = None
) -> list[int]:
    r"""All N from 1 to `most` for which every figure is the share of some whole number k of N samples.

    `figures` are percentages as printed, at least one; see `share_range` for `reading` and `decimals`. The test is
    sharp while one sample is worth more than the last decimal (below N of about 10,000 for two decimals), and says
    nothing beyond. It needs shares of one common N: an average over batches of different size is not such a share.

    Raises ValueError for no figures and most < 1, and what `share_range` raises.

    Source: Brown and Heathers 2017, The GRIM test. First met in notebooks/08_read_a_table_critically.

    >>> consistent_sample_sizes(["33.33", "66.67"], 12)
    [3, 6, 9, 12]
    """
    most = checks.whole("most", most, 1, high=MOST)
    ranges = {range_of("figures", figure, reading, decimals) for figure in _texts(figures)}
    if not ranges:
        checks.refuse("figures", "must hold at least one percentage", "none", 'Pass texts such as "80.35".')
    fitting: Iterable[int] = range(1, most + 1)
    for low, high in sorted(ranges, key=lambda ends: ends[1] - ends[0]):  # the sharpest first
        fitting = _consistent(fitting, low, high)
    return list(fitting)


def _consistent(sizes: Iterable[int], low: Fraction, high: Fraction) -> list[int]:
    """Those N of `sizes`, in rising order, for which a whole number k has low ≤ k/N ≤ high."""
    (a, b), (c, d) = low.as_integer_ratio(), high.as_integer_ratio()
    # a range as long as 1/N holds one of the shares k/N, which lie so far apart
    enough = math.ceil(1 / (high - low)) if high > low else math.inf
    # ⌈N·a/b⌉ ≤ ⌊N·c/d⌋
    return [n for n in sizes if n >= enough or -(-n * a // b) <= n * c // d]


def _texts(figures: object) -> list[str]:
    told = checks.several("figures", figures, 'Pass texts such as "80.35".')
    for figure in told:
        checks.text("figures", figure, 'Write "80.50": a number forgets its zeros.')
    return told
