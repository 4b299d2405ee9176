"""Photographs that EXIF turns: the picture is turned as viewers turn it, and its boxes are where they were meant."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial.data.annotations import Annotation
from nls_tutorial.data.picture_files import Photograph
from nls_tutorial.data.xml_text import refuse_file

# EXIF's number → whether rows, and columns, run backwards once rows and columns are swapped
SWAPPED = {5: (False, False), 6: (False, True), 7: (True, True), 8: (True, False)}


def upright(photograph: Photograph, told: Annotation) -> tuple[Tensor, tuple[int, int], Float[Tensor, "n 4"]]:
    """The pixels as a viewer shows them, and the boxes there, in pixels of the (width, height) between.

    A photograph may have been scaled since it was annotated, but not cut: then <size> tells another size of its shape.
    Where EXIF turns it on its side, that shape says whether boxes are meant in stored pixels, and turned with them, or
    as it is shown. Where it does not say (a square, a half turn, a mirror, no <size>), the annotation is refused.
    """
    pixels, orientation = photograph.pixels, photograph.orientation
    height, width = pixels.shape[1:]
    wide, high = told.size or (width, height)
    boxes = torch.tensor(told.boxes, dtype=torch.float32, device="cpu")
    as_stored, as_shown = _alike((wide, high), (width, height)), _alike((wide, high), (height, width))
    if orientation not in SWAPPED:
        as_shown = as_stored
    if not (as_stored or as_shown) or (orientation == 1 and not as_stored):
        rule = f"must be made for a photograph shaped like {photograph.file.name} ({width}×{height} pixels)"
        refuse_file(told.file, rule, f"{wide}×{high}", "Pair it with its own photograph.")
    if orientation == 1:
        return pixels, (wide, high), boxes
    if told.size is None or as_stored == as_shown:
        seen = f"a photograph that EXIF turns (orientation {orientation}) and {_say(told)}"
        step = "Save it turned for good (PIL.ImageOps.exif_transpose), and look at its boxes there."
        refuse_file(told.file, "must tell by its <size> which way its boxes are meant", seen, step)
    backwards = SWAPPED[orientation]
    shown = pixels.transpose(1, 2).flip([axis for axis, back in zip((1, 2), backwards, strict=True) if back])
    if as_shown:
        return shown, (wide, high), boxes
    return shown, (high, wide), _turned(boxes, (high, wide), backwards)


def _alike(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """The same shape, but for the rounding of one pixel."""
    return abs(one[0] * other[1] - one[1] * other[0]) <= max(*one, *other)


def _turned(boxes: Float[Tensor, "n 4"], size: tuple[int, int], backwards: tuple[bool, bool]) -> Float[Tensor, "n 4"]:
    """Boxes with x and y swapped, mirrored within the new (width, height)."""
    y1, x1, y2, x2 = boxes.unbind(1)
    width, height = size
    rows_back, columns_back = backwards
    if columns_back:
        x1, x2 = width - x2, width - x1
    if rows_back:
        y1, y2 = height - y2, height - y1
    return torch.stack([x1, y1, x2, y2], dim=1)


def _say(told: Annotation) -> str:
    return "no <size>" if told.size is None else f"<size> {told.size[0]}×{told.size[1]}"
