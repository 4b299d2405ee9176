import pytest

from nls_tutorial.exercises import hint, prompt, show_solution
from nls_tutorial.exercises.find import find


def test_a_prompt_shows_id_stars_and_title() -> None:
    asked = find("02.5")
    assert prompt("02.5") == f"### 02.5 ★★★ {asked.title}\n\n{asked.prompt}"
    assert prompt("02.1").startswith("### 02.1 ★☆☆ ")
    assert prompt("02.2").startswith("### 02.2 ★★☆ ")


def test_hints_come_one_by_one() -> None:
    for number in (1, 2, 3):
        note = hint("02.1", number)
        assert note.markdown == find("02.1").hints[number - 1]
        assert repr(note) == f"Hint {number} of 3 for 02.1\n\n{note.markdown}"
        assert note._repr_markdown_() == f"**Hint {number} of 3 for 02.1**\n\n{note.markdown}"
    assert hint("02.1") == hint("02.1", 1)


@pytest.mark.parametrize("number", [0, 4, -1])
def test_there_are_three_hints(number: int) -> None:
    with pytest.raises(ValueError, match=rf"^number must be one of 1, 2, 3, but got {number}\. Pick one of those\."):
        hint("02.1", number)


def test_a_solution_is_shown_as_code() -> None:
    note = show_solution("02.1")
    assert note.title == "A solution of 02.1"
    assert note.markdown.startswith("```python\ndef true_class_share(")
    assert note.markdown.endswith("epsilon / classes\n```")


def test_an_unknown_exercise_is_refused() -> None:
    for ask in (prompt, hint, show_solution):
        with pytest.raises(ValueError, match=r"^exercise_id must be one of"):
            ask("02.9")
