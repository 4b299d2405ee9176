"""A cell is scored on its test pictures, and keeps what scenes draw."""

from typing import Any

import numpy as np
from lessons.l16_label_every_pixel.samples import data, seen

from nls_tutorial.data import crowded_scene_splits
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study.cell import compute_cell, maps_of


def test_kept_maps_are_the_first_pictures() -> None:
    one, kept = seen()["CE"], maps_of(seen()["CE"], data())
    size = 24 * 24
    assert kept["predicted"].shape == kept["confidence"].shape == (3, 24, 24)
    np.testing.assert_array_equal(kept["predicted"][2].ravel(), one.predicted[2 * size : 3 * size])
    np.testing.assert_allclose(
        kept["confidence"][1].ravel() / 255, one.confidence[size : 2 * size], atol=0.5 / 255 + 1e-6
    )
    assert kept["counts"].sum() == len(one)
    assert kept["correct"].sum() == int((one.predicted == one.labels).sum())


def test_the_test_pictures_are_scored_and_the_temperature_is_the_calibration_part_s() -> None:
    parts = crowded_scene_splits(3, 2, 4, size=24, seed=1)
    how: dict[str, Any] = {"seed": 0, "epochs": 3, "width": 2, "depth": 1}
    scores, kept = compute_cell("CE", parts, keep=True, device="cpu", **how)
    network = lesson.train_segmenter(parts[0], lesson.LOSSES["CE"], **how)
    test, held_out = (lesson.ask(network, part) for part in (parts[2], parts[1]))
    np.testing.assert_equal(scores, lesson.score(test, parts[2], held_out))
    assert scores["mIoU"][0] != lesson.iou(held_out)
    assert kept["counts"].sum() == len(test)
    assert compute_cell("CE", parts, keep=False, device="cpu", **how)[1] == {}
