"""A question as the page gets it: the truth by conditions or numbers, what is near, and the words of it."""

import pytest
import torch

from nls_tutorial.records import Amount, Axis, Choice, Sketch, Spot
from nls_tutorial.scenes.asked import describe, levels, question_scene, say_question

ASKED = Choice("02.1", "Does the gap grow without end?", ("no", "yes", "only <b>for K = 2</b>"))
NUMBER = Amount("02.2", "How large is the gap?", 0, 10, step=0.5, within=1, digits=1, unit=" nats")
COUNTS = Axis("classes", 0.8, 3.2, ((1, "10"), (2, "100"), (3, "1000")))
CURVE = Sketch("02.3", "Draw the gap", (1, 2, 3), COUNTS, Axis("gap", 0, 12), 0.25, 1, 2, " nats")
SPOT = Spot("02.4", "Where?", Axis("", -4, 4), Axis("", -3, 5), 0.25, 0.75, landmarks=((0, 1.5, "template"),))


def test_the_right_answer_is_the_one_whose_condition_holds() -> None:
    told = describe(ASKED, (False, 2 > 1, False))
    assert (told["right"], told["truth"]) == ([False, True, False], "yes")
    assert told["texts"] == list(ASKED.answers)


@pytest.mark.parametrize("truth", [(False, False, False), (True, True, False), (True, False), 1, "yes"])
def test_a_truth_that_is_none_or_two_is_refused(truth: object) -> None:
    with pytest.raises(ValueError, match="truth"):
        describe(ASKED, truth)


def test_a_number_is_right_as_near_as_the_question_says() -> None:
    told = describe(NUMBER, 4.39)
    assert [value for value, right in zip(told["values"], told["right"], strict=True) if right] == [3.5, 4.0, 4.5, 5.0]
    assert (told["truth"], told["near"]) == ("4.4 nats", "up to 1.0 nats away")
    assert told["line"] == {"low": 0, "high": 10, "within": 1, "value": 4.39}
    for wrong in (float("nan"), "a", None):
        with pytest.raises(ValueError, match="truth must be a"):
            describe(NUMBER, wrong)


def test_confidence_runs_from_pure_guessing_to_certain() -> None:
    assert levels(1 / 4)[:3] == [0.25, 0.3, 0.35]
    assert levels(1 / 3)[:3] == [0.333333, 0.35, 0.4]
    told = describe(ASKED, (True, False, False))["levels"]
    assert told[0] == [0.333333, "33 %, a pure guess"]
    assert told[-1] == [1.0, "100 %, certain"]


def test_a_drawing_has_a_control_for_each_number() -> None:
    told = describe(CURVE, torch.tensor([4.5, 6.75, 9.0]))
    assert [control["label"] for control in told["controls"]] == ["10", "100", "1000"]
    assert told["controls"][0]["values"][:3] == [0, 0.25, 0.5]
    assert told["controls"][0]["texts"][-1] == "12.00 nats"
    assert (told["form"], told["solution"]) == ("curve", [4.5, 6.75, 9.0])
    assert told["truth"] == "4.50 nats at 10, 6.75 nats at 100, 9.00 nats at 1000"
    assert told["near"] == "up to 1.00 nats away, on average,"
    assert told["panel"]["x"]["ticks"] == [[1, "10"], [2, "100"], [3, "1000"]]
    place = describe(SPOT, (0, 1.2), (0, "xy"))
    assert [control["label"] for control in place["controls"]] == ["x", "y"]
    assert place["controls"][1]["values"][0] == -3
    assert [control["start"] for control in place["controls"]] == [28, 28], "in the corner, where nobody expects it"
    assert (place["landmarks"], place["mark"], place["near"]) == ([[0, 1.5, "template"]], [0, "xy"], "up to 0.75 away")
    for wrong in ((1, 2), 3, "abc", (1, 2, float("nan"))):
        with pytest.raises(ValueError, match="truth must be"):
            describe(CURVE, wrong)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (CURVE, "Guess 02.3. Draw the gap Heights from 0.00 nats to 12.00 nats at 10, 100, 1000."),
        (SPOT, "Guess 02.4. Where? A place from x = −4.00, y = −3.00 to x = 4.00, y = 5.00."),
    ],
)
def test_what_may_be_drawn_is_told_in_words(question: Sketch | Spot, words: str) -> None:
    assert say_question(question) == words
    assert question_scene(question).description == words
