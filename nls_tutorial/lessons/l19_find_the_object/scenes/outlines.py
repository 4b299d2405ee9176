"""Boxes and pictures as marks: y grows downwards in a picture, and upwards in a panel."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial.records import Axis, Line, Panel, track
from nls_tutorial.records.marks import Color, Dash, Mark

Numbers = npt.NDArray[np.float64]
POINTS = 6  # of an outline: five corners, and NaN to lift the pen


def outlines(boxes: Tensor, there: Tensor | None = None) -> tuple[Numbers, Numbers]:
    """x and y, (…, 6·n), of the outlines of boxes (…, n, 4) in pixels from the top left corner, as one pen draws them.

    Where `there` (…, n) is false, or a box has no area, nothing is drawn. y is negative: 0 is the top.

    >>> x, y = outlines(torch.tensor([[1.0, 2, 4, 6]]))
    >>> x[:5].tolist(), y[:5].tolist()
    ([1.0, 4.0, 4.0, 1.0, 1.0], [-2.0, -2.0, -6.0, -6.0, -2.0])
    """
    x1, y1, x2, y2 = boxes.double().unbind(-1)
    drawn = (x2 > x1) & (y2 > y1)
    if there is not None:
        drawn = drawn & there
    gap = torch.full_like(x1, torch.nan)
    x = torch.stack([x1, x2, x2, x1, x1, gap], dim=-1)
    y = -torch.stack([y1, y1, y2, y2, y1, gap], dim=-1)
    x, y = (torch.where(drawn[..., None], side, torch.nan).flatten(-2) for side in (x, y))
    return x.numpy(), y.numpy()


def outlined(
    boxes: Tensor,
    over: Sequence[str],
    name: str,
    color: Color,
    dash: Dash = "solid",
    width: float = 2.5,
    *,
    there: Tensor | None = None,
) -> Line:
    """The outlines of boxes (…, n, 4) as one line that follows the controls named in `over`.

    >>> outlined(torch.zeros(3, 2, 4), ("picture",), "object", "green").x.shape
    (12,)
    """
    x, y = outlines(boxes, there)
    return Line(track(x, *over), track(y, *over), name, color, dash, width)


def pixels(images: Tensor) -> npt.NDArray[np.uint8]:
    """Pictures (…, 3, H, W) in [0, 1] as (…, H, W, 3) uint8.

    >>> pixels(torch.ones(3, 2, 2)).max().item()
    255
    """
    frames = (255 * images.detach().clamp(0, 1)).round().to(torch.uint8).movedim(-3, -1)
    return np.ascontiguousarray(frames.cpu().numpy())


def picture_panel(title: str, height: int, width: int, marks: tuple[Mark, ...]) -> Panel:
    """A panel with the place of one picture, 0 … W to the right and 0 … −H downwards."""
    room = 0.02 * width
    return Panel(
        title,
        Axis("", -room, width + room, visible=False),
        Axis("", -height - room, room, visible=False),
        marks,
        equal=True,
    )
