"""A student's home: lessons arrive, and nothing of the student's is lost."""

import stat
from pathlib import Path

import pytest
from class_homes import FRESH, fill


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "00_a.ipynb").write_text("first")
    (folder / "01_b.ipynb").write_text("second")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_a_first_day(lessons: Path, home: Path) -> None:
    assert fill(home, lessons) == ["00_a.ipynb", "01_b.ipynb"]
    assert (home / "00_a.ipynb").read_text() == "first"
    assert stat.S_IMODE((home / "00_a.ipynb").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / FRESH / "00_a.ipynb").stat().st_mode) == 0o400
    assert stat.S_IMODE(home.stat().st_mode) == stat.S_IMODE((home / FRESH).stat().st_mode) == 0o700
    assert fill(home, lessons) == []
    assert not list(home.rglob("*.part"))


def test_a_new_lesson_arrives_and_changed_work_stays(lessons: Path, home: Path) -> None:
    fill(home, lessons)
    (home / "00_a.ipynb").write_text("mine")
    (lessons / "00_a.ipynb").write_text("first, mended")
    (lessons / "01_b.ipynb").write_text("second, mended")
    (lessons / "02_c.ipynb").write_text("third")
    assert fill(home, lessons) == ["01_b.ipynb", "02_c.ipynb"]
    assert (home / "00_a.ipynb").read_text() == "mine"
    assert (home / "01_b.ipynb").read_text() == "second, mended"
    assert (home / FRESH / "00_a.ipynb").read_text() == "first, mended"


def test_a_lesson_that_was_renamed_comes_again(lessons: Path, home: Path) -> None:
    fill(home, lessons)
    (home / "00_a.ipynb").rename(home / "00_mine.ipynb")
    assert fill(home, lessons) == ["00_a.ipynb"]
    assert (home / "00_mine.ipynb").read_text() == "first"


@pytest.mark.parametrize("record", ["", "{", "null"])
def test_a_broken_record_overwrites_nothing(lessons: Path, home: Path, record: str) -> None:
    fill(home, lessons)
    (home / ".nls_given.json").write_text(record)
    (lessons / "00_a.ipynb").write_text("first, mended")
    assert fill(home, lessons) == []
    assert (home / "00_a.ipynb").read_text() == "first"


def test_what_neighbours_could_read_is_closed(lessons: Path, home: Path) -> None:
    fill(home, lessons)
    (home / "00_a.ipynb").chmod(0o644)
    (home / FRESH / "00_a.ipynb").chmod(0o444)
    home.chmod(0o755)
    fill(home, lessons)
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (home, *home.rglob("*.ipynb"))} == {0}


def test_no_link_in_the_place_of_a_part_is_written_through(lessons: Path, home: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("whole")
    for name in ("00_a.ipynb", "nls_given.json"):
        (home / f".{name}.part").symlink_to(victim)
    fill(home, lessons)
    assert victim.read_text() == "whole"
    assert (home / "00_a.ipynb").read_text() == "first"


def test_a_full_disk_is_an_error_that_leaves_no_part(
    lessons: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space left"):
        fill(home, lessons)
    assert not list(home.rglob("*.part"))


def test_a_link_is_not_followed(lessons: Path, home: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (home / "00_a.ipynb").symlink_to(outside)
    (home / FRESH).symlink_to(tmp_path)
    assert fill(home, lessons) == ["01_b.ipynb"]
    assert not outside.exists()
    assert not (tmp_path / "00_a.ipynb").exists()
