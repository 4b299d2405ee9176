"""An assertion tells its room and its verdict, and never stops a watched run."""

import json
from pathlib import Path

import pytest
import torch
from rooms import RECORDER, Recorder, room, tolerance_left, watched


@pytest.fixture
def told(tmp_path: Path):
    """What the assertions of a piece of code tell: [kind, value] of each note."""

    def run(code: str) -> list[list[object]]:
        file = tmp_path / "rooms.jsonl"
        exec(watched(code, 7), {RECORDER: Recorder(file), "torch": torch, "math": __import__("math")})
        notes = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert {note[0] for note in notes} == {7}
        return [note[2:] for note in notes]

    return run


@pytest.mark.parametrize(
    ("code", "rooms"),
    [
        ("assert 3 < 4", [0.25]),
        ("assert 4 >= 3", [0.25]),
        ("assert 1 < 2 < 4", [0.5, 0.5]),
        ("assert abs(-2) > 1 and not 1 > 4, 'why'", [0.5, 0.75]),
        ("assert all(m < 4 for m in (1, 2, 3))", [0.75, 0.5, 0.25]),
        ("assert (torch.tensor([1.0, 3.0]) < 4).all()", [0.25]),
        ("def f(x):\n    assert x < 4\nf(2)", [0.5]),
        ("assert torch.allclose(torch.ones(2), torch.ones(2) + 0.5, atol=1.0, rtol=0)", [0.5]),
        ("assert math.isclose(1.0, 1.0)", [1.0]),
        ("assert 'a' < 'b'", []),
        ("assert len([1]) == 1", []),
    ],
)
def test_the_room_of(code: str, rooms: list[float], told) -> None:
    notes = told(code)
    assert [value for kind, value in notes if kind == "room"] == pytest.approx(rooms)
    assert [value for kind, value in notes if kind == "holds"] == [True]


def test_a_failing_assertion_is_noted_and_passed_over(told) -> None:
    assert told("assert 4 < 3\nassert 1 == 1") == [["room", 0.25], ["holds", False], ["holds", True]]


def test_a_chain_gives_what_python_gives(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "rooms.jsonl")
    label = json.dumps([1, "x"])
    for sides in ((1, 2, 3), (1, 3, 2), (2, 1, 3), (3, 2, 1)):
        assert recorder.compare(label, ["Lt", "Lt"], *sides) == (sides[0] < sides[1] < sides[2])


def test_code_without_assertions_stays_as_it_is() -> None:
    code = "%pip install   this\nx = ( 1 )"
    assert watched(code, 1) == code


def test_of_many_the_least_counts() -> None:
    assert room([1.0, 9.0], torch.tensor([10.0, 10.0])) == pytest.approx(0.1)
    assert tolerance_left(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.5]), 0.0, 1.0) == pytest.approx(0.5)
    assert tolerance_left(1.0, 3.0, 0.0, 1.0) == pytest.approx(-1.0)
    assert room("a", 1) is None
    assert room([], []) is None
