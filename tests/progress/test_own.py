"""The reader's own guesses as a table, and the class that stands in for them."""

from pathlib import Path

import pytest
from progress.test_guesses import guess

from nls_tutorial import progress


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "progress.jsonl"
    monkeypatch.setenv("NLS_PROGRESS", str(path))
    return path


def test_few_guesses_are_told_and_a_class_is_shown(file: Path) -> None:
    assert "No guesses yet" in progress.own_guesses()._repr_html_()
    progress.note_guess(guess("05.1", 0.9, correct=False))
    own = progress.own_guesses()
    assert (own.own, len(own.mine), own.shown) == (False, 1, progress.sample_class())
    assert own.whose == "A made-up class (you have made 1 of 15 guesses)"
    assert "Right: 0 of 1;" in own._repr_html_()


def test_enough_guesses_are_the_readers_own(file: Path) -> None:
    for at in range(15):
        progress.note_guess(guess(f"05.{at}"))
    own = progress.own_guesses()
    assert own.own
    assert own.shown == own.mine
    assert own.whose == "Your own guesses"


def test_a_foreign_text_is_no_page(file: Path) -> None:
    progress.append(file, {**guess().line(), "text": "<script>alert(1)</script>", "truth": "<b>"})
    assert "<script>" not in progress.own_guesses()._repr_html_()


@pytest.mark.slow
def test_the_class_is_too_sure_by_the_temperature_that_made_it() -> None:
    found = [one for seed in range(20) for one in progress.sample_class(seed)]
    assert progress.own_temperature(found) == pytest.approx(1.5, abs=0.15)
    assert progress.own_curve(progress.sample_class()).excess > 0
