"""The stand-in is a folder with three faults, which the reader of folders finds."""

from pathlib import Path

import pytest

from nls_tutorial.data import image_folder
from nls_tutorial.lessons.l21_bring_your_own_data import stand_in, what_stops_the_reading


def test_its_three_faults_are_found(tmp_path: Path) -> None:
    home = stand_in(tmp_path / "digits", each=6)
    with pytest.raises(ValueError, match="2 faults: these files cannot be used") as caught:
        image_folder(home, size=(8, 8))
    assert "broken.png" in str(caught.value)
    assert "the same picture as stray.png in 9" in str(caught.value)
    found = image_folder(home, size=(8, 8), on_bad="skip")
    assert found.repeated == ("7/copy.png",)
    assert len(found.left_out) == 2
    assert found.images.class_names == tuple(map(str, range(10)))
    assert found.images.labels.bincount().tolist() == [6, 6, 6, 6, 5, 6, 6, 6, 6, 6]


def test_two_of_the_three_stop_the_reading_until_they_are_mended(tmp_path: Path) -> None:
    home = stand_in(tmp_path / "digits", each=6)
    assert what_stops_the_reading(home) == {"cut off": 1, "copy": 0, "four": 1}
    (home / "9" / "stray.png").unlink()
    assert what_stops_the_reading(home) == {"cut off": 1, "copy": 0, "four": 0}
    (home / "3" / "broken.png").unlink()
    assert not any(what_stops_the_reading(home).values())


def test_what_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(ValueError, match="folder must be empty"):
        stand_in(tmp_path)
    for each in (4, 171):
        with pytest.raises(ValueError, match="each must be"):
            stand_in(tmp_path / "new", each=each)
