"""Boxes from a classifier's activation maps: where it looks, without ever having seen a box."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks


def map_boxes(maps: Tensor, size: tuple[int, int], *, share: float = 0.5) -> Float[Tensor, "N 4"]:
    r"""The smallest box around all places whose map is at least `share` of its largest value.

    Args:
        maps: (N, h, w), one a picture, as `models.class_activation_maps` gives them for one class each.
        size: (height, width) of the pictures in pixels; a place is a rectangle of height/h × width/w.
        share: in (0, 1]; the smaller, the larger the box.

    Returns:
        Boxes (N, 4) xyxy pixels, half-open; of no area where a map has no value above 0. Raises TypeError or ValueError
        for maps of another shape or not floats, and shares outside (0, 1].

    Source: Zhou et al. 2016, arXiv 1512.04150, section 3.2, which takes the largest connected part at share 0.2.
    First met in notebooks/19_find_the_object.

    >>> one = torch.tensor([[[0.0, 0, 0], [0, 1, 0.6], [0, 0.1, 0]]])
    >>> map_boxes(one, (6, 6)).tolist(), map_boxes(one, (6, 6), share=0.1).tolist()
    ([[2.0, 2.0, 6.0, 4.0]], [[2.0, 2.0, 6.0, 6.0]])
    """
    checks.floating("maps", maps)
    if maps.ndim != 3 or 0 in maps.shape[1:]:
        checks.refuse("maps", "must have shape (N, h, w)", tuple(maps.shape), "Take the map of one class a picture.")
    height, width = checks.picture_size("size", size)
    checks.fraction("share", share, "Use 0.5.")
    checks.positive("share", share, "Use 0.5.")
    top = maps.amax((1, 2), keepdim=True)
    lit = (maps >= share * top) & (top > 0)
    sides = []
    for along, pixels in ((1, width), (2, height)):  # whether any place of a column, of a row is lit
        row = lit.any(along)
        places, last = row.shape[1], row.shape[1] - row.flip(1).to(torch.uint8).argmax(1)
        first = row.to(torch.uint8).argmax(1)
        sides.append(torch.stack([first, last]).where(row.any(1), 0) * (pixels / places))
    (x1, x2), (y1, y2) = sides
    return torch.stack([x1, y1, x2, y2], dim=1).to(maps.dtype)
