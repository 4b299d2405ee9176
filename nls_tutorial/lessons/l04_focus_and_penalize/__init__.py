"""What only lesson 04, focus_and_penalize, needs."""

from nls_tutorial.lessons.l04_focus_and_penalize.scenes import bent_gradients, focal_bound, two_normalized_focals

__all__ = ["bent_gradients", "focal_bound", "two_normalized_focals"]
