"""A scene behind a curtain: what is kept, live scenes, what a page without the script shows."""

import json
from pathlib import Path

import numpy as np
import pytest

from nls_tutorial import progress
from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
from nls_tutorial.records import Amount, Axis, Choice, Control, Panel, Readout, Scene, Sketch, track
from nls_tutorial.scenes import LiveScene, PredictWidget, predict, scene_page, show
from nls_tutorial.scenes.asked import describe, question_scene

ASKED = Choice("02.1", "Does the gap grow without end?", ("no", "yes", "only <b>for K = 2</b>"))
NUMBER = Amount("02.2", "How large is the gap?", 0, 10, step=0.5, within=1, digits=1, unit=" nats")


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv("NLS_PROGRESS", str(path))
    return path


def record(widget: PredictWidget, place: int, level: int) -> dict[str, object]:
    """What the page sends; `recordOf` in js/guess.js makes it."""
    asked = widget.asked
    told = {"guess": asked["name"], "event": "guessed", "text": asked["text"], "answer": asked["values"][place]}
    told |= {"said": asked["texts"][place], "truth": asked["truth"], "floor": asked["floor"]}
    return told | {
        "confidence": asked["levels"][level][0],
        "correct": asked["right"][place],
        "at": "2026-11-27T18:05:00.000Z",
    }


@pytest.mark.slow
def test_a_guess_is_kept_and_shown_again(file: Path) -> None:
    widget = predict(ASKED, finite_optimum(), truth=(True, False, False))
    assert widget.kept == {}
    widget.kept = record(widget, 1, 3)
    (kept,) = progress.guesses(file)
    assert (kept.name, kept.said, kept.confidence, kept.correct) == ("02.1", "yes", 0.45, False)
    again = predict(ASKED, finite_optimum(), truth=(True, False, False))
    assert again.kept["answer"] == 1
    reworded = Choice("02.1", "Does it, in the end?", ASKED.answers)
    assert predict(reworded, finite_optimum(), truth=(True, False, False)).kept == {}, "another question"


@pytest.mark.parametrize("told", [{}, {"guess": "02.1"}, {"guess": "09.9"}, {"confidence": 7}])
def test_what_a_page_may_not_say_is_not_kept(told: dict[str, object], file: Path) -> None:
    widget = predict(ASKED, finite_optimum(), truth=(True, False, False))
    widget.kept = {**record(widget, 1, 3), **told} if "guess" not in told or len(told) > 1 else told
    if told == {"guess": "09.9"}:
        widget.kept = {**record(widget, 1, 3), "guess": "09.9"}
    assert [guess.name for guess in progress.guesses(file) if guess.name != "02.1"] == []
    assert all(guess.confidence <= 1 for guess in progress.guesses(file))


def test_without_a_file_it_works_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    for place in ("off", str(tmp_path / "taken" / "progress.jsonl")):
        monkeypatch.setenv("NLS_PROGRESS", place)
        widget = predict(ASKED, finite_optimum(), truth=(True, False, False))
        if place != "off":
            with pytest.warns(UserWarning, match="guess cannot be kept"):
                widget.kept = record(widget, 1, 3)
        else:
            widget.kept = record(widget, 1, 3)
        assert widget.kept["answer"] == 1


@pytest.mark.slow
def test_the_still_picture_shows_the_question_and_not_the_answer() -> None:
    data, metadata = predict(NUMBER, finite_optimum(), truth=4.39)._repr_mimebundle_()
    assert data["text/plain"] == "Guess 02.2. How large is the gap? A number from 0.0 nats to 10.0 nats."
    assert metadata["image/png"]["alt"] == data["text/plain"]
    texts = [mark.text for mark in question_scene(ASKED).panels[0].marks]  # type: ignore[union-attr]
    assert texts == ["Does the gap grow without end?", "A   no", "B   yes", "C   only <b>for K = 2</b>"]
    assert json.dumps(predict(ASKED, finite_optimum(), truth=(True, False, False)).spec)


