"""Names in arrays: whatever letters they have, in their order."""

from pathlib import Path

import pytest

from nls_tutorial.data.file_names import FileNames

NAMES = ["a.jpg", "folder/é ü.png", "b\udcff.jpg", "longer/than/the/others.JPEG"]


def test_names_come_back_as_they_were() -> None:
    names = FileNames(Path("home"), NAMES)
    assert len(names) == 4
    assert [names.relative(k) for k in range(-4, 4)] == NAMES * 2
    assert names[1] == Path("home/folder/é ü.png")
    with pytest.raises(IndexError):
        names.relative(4)


def test_some_of_them() -> None:
    names = FileNames(Path("home"), NAMES).select([2, 0])
    assert [names.relative(k) for k in range(len(names))] == [NAMES[2], NAMES[0]]
    assert len(FileNames(Path("home"), [])) == 0
