"""Boxes and pictures as marks: corners, gaps and pixels by hand."""

import numpy as np
import torch
from torch import tensor

from nls_tutorial.lessons.l19_find_the_object.scenes.outlines import outlined, outlines, picture_panel, pixels


def test_a_pen_goes_round_a_box_and_is_lifted() -> None:
    x, y = outlines(tensor([[1.0, 2, 4, 6], [0, 0, 2, 1]]))
    np.testing.assert_equal(x, [1, 4, 4, 1, 1, np.nan, 0, 2, 2, 0, 0, np.nan])
    np.testing.assert_equal(y, [-2, -2, -6, -6, -2, np.nan, 0, 0, -1, -1, 0, np.nan])


def test_what_is_not_there_is_not_drawn() -> None:
    boxes = tensor([[[1.0, 2, 4, 6], [3, 3, 3, 9]], [[1, 2, 4, 6], [0, 0, 2, 1]]])
    x, y = outlines(boxes, tensor([[True, True], [False, True]]))
    assert x.shape == y.shape == (2, 12)
    assert (~np.isnan(x[:, [0, 6]])).tolist() == [[True, False], [False, True]]  # flat, and left out
    line = outlined(boxes, ("picture",), "object", "green", "dotted", 1.5)
    assert (line.x.over, line.name, line.color, line.dash, line.width) == (
        ("picture",),
        "object",
        "green",
        "dotted",
        1.5,
    )
    np.testing.assert_equal(line.x.at({"picture": 0}), x[0].astype(np.float32))


def test_pixels_and_their_place() -> None:
    image = torch.zeros(3, 2, 4)
    image[0, 1, 2] = 1.5
    frame = pixels(image)
    assert (frame.shape, frame.dtype, frame[1, 2].tolist()) == ((2, 4, 3), np.uint8, [255, 0, 0])
    panel = picture_panel("a picture", 2, 4, ())
    assert panel.x.low < 0 < 4 < panel.x.high
    assert panel.y.low < -2 < 0 < panel.y.high
