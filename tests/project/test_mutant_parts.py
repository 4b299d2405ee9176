"""Every mutant has its day."""

import doctest

import pytest
from mutants import part

SIZES = {"a": 60, "b": 50, "c": 31, "d": 30, "e": 9, "f": 1}


def test_the_parts_hold_every_room_once_and_are_about_equally_large() -> None:
    parts = [part.rooms_of(f"{number}/3", SIZES) for number in (1, 2, 3)]
    assert sorted(room for rooms in parts for room in rooms) == sorted(SIZES)
    sizes = [sum(SIZES[room] for room in rooms) for rooms in parts]
    assert max(sizes) - min(sizes) <= max(SIZES.values()) / 2
    assert part.rooms_of("all", SIZES) == list(SIZES)


@pytest.mark.parametrize("wrong", ["0/3", "4/3", "half", "1/", ""])
def test_another_part_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="NLS_MUTANTS must be 'all' or a part"):
        part.rooms_of(wrong, SIZES)


def test_what_was_chosen_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLS_MUTANTS", "2/3")
    assert part.choose() == "2/3"
    monkeypatch.delenv("NLS_MUTANTS")
    assert part.choose() in {f"{number}/6" for number in range(1, 7)}


def test_its_example_runs() -> None:
    assert doctest.testmod(part).failed == 0
