"""What only lesson 05, keep_a_margin, needs."""

from nls_tutorial.lessons.l05_keep_a_margin.scenes import (
    distances_against_margin,
    four_prices,
    losses_side_by_side,
    poster_figure,
)
from nls_tutorial.lessons.l05_keep_a_margin.study import MARGINS, NINE_LOSSES, beside_poster

__all__ = [
    "MARGINS",
    "NINE_LOSSES",
    "beside_poster",
    "distances_against_margin",
    "four_prices",
    "losses_side_by_side",
    "poster_figure",
]
