"""Sentence pairs of a file: every line that cannot be used is named, and no source stands in two parts."""

import logging
from pathlib import Path

import pytest

from nls_tutorial.data import MissingFileError, sentence_pairs
from nls_tutorial.data.bad_files import UnusableFileError


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "pairs.tsv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_pairs_are_read_and_parted(tmp_path: Path) -> None:
    lines = [f"sentence {n}\tSatz {n}" for n in range(20)]
    file = written(tmp_path, "\r\n".join(["", *lines, "sentence 3\tzweimal", ""]))
    splits = sentence_pairs(file, seed=1)
    parts = (splits.train, splits.calibration, splits.test)
    assert [len(part) for part in parts] == [16, 2, 2]
    together = dict(pair for part in parts for pair in zip(part.source, part.target, strict=True))
    assert together == {f"sentence {n}": f"Satz {n}" for n in range(20)}
    assert [len(part) for part in (sentence_pairs(file, train=3, test=4).train, sentence_pairs(file, test=4).test)] == [
        3,
        4,
    ]


def test_bad_lines_are_named_with_their_number(tmp_path: Path) -> None:
    file = written(tmp_path, "a\tA\nno tab here\nb\tB\nc\tC\tzu viel\n\td\nd\tD\n")
    with pytest.raises(UnusableFileError) as told:
        sentence_pairs(file)
    assert "3 faults" in str(told.value)
    for line, what in ((2, "0 in 'no tab here'"), (4, "2 in"), (5, "nothing before the tab")):
        assert f"line {line}" in str(told.value)
        assert what in str(told.value)


def test_bad_lines_can_be_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = written(tmp_path, "a\tA\nno tab here\nb\tB\nc\tC\n")
    with caplog.at_level(logging.WARNING):
        splits = sentence_pairs(file, on_bad="skip")
    assert len(splits.train) + len(splits.calibration) + len(splits.test) == 3
    assert "line 2" in caplog.text


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", UnusableFileError, "must have 1 to"),
        ("a\tA\nb\tB\n", ValueError, "file must hold at least three pairs of different sources, but got 2"),
        ("a\tA\nb\tä\n".encode("latin-1"), UnusableFileError, "other bytes in line 2"),
        ("a\tA\n" * 5, ValueError, "at least three pairs"),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path: Path, content: bytes, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        sentence_pairs(written(tmp_path, content))


def test_arguments_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="must be a file, but got a folder"):
        sentence_pairs(tmp_path)
    with pytest.raises(TypeError, match="file"):
        sentence_pairs(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must not ask for more than the 3"):
        sentence_pairs(written(tmp_path, "a\tA\nb\tB\nc\tC\n"), train=5)
