"""The study on micrographs: split by picture, read from a folder."""

from pathlib import Path

import pytest
import torch
from lessons.l16_label_every_pixel.folders import membrane_folder

from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import MEMBRANES


def test_membranes_are_split_by_picture(tmp_path: Path) -> None:
    root = membrane_folder(tmp_path)
    parts = lesson.membranes(root, size=32, seed=0, train=3, calibration=1)
    assert [len(part) for part in parts] == [3, 1, 2]
    assert [part.split for part in parts] == ["train", "calibration", "test"]
    every = torch.cat([part.images for part in parts])
    assert every.shape == (6, 1, 32, 32)
    assert len({tuple(image.flatten().tolist()) for image in every}) == 6
    for part in parts:  # dark is 0, membrane
        assert torch.equal((part.images[:, 0] > 0.5).long(), part.labels)
    other = lesson.membranes(root, size=32, seed=1, train=3, calibration=1)
    assert not torch.equal(other[0].images, parts[0].images)


def test_a_mask_of_another_size_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"03\.png"):
        lesson.membranes(membrane_folder(tmp_path, bad=True), size=32, seed=0, train=3, calibration=1)


@pytest.mark.slow
def test_the_membranes_study_runs_on_a_folder(tmp_path: Path) -> None:
    study = MEMBRANES.at("quick", data=membrane_folder(tmp_path))
    study = study.with_settings(train=3, calibration=1, size=32, epochs=3, width=2, depth=1)
    scores, arrays = study.run("LS", 0)
    assert scores.keys() == study.scores.keys()
    assert arrays == {}
