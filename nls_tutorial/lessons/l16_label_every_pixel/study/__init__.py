"""The studies of lesson 16: losses compared on every pixel, on drawn scenes, on membranes of cells, and on VOC."""

from nls_tutorial.lessons.l16_label_every_pixel.study.membranes import MEMBRANES
from nls_tutorial.lessons.l16_label_every_pixel.study.pixels import PIXELS
from nls_tutorial.lessons.l16_label_every_pixel.study.voc import VOC_PIXELS

__all__ = ["MEMBRANES", "PIXELS", "VOC_PIXELS"]
