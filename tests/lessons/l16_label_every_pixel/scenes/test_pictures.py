"""Pixels on the screen: rounded pictures, colored classes, and confidences that deepen."""

import numpy as np
import torch
from lessons.l16_label_every_pixel.samples import data

from nls_tutorial.lessons.l16_label_every_pixel.scenes.pictures import (
    COLORS,
    LOWEST,
    SURE,
    UNSURE,
    colored,
    deepened,
    first_pictures,
    legend,
    shown,
)


def test_pictures_are_rounded_and_clamped() -> None:
    image = torch.tensor([-0.5, 0.5, 2.0]).reshape(3, 1, 1)
    assert shown(image).tolist() == [[[0, 128, 255]]]
    pictures, truth = first_pictures(data(), 2)
    assert pictures.shape == truth.shape == (2, 24, 24, 3)
    np.testing.assert_array_equal(pictures, shown(data().images[:2]))
    np.testing.assert_array_equal(truth, colored(data().labels[:2]))


def test_every_class_has_its_color_and_no_class_is_white() -> None:
    found = colored(np.array([[0, 4], [2, 255]]))
    assert found.tolist() == [[list(COLORS[0]), list(COLORS[4])], [list(COLORS[2]), [255, 255, 255]]]


def test_the_surer_the_deeper() -> None:
    ends = deepened(np.array([0.0, LOWEST, (1 + LOWEST) / 2, 1.0]))
    assert ends[0].tolist() == ends[1].tolist() == list(UNSURE)
    assert ends[3].tolist() == list(SURE)
    np.testing.assert_allclose(ends[2], (np.array(UNSURE) + SURE) / 2, atol=1)
    strip = legend(0, 1, 0, 1).pixels
    assert strip[0, 0].tolist() == list(UNSURE)
    assert (np.diff(strip[0].astype(int).sum(1)) <= 0).all()
