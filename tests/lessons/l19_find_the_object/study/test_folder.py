"""Folders of photographs: single objects or all, VOC's own layout, and what changes a fingerprint."""

from pathlib import Path

import pytest
from lessons.l19_find_the_object.whole import photographs

from nls_tutorial.lessons.l19_find_the_object.study.folder import boxed_splits, fingerprint_of


def test_a_folder_gives_single_objects_or_all(tmp_path: Path) -> None:
    folder = photographs(tmp_path)
    single, every = (boxed_splits(folder, 32, several=rule) for rule in ("skip", "largest"))
    assert [len(part) for part in (single.train, single.test)] == [6, 4]
    assert [len(part) for part in (every.train, every.calibration, every.test)] == [7, 0, 5]
    assert single.train.class_names == every.test.class_names == ("ace", "king")
    assert (every.train.box_labels >= 0).sum() == 8
    assert every.test.images.shape[2:] == (32, 32)


def test_the_fingerprint_is_of_what_is_in_it(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "one")
    before = fingerprint_of(folder, side=16)
    folder = folder.rename(tmp_path / "other")
    assert fingerprint_of(folder, side=16) == before
    file = folder / "test/annotations/0.xml"
    file.write_text(file.read_text().replace("ace", "king"))
    assert fingerprint_of(folder, side=16) != before


def test_an_unknown_class_of_the_test_part_is_refused(tmp_path: Path) -> None:
    folder = photographs(tmp_path)
    file = folder / "test/annotations/0.xml"
    file.write_text(file.read_text().replace("ace", "joker"))
    with pytest.raises(ValueError, match=r"0\.xml must name classes of ace, king, but got 'joker'"):
        boxed_splits(folder, 16, several="largest")