def test_a_page_without_a_script_shows_the_question_and_folds_the_answer() -> None:
    page = scene_page(finite_optimum(), describe(ASKED, (False, True, False)))
    inside = page.split("<noscript>", 1)[1].split("</noscript>", 1)[0]
    question, _, fold = inside.partition("<details>")
    assert "Does the gap grow" in question
    assert "&lt;b&gt;for K" in question
    assert fold.startswith("<summary>The answer</summary><p>yes</p><img")


@pytest.mark.slow
def test_a_mark_names_a_panel_and_an_axis() -> None:
    panels = len(finite_optimum().panels)
    assert predict(NUMBER, finite_optimum(), truth=4, mark=(0, "x")).asked["mark"] == [0, "x"]
    for mark in ((panels, "x"), (0, "z")):
        with pytest.raises(ValueError, match="mark must name"):
            predict(NUMBER, finite_optimum(), truth=4, mark=mark)
    with pytest.raises(ValueError, match="mark must name"):
        predict(ASKED, finite_optimum(), truth=(True, False, False), mark=(0, "x"))
    with pytest.raises(TypeError, match="question"):
        predict("02.1", finite_optimum(), truth=4)  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_picture_behind_the_curtain_lies_beside_the_question() -> None:
    widget = predict(ASKED, finite_optimum(), truth=(True, False, False))
    data, metadata = widget._repr_mimebundle_()
    plain, plain_metadata = show(finite_optimum())._repr_mimebundle_()
    assert metadata["image/png"]["answer"] == plain["image/png"] != data["image/png"]
    assert metadata["image/png"]["answer_alt"] == plain_metadata["image/png"]["alt"]


def square(x: float) -> Scene:
    panel = Panel("", Axis("x", 0, 1), Axis("y", 0, 1), ())
    return Scene("A square", "Computed when asked.", (panel,), (), (Readout("x²", track(x**2)),))


class Sent(PredictWidget):
    def send(self, content, buffers=None):  # type: ignore[no-untyped-def]
        self.sent = [*getattr(self, "sent", []), (content, buffers)]


def test_a_live_scene_is_guessed_first_and_answers_behind_the_curtain() -> None:
    live = LiveScene((Control("x", "x", (0.0, 0.5, 1.0), start=1),), square)
    widget = Sent(ASKED, live, (True, False, False))
    assert widget.live
    assert widget.spec["guess"]["name"] == "02.1"
    assert widget.spec["controls"][0]["label"] == "x"
    widget._handle_custom_msg({"question": 3, "index": [1]}, [])
    (content, (data,)) = widget.sent[-1]
    assert content == {"answer": 3}
    assert np.frombuffer(data, "<f4")[widget.spec["readouts"][0]["value"]["at"]] == 0.25
    assert predict(NUMBER, live, truth=0.25, mark=(0, "x")).live


def test_what_was_drawn_is_kept_as_numbers(file: Path) -> None:
    asked = Sketch("02.3", "Draw it.", (0, 1), Axis("", -0.5, 1.5), Axis("", 0, 1), 0.05, 0.1, 2)
    widget = predict(asked, square(0.5), truth=(0.2, 0.4), mark=(0, "xy"))
    told = {
        "guess": "02.3",
        "event": "guessed",
        "text": "Draw it.",
        "answer": [0.25, 0.5],
        "said": "0.25 at 0, 0.50 at 1",
    }
    told |= {"truth": widget.asked["truth"], "floor": 0.2, "confidence": 0.7, "correct": True}
    widget.kept = told | {"at": "2026-11-27T18:05:00.000Z"}
    (kept,) = progress.guesses(file)
    assert kept.answer == (0.25, 0.5)
    assert predict(asked, square(0.5), truth=(0.2, 0.4)).kept["answer"] == [0.25, 0.5]
    with pytest.raises(ValueError, match="mark must name"):
        predict(asked, square(0.5), truth=(0.2, 0.4), mark=(0, "x"))
