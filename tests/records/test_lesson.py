"""What a lesson must say of itself."""

import pytest

from nls_tutorial.records import Lesson


def test_a_lesson_says_idea_drag_and_session() -> None:
    lesson = Lesson("an idea", "a thing", session=2, needs=("00", "01"), ask="why")
    assert (lesson.session, lesson.needs, lesson.ask) == (2, ("00", "01"), "why")
    assert Lesson("an idea", "a thing", session=1).needs == ()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"idea": " "}, r"idea must say something, but got ' '"),
        ({"drag": ""}, r"drag must say something, but got ''"),
        ({"session": 0}, r"session must be at least 1, but got 0"),
        ({"needs": ("2",)}, r"needs must be numbers such as '02', but got '2'"),
        ({"needs": ("00", "ab")}, r"needs must be numbers such as '02', but got 'ab'"),
    ],
)
def test_what_says_too_little_is_refused(wrong: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Lesson(**{"idea": "an idea", "drag": "a thing", "session": 1, **wrong})
