"""A table typed off a page is read as it was printed."""

from pathlib import Path

import pytest

from nls_tutorial.reports import read_published


def write(folder: Path, text: str) -> Path:
    place = folder / "table.csv"
    place.write_text(text, encoding="utf-8")
    return place


def test_names_units_marks_and_gaps(tmp_path: Path) -> None:
    text = "\ufeffModel;Loss;Acc (%) ↑;Macro-F1;ECE ↓;Test images\nA;CE;80,50;–;3.1 ± 0.2;1 000\n;;79.00 %;78.5;;\n"
    first, second = read_published(write(tmp_path, text))
    assert (first.name, first.figures, first.samples) == ("A CE", {"accuracy": "80.50", "ECE": "3.1"}, 1000)
    assert (second.name, second.figures, second.samples) == ("line 3", {"accuracy": "79.00", "F1": "78.5"}, None)


def test_shares(tmp_path: Path) -> None:
    place = write(tmp_path, "model,accuracy\na,0.8035\nb,.9\nc,1\n")
    assert [row.figures["accuracy"] for row in read_published(place, shares=True)] == ["80.35", "90", "100"]
    with pytest.raises(ValueError, match=r"Say --shares if 0\.8 means 80 %"):
        read_published(place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model,accuracy\n", "must hold a line of names and rows"),
        ("", "must hold a line of names and rows"),
        ("model,speed\na,3\n", "must have a column of accuracy"),
        ("model,acc,accuracy\na,3,4\n", "must have one column of a kind, but got two of accuracy"),
        ("model,acc\na,3,4\n", "must have 2 columns in every line, but got 3 in line 2"),
        ("model,acc\na,good\n", "must hold percentages, but got 'good' in line 2"),
        ("model,acc\na,180\n", "must hold percentages up to 100, but got 180 in line 2"),
        ("model,acc,N\na,80,10.5\n", "must hold whole numbers of samples, but got '10.5' in line 2"),
        ("model,acc,N\na,80,many\n", "must hold whole numbers of samples, but got 'many' in line 2"),
    ],
)
def test_what_cannot_be_read(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="but got") as caught:
        read_published(write(tmp_path, text))
    assert said in str(caught.value)


def test_no_file_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        read_published(tmp_path / "none.csv")
    (tmp_path / "table.csv").write_bytes(b"model,acc\n\xff,3\n")
    with pytest.raises(ValueError, match="must be a text in UTF-8"):
        read_published(tmp_path / "table.csv")
