"""Texts of one's own: what is read, and every file that cannot be, by its name and line."""

from pathlib import Path

import pytest

from nls_tutorial import data
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.text_folder import read_text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for number in range(5):
            text = f"Subject: {name}\n\nAbout {name}, letter {'abcde'[number]}.\n--\nThe {name} club"
            (tmp_path / name / f"{number}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_folders_are_classes(folder: Path) -> None:
    splits = data.text_folder(folder)
    parts = (splits.train, splits.calibration, splits.test)
    assert [len(part) for part in parts] == [5, 2, 3]
    assert [part.split for part in parts] == ["train", "calibration", "test"]
    for part in parts:
        for whole, stripped, label in zip(part.whole, part.stripped, part.labels.tolist(), strict=True):
            assert part.class_names[label] in stripped
            assert whole.startswith("Subject: ")
            assert stripped.startswith("About ")
            assert "club" not in stripped
    assert len({text for part in parts for text in part.stripped}) == 10


def test_a_text_that_is_there_twice_counts_once(folder: Path) -> None:
    (folder / "dogs" / "again.txt").write_text("Subject: other\n\nAbout cats, letter a.", encoding="utf-8")
    assert sum(map(len, vars(data.text_folder(folder)).values())) == 10


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"dogs.9\.txt must have 1 to"),
        ("fine\ncafé".encode("latin-1"), r"dogs.9\.txt must be text in UTF-8, but got other bytes in line 2"),
        (b"Subject: dogs\n\n> all quoted\n", r"dogs.9\.txt must hold a word besides header.*none in 4 lines"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder: Path, content: bytes, message: str) -> None:
    (folder / "dogs" / "9.txt").write_bytes(content)
    with pytest.raises(UnusableFileError, match=message):
        data.text_folder(folder)
    assert sum(map(len, vars(data.text_folder(folder, on_bad="skip")).values())) == 10


def test_a_file_beside_the_classes_is_named(folder: Path) -> None:
    (folder / "readme.txt").write_text("Some words.", encoding="utf-8")
    with pytest.raises(UnusableFileError, match="must lie in the folder of its class"):
        data.text_folder(folder)


def test_marks_of_an_encoding_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-16", "utf-8-sig", "utf-8"):
        (tmp_path / "a.txt").write_text("café", encoding=encoding)
        assert read_text(tmp_path / "a.txt") == "café"


def test_texts_of_one_kind_and_classes_with_few_are_refused(folder: Path) -> None:
    (folder / "owls").mkdir()
    (folder / "owls" / "0.txt").write_text("An owl.", encoding="utf-8")
    with pytest.raises(ValueError, match=r"folder must hold at least three different texts of each class.*1 in 'owls'"):
        data.text_folder(folder)
    for name in ("owls", "dogs"):
        for file in (folder / name).iterdir():
            file.unlink()
    with pytest.raises(data.MissingFileError, match="at least two classes, but got cats"):
        data.text_folder(folder)
    with pytest.raises(data.MissingFileError, match="must be a folder"):
        data.text_folder(folder / "none")
    with pytest.raises(data.MissingFileError, match=r"must hold files that end with \.txt"):
        data.text_folder(folder / "owls")


def test_sizes_are_looked_at(folder: Path) -> None:
    assert len(data.text_folder(folder, train=4, calibration=2, test=4, seed=3).test) == 4
    with pytest.raises(ValueError, match="must not ask for more than the 10 samples"):
        data.text_folder(folder, train=9, test=9)
    with pytest.raises(ValueError, match="train must be"):
        data.text_folder(folder, train=1)
