"""A report is whole or not there, and nothing is written over."""

import errno
import tempfile
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from nls_tutorial.reports import folder as leaf
from nls_tutorial.reports import free_folder, write_folder
from nls_tutorial.reports.folder import named_path


def test_a_new_folder_and_an_empty_one(tmp_path: Path) -> None:
    for name in ("new ä/deep", "empty"):
        place = tmp_path / name
        if name == "empty":
            place.mkdir()
        write_folder(place, {"a.txt": "ü", "b.bin": b"\0"})
        assert {file.name: file.read_bytes() for file in place.iterdir()} == {"a.txt": "ü".encode(), "b.bin": b"\0"}
        assert list(place.parent.glob(".*")) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.json").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name, seen in (("mine", "which holds files"), ("file", "a file that is there")):
        with pytest.raises(ValueError, match=seen):
            write_folder(tmp_path / name, {"report.json": "other"})
    assert (tmp_path / "mine" / "report.json").read_text() == "mine"
    with pytest.raises(ValueError, match="must lie in a folder that can be written"):
        free_folder("--out", tmp_path / "file" / "below")


def test_a_stop_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("fsync", "rename"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(leaf.os, name, stop)
            write_folder(tmp_path / "report", {"a": "b"})
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    with pytest.raises(ValueError, match="must lie in a folder that can be written"):
        free_folder("--out", tmp_path / "report")


def test_a_name_that_is_too_long_or_empty(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--out must have a name of at most 200 bytes, but got 201"):
        free_folder("--out", tmp_path / ("a" * 201))
    with pytest.raises(ArgumentTypeError, match="must name a file or folder, but got an empty name"):
        named_path(" ")
