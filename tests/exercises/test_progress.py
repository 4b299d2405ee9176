import json
from pathlib import Path

import pytest

from nls_tutorial import exercises
from nls_tutorial.exercises.find import lessons


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv("NLS_PROGRESS", str(path))
    told = [
        ("00.1", "hint 1", "2026-11-02T10:00:00+00:00"),
        ("00.1", "hint 2", "2026-11-02T10:01:00+00:00"),
        ("00.1", "solved", "2026-11-03T12:00:00+00:00"),
        ("00.1", "solved", "2026-11-09T12:00:00+00:00"),
        ("02.5", "solution", "2026-11-10T12:00:00+00:00"),
        ("99.9", "solved", "2026-11-10T12:00:00+00:00"),
    ]
    lines = [json.dumps({"exercise": name, "event": event, "at": at}) for name, event, at in told]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_it_knows_what_is_solved_when_first_and_with_what_help(file: Path) -> None:
    found = exercises.progress()
    assert found.solved == 1
    assert list(found.by_lesson()) == list(lessons())
    first, second = found.by_lesson()["00"]
    assert (first.state, first.help) == ("solved 3 Nov 2026", "2 hints")
    assert (second.state, second.help) == ("open", "")
    assert found.by_lesson()["02"][4].help == "the solution"


def test_it_shows_itself_as_text_and_as_a_table(file: Path) -> None:
    found = exercises.progress()
    total = sum(len(exercises.exercise_ids(lesson)) for lesson in lessons())
    assert repr(found).startswith(f"1 of {total} exercises solved\n  lesson 00  1 of 2  ✓ 00.1 ○ 00.2\n")
    html = found._repr_html_()
    assert html.count('<th scope="row"') == len(lessons())
    assert 'aria-label="00.1 A hard label: solved 3 Nov 2026, 2 hints"' in html
    assert "<caption" in html


def test_it_is_saved_as_a_page_of_its_own(file: Path, tmp_path: Path) -> None:
    page = exercises.progress().save(tmp_path / "mine.html", name="Ada <3")
    text = page.read_text(encoding="utf-8")
    assert "<h1>Progress of Ada &lt;3</h1>" in text
    assert text.count('<tr><th scope="row">') == len(exercises.progress().standings)
    assert "http" not in text.replace("https://", "http")
    with pytest.raises(ValueError, match=r"must end in \.html"):
        exercises.progress().save(tmp_path / "mine.pdf")


def test_reset_begins_anew_and_keeps_the_old_file(file: Path) -> None:
    before = file.read_text()
    assert exercises.progress().reset().solved == 0
    assert file.with_name("progress.jsonl.old").read_text() == before
    assert exercises.progress().reset().solved == 0


def test_off_shows_all_as_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLS_PROGRESS", "off")
    assert exercises.progress().solved == 0
    assert exercises.progress().reset().solved == 0


def test_a_home_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    monkeypatch.setenv("NLS_PROGRESS", str(tmp_path / "home" / "progress.jsonl"))
    found = exercises.progress()
    told = f"Nothing is kept: {tmp_path / 'home'} is not a folder that can be written. Set NLS_PROGRESS to"
    assert repr(found).splitlines()[1].startswith(told)
    assert f'<p role="alert">{told}' in found._repr_html_()
    assert told in found.save(tmp_path / "progress.html").read_text(encoding="utf-8")
