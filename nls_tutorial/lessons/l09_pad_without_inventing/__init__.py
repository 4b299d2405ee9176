"""What only lesson 09, pad_without_inventing, needs."""

from nls_tutorial.lessons.l09_pad_without_inventing.scenes import (
    accuracy_near_border,
    constant_picture,
    hole_that_fills,
    kernel_over_border,
)

__all__ = ["accuracy_near_border", "constant_picture", "hole_that_fills", "kernel_over_border"]
