"""What only lesson 05, keep_a_margin, needs."""

from nls_tutorial.lessons.l05_keep_a_margin.scenes import (
    distances_against_margin,
    four_prices,
    losses_side_by_side,
    poster_figure,
)
from nls_tutorial.lessons.l05_keep_a_margin.study import MARGINS, NINE_LOSSES, beside_poster
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="logit distances, and a margin instead of zero; nine losses side by side",
    drag="m, λ",
    session=3,
    needs=("02", "04"),
    ask="which loss stops, which never does, and where",
)

__all__ = [
    "LESSON",
    "MARGINS",
    "NINE_LOSSES",
    "beside_poster",
    "distances_against_margin",
    "four_prices",
    "losses_side_by_side",
    "poster_figure",
]
