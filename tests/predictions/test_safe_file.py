"""A file is whole or not there, whatever happens while it is written."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from nls_tutorial.predictions import write_atomic
from nls_tutorial.predictions.safe_file import leftovers


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


@pytest.mark.parametrize("step", ["fsync", "replace", "link"])
def test_the_name_is_there_at_every_moment_and_no_part_is_left(tmp_path, monkeypatch, step) -> None:
    place, old = tmp_path / "x.bin", tmp_path / "x.old"
    write_atomic(place, b"one")
    write_atomic(place, b"two", old=old)
    real, calls = getattr(os, step), []

    def looks(*arguments: object) -> object:
        assert place.read_bytes() in (b"two", b"three")
        calls.append(step)
        return real(*arguments)

    monkeypatch.setattr(os, step, looks)
    write_atomic(place, b"three", old=old)
    assert calls
    assert (place.read_bytes(), old.read_bytes()) == (b"three", b"two")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(place, b"four", old=old)
    monkeypatch.undo()
    assert place.read_bytes() == b"three"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.bin", "x.old"]
    write_atomic(place, b"five", old=old)
    assert (place.read_bytes(), old.read_bytes()) == (b"five", b"three")


def test_without_hard_links_the_old_file_is_copied(tmp_path, monkeypatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", none)
    place, old = tmp_path / "x.bin", tmp_path / "x.old"
    for content in (b"one", b"two"):
        write_atomic(place, content, old=old)
    assert (place.read_bytes(), old.read_bytes()) == (b"two", b"one")
    assert len(list(tmp_path.iterdir())) == 2


def test_many_writers_at_once(tmp_path) -> None:
    place, contents = tmp_path / "x.bin", [bytes([number]) * 100_000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            list(pool.map(lambda content: write_atomic(place, content, old=tmp_path / "x.old"), contents))
            assert place.read_bytes() in contents
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.bin", "x.old"]
    assert leftovers(place) == []


def test_leftovers_are_those_of_this_name(tmp_path) -> None:
    names = [
        "x.bin.0123456789abcdef.part",
        "x.bin.2.0123456789abcdef.part",
        "x.bin.part",
        "y.bin.0123456789abcdef.part",
    ]
    for name in names:
        (tmp_path / name).touch()
    assert [file.name for file in leftovers(tmp_path / "x.bin")] == names[:1]
