import pytest

from nls_tutorial.exercises import exercise_ids
from nls_tutorial.exercises.find import exercises_of, find, lessons


def test_every_lesson_file_is_found() -> None:
    assert lessons()[:3] == ("00", "01", "02")


def test_ids_stand_in_order_and_name_their_lesson() -> None:
    for lesson in lessons():
        ids = exercise_ids(lesson)
        assert ids == [f"{lesson}.{number}" for number in range(1, len(ids) + 1)]
        assert list(exercises_of(lesson)) == ids


def test_an_exercise_is_found_by_its_id() -> None:
    assert find("02.1").name == "true_class_share"


@pytest.mark.parametrize("name", [2.1, None, "", "2.1", "98.1", "nonsense"])
def test_an_id_of_no_lesson_is_refused(name: object) -> None:
    with pytest.raises(
        ValueError, match=r"^exercise_id must be a text like '02\.1', .* but got .* Those lessons are 00"
    ):
        find(name)


def test_an_id_that_its_lesson_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^exercise_id must be one of '00\.1', '00\.2', but got '00\.9'\. Pick one"):
        find("00.9")


def test_a_lesson_without_exercises_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^lesson must be one of '00', .* but got '98'\. Pick one"):
        exercise_ids("98")
