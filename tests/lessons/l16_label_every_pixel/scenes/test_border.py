"""The border's scenes, driven to their corners, against masks made by hand."""

import numpy as np
import pytest
import torch
from lessons.l16_label_every_pixel.samples import BUILDERS, WIDTHS, data, seen
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.calibration import expected_calibration_error, reliability_of
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.scenes.pictures import IGNORED, colored
from nls_tutorial.records import Line, Picture, Predictions


def near_by_loop(labels: torch.Tensor, width: int) -> torch.Tensor:
    """Which pixels of (N, H, W) have another label in the square around them."""
    near = torch.zeros_like(labels, dtype=torch.bool)
    for n, row, column in np.ndindex(*labels.shape):
        around = labels[n, max(0, row - width) : row + width + 1, max(0, column - width) : column + width + 1]
        near[n, row, column] = bool((around != labels[n, row, column]).any())
    return near.flatten()


def error(one: Predictions, rows: torch.Tensor) -> float:
    right = (one.predicted == one.labels)[rows]
    return float(expected_calibration_error(reliability_of(one.confidence[rows], right)))


def test_what_is_left_is_counted() -> None:
    scene = BUILDERS["ignore_the_border"]()
    ious, errors = (marks(scene, panel, Line) for panel in (1, 2))
    for at, width in enumerate(WIDTHS):
        kept, expected = ~near_by_loop(data().labels, width), []
        for place, one in enumerate(seen().values()):
            answer, truth = one.predicted[kept], one.labels[kept]
            each = [((answer == k) & (truth == k)).sum() / ((answer == k) | (truth == k)).sum() for k in range(5)]
            expected.append(float(torch.stack(each).nanmean()))
            close(ious[place].y.at({"width": at})[at], expected[-1])
        expected += [error(one, kept) for one in seen().values()]
        close([line.y.at({"width": at})[at] for line in errors], expected[2:])
        close(said(scene, {"width": at}), [*expected, float(kept.double().mean())])


def test_what_does_not_count_is_white() -> None:
    scene = BUILDERS["ignore_the_border"]()
    shown, labels = marks(scene, 0, Picture)
    for at, width in enumerate(WIDTHS):
        near = near_by_loop(data().labels[2:3], width).reshape(24, 24).numpy()
        found = labels.at({"width": at})
        assert ((found == IGNORED).all(-1) == near).all()
        np.testing.assert_array_equal(found[~near], colored(data().labels[2])[~near])
    assert shown.at({}).shape == (24, 24, 3)


def test_border_and_inner_are_the_two_sides() -> None:
    scene = BUILDERS["border_and_inner"]()
    near = near_by_loop(data().labels, 1)
    for place, one in enumerate(seen().values()):
        for side, rows in enumerate((near, ~near)):
            told = said(scene, {"network": place, "place": side})
            right = (one.predicted == one.labels)[rows].double().mean()
            close([told[0], *told[2:]], [error(one, rows), float(right), float(one.confidence[rows].mean())])


@pytest.mark.parametrize("name", ["ignore_the_border", "border_and_inner"])
def test_a_scene_is_light(name: str) -> None:
    is_light_and_says_itself(BUILDERS[name]())


def test_what_does_not_fit_is_refused() -> None:
    one = {"CE": seen()["CE"]}
    with pytest.raises(ValueError, match="seen must hold one or two"):
        lesson.ignore_the_border({}, data(), WIDTHS)
    with pytest.raises(ValueError, match="widths must be two or more"):
        lesson.ignore_the_border(one, data(), (1,))
    with pytest.raises(ValueError, match="picture must lie in 0 … 4"):
        lesson.ignore_the_border(one, data(), WIDTHS, 5)
    with pytest.raises(ValueError, match="widths must leave some pixels"):
        lesson.ignore_the_border(one, data(), (0, 24))
    with pytest.raises(ValueError, match="seen must hold two networks or more"):
        lesson.border_and_inner(one, data(), 1)
    with pytest.raises(ValueError, match="width must leave pixels on both sides"):
        lesson.border_and_inner(seen(), data(), 0)
