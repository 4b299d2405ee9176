"""Marks that have rules of their own: pictures, handles and views."""

from typing import Any

import numpy as np
import pytest
from spec.scene_parts import PIXELS, panel, refused, scene

from nls_tutorial.records import (
    Handle,
    Picture,
    track,
)


def test_a_picture_gives_the_pixels_of_its_position() -> None:
    pixels = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    picture = Picture(pixels, 0, 1, 0, 1, ("net",))
    assert (picture.at({"net": 1}) == pixels[1]).all()
    assert Picture(pixels[0], 0, 1, 0, 1).at({}).shape == (3, 4, 3)


@pytest.mark.parametrize(
    ("pixels", "over"),
    [
        (np.zeros((3, 4, 3)), ()),
        (np.zeros((3, 4), np.uint8), ()),
        (np.zeros((3, 4, 4), np.uint8), ()),
        (np.zeros((3, 4, 3), np.uint8), ("net",)),
        (np.zeros((2, 3, 4, 3), np.uint8), ()),
    ],
)
def test_pixels_have_their_form(pixels: np.ndarray, over: tuple[str, ...]) -> None:
    message = refused(lambda: Picture(pixels, 0, 1, 0, 1, over), "pixels must be uint8 of shape (…, height, width, 3)")
    assert (
        f"one leading dimension for each of {over!r}, but got {pixels.dtype} of shape {pixels.shape}. Scale" in message
    )


@pytest.mark.parametrize("given", [{"grip_x": track([0.0, 1.0])}, {"grip_y": track([0.0, 1.0])}])
def test_a_grip_has_both_its_sides(given: dict[str, Any]) -> None:
    knob = Handle(track(0.0), track(0.0), ("epsilon",), grip_x=track([0.0, 1.0]), grip_y=track([0.0, 1.0]))
    assert scene(panels=(panel(knob),)).numbers() == 2 + 4 + 3
    message = refused(
        lambda: Handle(track(0.0), track(0.0), ("epsilon",), **given),
        "grip_x and grip_y must be given together, but got one of them.",
    )
    assert message.endswith("Give both, or neither.")


def test_a_view_has_two_ends_each_way() -> None:
    ends, rows = track([[0, 1], [1, 2]], "net"), track([0, 2])
    seen = Picture(PIXELS[0], 0, 1, 0, 1, view_x=ends, view_y=rows)
    assert scene(panels=(panel(seen),), readouts=()).numbers() == 6
    refused(lambda: Picture(PIXELS[0], 0, 1, 0, 1, view_x=ends), "view_x and view_y must be given together")
    refused(lambda: Picture(PIXELS[0], 0, 1, 0, 1, view_y=rows), "view_x and view_y must be given together")
    for axis, views in (("x", (track(0.0), rows)), ("y", (ends, track(np.zeros((2, 3)), "net")))):
        message = refused(
            lambda views=views: Picture(PIXELS[0], 0, 1, 0, 1, view_x=views[0], view_y=views[1]),
            f"view_{axis} must hold two ends for each position of ",
        )
        assert message.endswith("Stack the near end and the far end.")
    stranger = Picture(PIXELS[0], 0, 1, 0, 1, view_x=track([[0, 1], [1, 2]], "margin"), view_y=rows)
    refused(lambda: scene(panels=(panel(stranger),)), "panels[0].marks[0].view_x must follow controls of the scene")
