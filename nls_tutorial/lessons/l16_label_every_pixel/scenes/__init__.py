"""The scenes of lesson 16: confidence maps, the margin, the border, and how sure an ECE over pixels is."""

from nls_tutorial.lessons.l16_label_every_pixel.scenes.border import border_and_inner, ignore_the_border
from nls_tutorial.lessons.l16_label_every_pixel.scenes.intervals import drawn_anew
from nls_tutorial.lessons.l16_label_every_pixel.scenes.maps import confidence_maps, drag_the_margin

__all__ = ["border_and_inner", "confidence_maps", "drag_the_margin", "drawn_anew", "ignore_the_border"]
