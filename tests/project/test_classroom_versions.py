"""Student and teacher versions, handout and slides: made from the lessons, nothing lost and nothing given away."""

import json
import re
import shutil
from pathlib import Path

import classroom_handout
import classroom_hub
import nbformat
import pytest
from classroom_books import stored, student, teacher
from classroom_pieces import Piece, pieces, taught, without_note
from classroom_slides import deck, sequence

import classroom
from nls_tutorial import exercises
from nls_tutorial.exercises.find import find
from nls_tutorial.lessons import l02_soften_a_label
from notebooks import LessonError, exercise_id, lessons

pytestmark = pytest.mark.slow

(SOFTEN,) = lessons(["02"])
NAMES = exercises.exercise_ids("02")


def test_a_student_starts_with_nothing_run_and_every_exercise_open() -> None:
    book = student(SOFTEN)
    nbformat.validate(book)
    assert sum(len(cell.get("outputs", [])) for cell in book.cells) == 0
    starters = {name: cell.source for cell in book.cells if (name := exercise_id(cell))}
    assert list(starters) == NAMES
    assert all(source.rstrip().endswith("...") for source in starters.values())


def test_a_teacher_has_solutions_that_pass_hints_and_what_wrong_answers_show() -> None:
    book = teacher(SOFTEN)
    nbformat.validate(book)
    solved = {name: cell.source for cell in book.cells if (name := exercise_id(cell))}
    assert {name: source.split("\n", 1)[1] for name, source in solved.items()} == {
        name: exercises.solution(name).strip("\n") for name in NAMES
    }
    said = [cell.outputs[0].data["text/plain"] for cell in book.cells if "exercises.check(" in cell.source]
    assert len(said) == len(NAMES)
    assert all(text.startswith("✓ Right.") for text in said)
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    for name in NAMES:
        assert all(part in text for part in [*find(name).hints, *(wrong.says for wrong in find(name).wrong)])
    assert "<b>Reveal</b>" not in text
    assert "<details open><summary><b>Answer</b>" in text


def test_what_is_taught_is_arithmetic_and_not_plumbing() -> None:
    assert taught("import math\nx = 2 * math.pi\nassert x > 6\nprint(x)") == "x = 2 * math.pi"
    assert taught("x = load()\nassert x") == ""
    assert taught("x = 1 + 1") == ""
    assert taught("scenes.show(scene(1 + 1))\nassert True") == ""


@pytest.mark.parametrize("source", lessons(), ids=lambda source: source.stem)
def test_a_handout_asks_every_question_and_answers_on_its_last_page(source: Path) -> None:
    page = classroom_handout.handout_page(source)
    body, _, answers = page.partition('<section class="answers">')
    before, _, shown = body.partition('<section class="shown">')
    assert before.count('<div class="ask">') == body.count('<div class="ask">'), "questions come first"
    given = ("<figure>", '<div class="result">', '<div class="claim">')
    assert [one for one in given if one in before] == [], "nothing answers them there"
    assert "<figure>" in shown
    assert shown.index('<section class="last">') > shown.index("<figure>"), "then the exercises"
    asked = source.read_text(encoding="utf-8").count("**Predict")
    assert body.count('<div class="ask">') == asked
    revealed = source.read_text(encoding="utf-8").count("<b>Reveal</b>")
    numbers = [int(number) for number in re.findall(r'<li value="(\d+)">', answers)]
    assert len(numbers) == revealed > 0
    assert numbers == sorted(set(numbers))
    assert numbers[-1] <= asked
    assert "<details" not in page
    assert "anchor-link" not in page
    assert "http-equiv" not in page
    assert not re.search(r'src="https?:', page)
    assert body.count('class="task"') == len(exercises.exercise_ids(source.stem[:2]))
    assert re.findall(r"<img (?![^>]*alt=\"[^\"]+\")", page) == []


def test_what_a_section_says_after_its_question_comes_later() -> None:
    sheets = classroom_handout.Sheets()
    for piece in (
        Piece("heading", "A", "A", "##"), Piece("prose", "<p>before</p>", "b"),
        Piece("question", "<p><strong>Predict.</strong> why?</p>", "q"), Piece("prose", "<p>therefore</p>", "t"),
        Piece("heading", "B", "B", "##"), Piece("prose", "<p>next</p>", "n"), Piece("result", "<pre>2</pre>", "2"),
    ):  # fmt: skip
        sheets.add(piece)
    first, shown = sheets.html().split('<section class="shown">')
    assert [word for word in ("before", "why?", "next", "under “A”", "under “B”") if word not in first] == []
    assert [word for word in ("<h3>A</h3>", "therefore", "<h3>B</h3>", "<pre>2</pre>") if word not in shown] == []


