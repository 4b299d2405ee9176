"""A file is whole or not there, whatever happens while it is written."""

import os

import pytest

from nls_tutorial.predictions import write_atomic


def test_new_content_takes_the_name(tmp_path) -> None:
    place = tmp_path / "new" / "folder" / "x.bin"
    write_atomic(place, b"one")
    write_atomic(place, b"two")
    assert place.read_bytes() == b"two"
    assert [file.name for file in place.parent.iterdir()] == ["x.bin"]


def test_the_old_file_is_kept_on_request(tmp_path) -> None:
    place, old = tmp_path / "x.bin", tmp_path / "x.old"
    write_atomic(place, b"one", old=old)
    assert not old.exists()
    write_atomic(place, b"two", old=old)
    write_atomic(place, b"three", old=old)
    assert (place.read_bytes(), old.read_bytes()) == (b"three", b"two")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_stop_while_writing_leaves_the_old_file(tmp_path, monkeypatch, step) -> None:
    place = tmp_path / "x.bin"
    write_atomic(place, b"old")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(place, b"new and longer")
    assert place.read_bytes() == b"old"
    monkeypatch.undo()
    write_atomic(place, b"new")
    assert place.read_bytes() == b"new"


def test_the_bytes_are_on_the_disk_before_the_name_changes(tmp_path, monkeypatch) -> None:
    order = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (order.append("replace"), replace(*names)))
    write_atomic(tmp_path / "x.bin", b"one")
    assert order == ["fsync", "replace", "fsync"]


def test_a_folder_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"path must be the name of a file, but got the folder .*\. Add a file name"):
        write_atomic(tmp_path, b"")
