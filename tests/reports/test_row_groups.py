"""Groups of rows from words or numbers."""

from pathlib import Path

import numpy as np
import pytest

from nls_tutorial.reports import read_groups


def test_words_with_and_without_a_heading_and_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Anna,x\nBen,y\nAnna,z\n")
    (tmp_path / "b.txt").write_text("\ufeffpatient\nAnna\nBen\nAnna\n", encoding="utf-8")
    np.save(tmp_path / "c.npy", np.array([17, 3, 17]))
    for file in sorted(tmp_path.iterdir()):
        assert read_groups(file, 3).tolist() == [0, 1, 0], file.name


def test_another_count(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Anna\nBen\n")
    with pytest.raises(ValueError, match="--groups must hold 5 entries, one for each row, but got 2"):
        read_groups(tmp_path / "a.csv", 5)
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ValueError, match="must be a text in UTF-8"):
        read_groups(tmp_path / "b.csv", 1)
    with pytest.raises(FileNotFoundError):
        read_groups(tmp_path / "none.npy", 1)
