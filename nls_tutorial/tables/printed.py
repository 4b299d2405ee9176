"""What a printed percentage stands for: all the shares that a writer may have printed so."""

import math
import re
from fractions import Fraction
from typing import Any

from nls_tutorial import checks

READINGS = ("rounded", "cut", "either")


def share_range(figure: str, *, reading: str = "either", decimals: int | None = None) -> tuple[Fraction, Fraction]:
    r"""The least and the largest share in [0, 1] that prints as `figure`, both included, as exact fractions.

    `figure` is a percentage as printed, a text such as "80.35" in [0, 100]. With u one unit of its last decimal,
    `reading` "rounded" means $v \pm u/2$, "cut" (further decimals dropped) means $[v, v + u]$, and "either" means
    $[v - u/2,\ v + u]$. The upper end is included, for a computer's 0.7999…9 is cut to 79.99. `decimals` says to how
    many decimals the writer worked where trailing zeros may have been dropped; by default what is printed.

    Raises TypeError for a figure that is not a text, and ValueError for one that is no percentage, an unknown reading,
    and fewer decimals than are printed. First met in notebooks/08_read_a_table_critically.

    >>> [str(end) for end in share_range("12.5", reading="rounded")]
    ['249/2000', '251/2000']
    """
    return range_of("figure", figure, reading, decimals)


def range_of(name: str, figure: Any, reading: str, decimals: int | None) -> tuple[Fraction, Fraction]:
    """`share_range` of a figure that came in the argument `name`."""
    checks.choice("reading", reading, READINGS)
    if not isinstance(figure, str):
        checks.refuse(
            name,
            "must be a text, as printed",
            f"{checks.brief(figure)} ({type(figure).__name__})",
            'Write "80.50": a number forgets its zeros.',
            error=TypeError,
        )
    match = re.fullmatch(r"[0-9]{1,3}(?:\.([0-9]{1,50}))?", figure)
    if not match or Fraction(figure) > 100:
        checks.refuse(
            name, "must be a percentage from 0 to 100", checks.brief(figure), 'Write it as printed, like "80.35".'
        )
    shown = len(match.group(1) or "")
    places = (
        shown
        if decimals is None
        else checks.whole("decimals", decimals, shown, "Count those that are printed.", high=100)
    )
    value, unit = Fraction(figure) / 100, Fraction(1, 100 * 10**places)
    below = Fraction(0) if reading == "cut" else unit / 2
    above = unit / 2 if reading == "rounded" else unit
    return max(Fraction(0), value - below), min(Fraction(1), value + above)


def prints_as(share: Fraction | int, figure: str, *, reading: str = "either", decimals: int | None = None) -> bool:
    """Whether a share in [0, 1], an exact fraction, may be printed as `figure` per cent; see `share_range`.

    Raises what `share_range` raises. First met in notebooks/08_read_a_table_critically.

    >>> prints_as(Fraction(180, 224), "80.35", reading="cut"), prints_as(Fraction(180, 224), "80.35", reading="rounded")
    (True, False)
    """
    low, high = share_range(figure, reading=reading, decimals=decimals)
    if isinstance(share, bool) or not isinstance(share, Fraction | int):
        step = "Give Fraction(right, samples): a float is not exact."
        checks.refuse(
            "share", "must be a fraction", f"{checks.brief(share)} ({type(share).__name__})", step, error=TypeError
        )
    return low <= share <= high


def counts_of(figure: str, samples: int, *, reading: str = "either", decimals: int | None = None) -> range:
    """The numbers k of right answers among `samples` for which k / samples may be printed as `figure` per cent.

    `samples` ≥ 1. The range is empty where no k fits.

    Raises ValueError for samples < 1, and what `share_range` raises.
    First met in notebooks/08_read_a_table_critically.

    >>> list(counts_of("80.35", 224)), list(counts_of("80.35", 200))
    ([180], [])
    """
    return whole_counts(range_of("figure", figure, reading, decimals), samples)


def whole_counts(ends: tuple[Fraction, Fraction], samples: int) -> range:
    """The whole numbers k with low ≤ k/N ≤ high."""
    samples = checks.whole("samples", samples, 1)
    low, high = ends
    # low ≤ k/N ≤ high
    return range(math.ceil(low * samples), math.floor(high * samples) + 1)
