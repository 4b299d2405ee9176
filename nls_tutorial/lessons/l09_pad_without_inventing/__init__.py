"""What only lesson 09, pad_without_inventing, needs."""

from nls_tutorial.lessons.l09_pad_without_inventing.scenes import (
    accuracy_near_border,
    constant_picture,
    hole_that_fills,
    kernel_over_border,
)
from nls_tutorial.lessons.l09_pad_without_inventing.study import PADDINGS, at_border, compare_paddings, drop

__all__ = [
    "PADDINGS",
    "accuracy_near_border",
    "at_border",
    "compare_paddings",
    "constant_picture",
    "drop",
    "hole_that_fills",
    "kernel_over_border",
]
