"""Groups of files by their names or by a table; what finds none is refused."""

from pathlib import Path

import pytest

from nls_tutorial.data import groups_by_pattern, groups_by_table

FILES = ("cat/anna_1.png", "cat/ben_1.png", "dog/anna_2.png")


def test_by_name_and_by_folder() -> None:
    assert groups_by_pattern(FILES, r"^([a-z]+)_").tolist() == [0, 1, 0]
    assert groups_by_pattern(FILES, r"^(\w+)/").tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("(", "must be a regular expression"),
        ("anna", "must have parentheses"),
        (r"(anna)", "must find a group in every file, but got nothing in 1 files, such as 'cat/ben_1.png'"),
        (r"(anna)|ben", "nothing in 1 files"),
    ],
)
def test_a_pattern_that_is_none(pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match="--group-by") as caught:
        groups_by_pattern(FILES, pattern)
    assert said in str(caught.value)


def test_by_table(tmp_path: Path) -> None:
    place = tmp_path / "groups.csv"
    place.write_text("file,who\ncat\\anna_1.png,A\nben_1.png,B\ndog/anna_2.png,A\n", encoding="utf-8")
    assert groups_by_table(FILES, place).tolist() == [0, 1, 0]
    for text, said in (
        ("cat/anna_1.png,A\n", "must have a line for every picture, but got 2 files without"),
        ("anna_1.png,A\nanna_1.png,B\n", "must name one group for a file"),
        ("anna_1.png\n", "must have a file and a group in every line"),
    ):
        place.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="--groups") as caught:
            groups_by_table(FILES, place)
        assert said in str(caught.value)
    place.write_bytes(b"\xff,\xff\n")
    with pytest.raises(ValueError, match="must be a text in UTF-8"):
        groups_by_table(FILES, place)
    with pytest.raises(FileNotFoundError):
        groups_by_table(FILES, tmp_path / "none.csv")
