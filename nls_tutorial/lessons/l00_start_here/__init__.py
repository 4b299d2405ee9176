"""What only lesson 00, start_here, needs."""

from nls_tutorial.lessons.l00_start_here.scenes import label_on_triangle

__all__ = ["label_on_triangle"]
