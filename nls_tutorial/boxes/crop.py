"""Boxes of a picture, as they lie in its crop."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes.inputs import crops_of, float_type, many_boxes
from nls_tutorial.boxes.overlap import met
from nls_tutorial.records import Crop


def crop_boxes(boxes: Tensor, crop: Crop) -> Float[Tensor, "B *n 4"]:
    r"""Where boxes lie after a crop: cut to the window, moved, scaled to the crop's size, mirrored with it.

    $x' = (x - x_1)\,w/(x_2 - x_1)$, and where mirrored $(x_1', x_2') \to (w - x_2', w - x_1')$.

    `boxes` (B, n, 4) or (B, 4), xyxy pixels of the picture, half-open; `crop` B windows. Returns the boxes' shape, in
    pixels of the crop. A box that is missing or outside its window becomes (0, 0, 0, 0).

    Raises what `objectness` raises.

    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> from torch import tensor
    >>> from nls_tutorial.records import Crop
    >>> crop = Crop(tensor([[10.0, 0, 30, 20]]), tensor([False]), (40, 40))
    >>> crop_boxes(tensor([[15.0, 5, 50, 15]]), crop).tolist()  # cut at the window's right edge, then twice as large
    [[10.0, 10.0, 40.0, 30.0]]
    """
    checks.instance("crop", crop, Crop, "Draw one with nls_tutorial.training.random_crops.")
    every, windows = many_boxes("boxes", boxes), crops_of("crop.windows", crop.windows)
    windows = windows.to(every.device)
    checks.same_rows("boxes", every, "crop.windows", windows)
    seen = met(every, windows[:, None])
    corner, far = windows[:, :2], windows[:, 2:]
    height, width = crop.size
    size = windows.new_tensor([width, height])
    # x' = (x − x1)·w/(x2 − x1)
    scale = (size / (far - corner))[:, None].repeat(1, 1, 2)
    moved = (seen - corner[:, None].repeat(1, 1, 2)) * scale
    x1, y1, x2, y2 = moved.unbind(-1)
    mirrored = crop.mirrored.to(every.device)[:, None]
    left, right = torch.where(mirrored, width - x2, x1), torch.where(mirrored, width - x1, x2)
    found = torch.stack([left, y1, right, y2], dim=-1)
    gone = (seen[..., 2:] <= seen[..., :2]).any(-1, keepdim=True)
    return found.masked_fill(gone, 0.0).reshape(boxes.shape).to(float_type(boxes)).to(boxes.device)
