"""Everything has its day."""

import doctest

import parts
import pytest

SIZES = {"a": 60, "b": 50, "c": 31, "d": 30, "e": 9, "f": 1}


def test_the_parts_hold_everything_once_and_are_about_equally_large() -> None:
    found = [parts.part_of(f"{number}/3", SIZES) for number in (1, 2, 3)]
    assert sorted(one for part in found for one in part) == sorted(SIZES)
    sizes = [sum(SIZES[one] for one in part) for part in found]
    assert max(sizes) - min(sizes) <= max(SIZES.values()) / 2
    assert parts.part_of("all", SIZES) == list(SIZES)


@pytest.mark.parametrize("wrong", ["0/3", "4/3", "half", "1/", ""])
@pytest.mark.parametrize("name", list(parts.PARTS))
def test_another_part_is_refused(name: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be 'all' or a part"):
        parts.part_of(wrong, SIZES, name)


@pytest.mark.parametrize("name", list(parts.PARTS))
def test_what_was_chosen_is_kept(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "2/3")
    assert parts.choose(name) == "2/3"
    assert parts.chosen(name, SIZES) == parts.part_of("2/3", SIZES)
    monkeypatch.delenv(name)
    count = parts.PARTS[name]
    assert parts.choose(name) in {f"{number}/{count}" for number in range(1, count + 1)}


def test_turns_come_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(parts.MACHINES, "3/4")
    assert ["".join(parts.turn(parts.MACHINES, row, "abcd")) for row in range(5)] == ["c", "d", "a", "b", "c"]
    monkeypatch.setenv(parts.MACHINES, "4/4")
    assert ["".join(parts.turn(parts.MACHINES, row, "abcd")) for row in range(2)] == ["d", "a"]
    monkeypatch.setenv(parts.MACHINES, "all")
    assert parts.turn(parts.MACHINES, 1, "abcd") == "abcd"


def test_its_example_runs() -> None:
    assert doctest.testmod(parts).failed == 0
