"""What only lesson 05, keep_a_margin, needs."""

from nls_tutorial.lessons.l05_keep_a_margin.scenes import (
    distances_against_margin,
    four_prices,
    losses_side_by_side,
    poster_figure,
)

__all__ = ["distances_against_margin", "four_prices", "losses_side_by_side", "poster_figure"]
