"""What only lesson 05, keep_a_margin, needs."""

from nls_tutorial.lessons.l05_keep_a_margin.questions import QUESTIONS
from nls_tutorial.lessons.l05_keep_a_margin.scenes import (
    distances_against_margin,
    four_prices,
    poster_figure,
)
from nls_tutorial.lessons.l05_keep_a_margin.study import MARGINS
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="logit distances, and a margin instead of zero",
    drag="m, λ",
    session=3,
    needs=("02", "04"),
    ask="which loss stops, which never does, and where",
)

__all__ = [
    "LESSON",
    "MARGINS",
    "QUESTIONS",
    "distances_against_margin",
    "four_prices",
    "poster_figure",
]
