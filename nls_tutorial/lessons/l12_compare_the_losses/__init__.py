"""What only lesson 12, compare_the_losses, needs."""

from nls_tutorial.lessons.l12_compare_the_losses.questions import QUESTIONS
from nls_tutorial.lessons.l12_compare_the_losses.scenes import losses_side_by_side, ranks_by_score
from nls_tutorial.lessons.l12_compare_the_losses.study import NINE_LOSSES, against_floor, beside_poster, normlsce
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="nine losses side by side: which differences are there, and which are chance",
    drag="before or after temperature, the seeds that are counted",
    session=7,
    needs=("05", "06", "07"),
    ask="a table of nine losses that a referee cannot take apart",
)

__all__ = [
    "LESSON",
    "NINE_LOSSES",
    "QUESTIONS",
    "against_floor",
    "beside_poster",
    "losses_side_by_side",
    "normlsce",
    "ranks_by_score",
]
