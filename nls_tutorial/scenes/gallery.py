"""Pictures side by side, each with a line or more under it."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.checks import refuse
from nls_tutorial.records import Axis, Panel, Picture, Scene, Text, track


def gallery(images: Tensor, captions: Sequence[str], *, title: str, columns: int = 8) -> Scene:
    """`images` (N, C, H, W) float in [0, 1] with C = 1 or 3, and one caption each, as a scene without controls.

    A caption may have several lines ("\\n"), where one would run into its neighbor's.

    Errors: captions that do not fit the images. First met in notebooks/00_start_here.
    """
    checks.floating("images", images)
    if images.ndim != 4 or images.shape[1] not in (1, 3) or images.numel() == 0:
        step = "Stack grey or RGB pictures, channels first."
        refuse("images", "must have shape (N, 1 or 3, H, W)", tuple(images.shape), step)
    captions = checks.several("captions", captions, "Give one line a picture.")
    for caption in captions:
        checks.text("captions", caption)
    checks.text("title", title)
    columns = checks.whole("columns", columns, 1, "8 is usual.", high=1000)
    if len(captions) != len(images):
        refuse(
            "captions", f"must hold one line for each of the {len(images)} images", len(captions), "Add or drop some."
        )
    pixels = (
        (images.detach().clamp(0, 1) * 255)
        .round()
        .to(torch.uint8)
        .expand(-1, 3, -1, -1)
        .permute(0, 2, 3, 1)
        .cpu()
        .numpy()
    )
    rows = math.ceil(len(images) / columns)
    lines = [caption.split("\n") for caption in captions]
    high = 1.05 + 0.2 * max(map(len, lines))  # of a row: the picture and its lines
    marks: list[Picture | Text] = []
    for place, (frame, words) in enumerate(zip(pixels, lines, strict=True)):
        left, top = float(place % columns), high * (rows - place // columns)
        marks.append(Picture(frame, left + 0.06, left + 0.94, top - 0.94, top - 0.06))
        marks.extend(Text(track(left + 0.5), track(top - 1.1 - 0.2 * line), text) for line, text in enumerate(words))
    wide, tall = Axis("", 0, columns, visible=False), Axis("", 0, high * rows, visible=False)
    described = f"{len(images)} pictures with these lines: {', '.join(', '.join(words) for words in lines)}."
    return Scene(title, described, (Panel("", wide, tall, tuple(marks), equal=True, width=2),))
