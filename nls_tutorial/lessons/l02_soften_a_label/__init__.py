"""What only lesson 02, soften_a_label, needs."""

from nls_tutorial.lessons.l02_soften_a_label.scenes import finite_optimum, two_definitions

__all__ = ["finite_optimum", "two_definitions"]
