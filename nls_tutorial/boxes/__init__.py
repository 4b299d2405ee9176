"""Where the objects are, and how much of a crop they fill.

A box is (x1, y1, x2, y2) in pixels, half-open: x1 ≤ x < x2 and y1 ≤ y < y2, so x2 − x1 is its width and the box
(0, 0, W, H) is the whole picture. Coordinates may be fractions. Pictures with unequal numbers of boxes share a tensor
(B, n, 4): a missing box is written as a box of no area, for example (0, 0, 0, 0), and fills nothing. No gradient is
kept: a label is not learned. Under torch.compile values are not checked.
"""

from nls_tutorial.boxes.average_precision import average_precision
from nls_tutorial.boxes.crop import crop_boxes
from nls_tutorial.boxes.hits import hits
from nls_tutorial.boxes.iou import iou
from nls_tutorial.boxes.masks import mask_objectness
from nls_tutorial.boxes.objectness import objectness
from nls_tutorial.boxes.overlap import area, intersection
from nls_tutorial.boxes.suppress import suppress

__all__ = [
    "area",
    "average_precision",
    "crop_boxes",
    "hits",
    "intersection",
    "iou",
    "mask_objectness",
    "objectness",
    "suppress",
]
