"""What only lesson 09, pad_without_inventing, needs."""

from nls_tutorial.lessons.l09_pad_without_inventing.claim import claim_of_paddings
from nls_tutorial.lessons.l09_pad_without_inventing.questions import QUESTIONS
from nls_tutorial.lessons.l09_pad_without_inventing.scenes import (
    accuracy_near_border,
    constant_picture,
    hole_that_fills,
    kernel_over_border,
)
from nls_tutorial.lessons.l09_pad_without_inventing.study import PADDINGS, at_border, compare_paddings, drop
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="zero padding as holes; partial convolution",
    drag="the kernel over the border",
    session=5,
    needs=("01",),
    ask="two rows of the table that cannot be what they say",
)

__all__ = [
    "LESSON",
    "PADDINGS",
    "QUESTIONS",
    "accuracy_near_border",
    "at_border",
    "claim_of_paddings",
    "compare_paddings",
    "constant_picture",
    "drop",
    "hole_that_fills",
    "kernel_over_border",
]
