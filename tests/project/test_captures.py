"""Scenes of a lesson are captured once, whole, and again when the lesson changes."""

from pathlib import Path

import captures
import nbformat
import pytest

from notebooks import LessonError


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(captures, "FOLDER", tmp_path / "kept")
    source = tmp_path / "42_answer.py"
    source.write_text("# one\n")
    return source


def left(lesson: Path) -> list[Path]:
    return sorted((captures.FOLDER / lesson.stem).iterdir())


def test_what_a_run_leaves_is_kept_and_not_captured_again(lesson: Path) -> None:
    with captures.capturing(lesson) as folder:
        assert folder is not None
        (folder / "01.json").write_text("{}")
        assert captures.scenes(lesson) == []
    assert [scene.name for scene in captures.scenes(lesson)] == ["01.json"]
    assert left(lesson) == [captures.place(lesson)]
    with captures.capturing(lesson) as folder:
        assert folder is None


def test_a_run_that_fails_leaves_nothing(lesson: Path) -> None:
    with pytest.raises(ZeroDivisionError), captures.capturing(lesson) as folder:
        (folder / "01.json").write_text("{}")
        raise ZeroDivisionError
    assert left(lesson) == []


def test_a_lesson_that_changed_is_captured_again_in_place_of_the_old(lesson: Path) -> None:
    with captures.capturing(lesson):
        pass
    lesson.write_text("# two\n")
    with captures.capturing(lesson) as folder:
        assert folder is not None
    assert left(lesson) == [captures.place(lesson)]


def test_of_two_that_capture_at_once_the_first_wins(lesson: Path) -> None:
    with captures.capturing(lesson) as slow:
        with captures.capturing(lesson) as quick:
            (quick / "01.json").write_text("quick")
        (slow / "01.json").write_text("slow")
    assert left(lesson) == [captures.place(lesson)]
    assert captures.scenes(lesson)[0].read_text() == "quick"


def notebook(scenes: int) -> nbformat.NotebookNode:
    """A notebook that stores so many scenes, and one picture that is none."""
    words = [{"image/png": {"alt": f"Scene {number}."}} for number in range(scenes)] + [{}]
    data = {"image/png": "", "text/plain": "words"}
    outputs = [nbformat.v4.new_output("display_data", data, metadata=said) for said in words]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=outputs)])


def test_each_stored_scene_meets_its_capture(lesson: Path) -> None:
    assert captures.matched(lesson, notebook(2)) == []  # nothing is captured yet
    with captures.capturing(lesson) as folder:
        for name in ("02.json", "01.json"):
            (folder / name).write_text("{}")
    pairs = captures.matched(lesson, notebook(2))
    assert [file.name for _, file in pairs] == ["01.json", "02.json"]
    assert [output.metadata["image/png"]["alt"] for output, _ in pairs] == ["Scene 0.", "Scene 1."]
    with pytest.raises(LessonError, match=r"a run showed 2 scenes, its notebook stores 3\. Run: .* build 42_answer"):
        captures.matched(lesson, notebook(3))