def test_the_note_on_a_still_picture_is_cut_off() -> None:
    import base64
    import io

    from PIL import Image

    from nls_tutorial import plots
    from nls_tutorial.scenes.widget import STILL_NOTE

    scene = l02_soften_a_label.two_definitions()
    noted = base64.b64encode(plots.png(scene, note=STILL_NOTE)).decode()
    cut = Image.open(io.BytesIO(base64.b64decode(without_note(noted))))
    whole, bare = (Image.open(io.BytesIO(plots.png(scene, note=note))) for note in (STILL_NOTE, ""))
    assert cut.width == whole.width
    assert whole.height - 40 < cut.height < whole.height - 10
    assert abs(cut.height - bare.height) < 20


def test_a_deck_shows_the_question_then_the_scene_then_the_answer() -> None:
    found = [
        Piece("heading", "A", "A", "#"), Piece("prose", "<p>open</p>", "open"),
        Piece("heading", "B", "B", "##"), Piece("prose", "<p>one</p>", "one " * 40),
        Piece("code", "<pre>x</pre>", "x = 1 + 1"), Piece("result", "<pre>2</pre>", "2\n" * 9),
        Piece("prose", "<p>two</p>", "two " * 60),
        Piece("question", "<p><strong>Predict.</strong> why?</p>", "q"), Piece("picture", "<img>"),
        Piece("answer", "<p>so</p>", "so"),
        Piece("exercise", "<h3>02.1</h3>", "text", "02.1"), Piece("exercise", "", "def f(): ...", "02.1"),
        Piece("heading", "Further reading", "Further reading", "##"), Piece("prose", "<p>books</p>", "books"),
    ]  # fmt: skip
    shown = list(sequence("A", "02", found))
    marks = ["open", "one", "two", "why", "<img>", "so", "02.1"]
    assert [next(mark for mark in marks if mark in slide) for slide in shown] == marks
    assert "<pre>2</pre>" in shown[1]  # a result stays with its code
    assert "books" not in "".join(shown)


def test_a_deck_is_one_file_with_its_scenes_inside() -> None:
    book = stored(SOFTEN)
    assert "Open this lesson in Colab" not in "".join(cell.source for cell in book.cells)
    page = deck(SOFTEN, book, {"02_1.json": {"spec": {"title": "</script>"}, "data": ""}})
    held = re.search(r'<script type="application/json" id="scenes">(.*?)</script>', page, flags=re.DOTALL)
    assert held
    assert json.loads(held[1])["02_1.json"]["spec"]["title"] == "</script>"
    assert page.count("<section>") > 20
    assert not re.search(r'src="https?:|<link [^>]*href="https?:', page), "nothing is loaded; a link may lead out"
    assert "function mount" in page or "mount =" in page


def test_pieces_hold_every_picture_of_a_lesson() -> None:
    book = nbformat.read(SOFTEN.with_suffix(".ipynb"), as_version=4)
    assert sum(piece.kind == "picture" for piece in pieces(book)) == 2


def test_versions_are_written_and_a_lesson_that_is_not_there_is_named(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(classroom, "TARGET", tmp_path)
    monkeypatch.setattr(classroom, "ROOT", tmp_path)
    assert classroom.main(["student", "00", "02"]) == 0
    assert sorted(path.name for path in (tmp_path / "student").iterdir()) == [
        "00_start_here.ipynb",
        "02_soften_a_label.ipynb",
    ]
    assert classroom.main(["teacher", "77"]) == 1
    assert "no lesson 77" in capsys.readouterr().err


def test_the_hub_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(classroom_hub, "BUILD", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(LessonError, match=r"Node\.js and npm are needed"):
        classroom_hub.proxy()
    with pytest.raises(LessonError, match="no settings file"):
        classroom_hub.start(tmp_path / "nowhere.toml")


def test_a_folder_that_is_closed_to_others_is_found(tmp_path: Path) -> None:
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    inside.parent.chmod(0o700)
    found = classroom_hub.closed(inside)
    assert found is not None
    assert found in inside.parents  # pytest's own folders may be closed, too
    assert classroom_hub.closed(Path("/")) is None


def test_lessons_that_are_gone_are_not_handed_out(tmp_path: Path) -> None:
    (tmp_path / "99_gone.ipynb").write_text("{}")
    classroom_hub.write_student_lessons(tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == [source.stem for source in lessons()]
