"""A question as the page gets it, with its answer; and in words, for a page that cannot ask."""

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from nls_tutorial.checks import brief, refuse
from nls_tutorial.records import Amount, Axis, Choice, Panel, Question, Scene, Sketch, Spot, Text, track
from nls_tutorial.records.say import say_number, say_percent
from nls_tutorial.records.text import readable
from nls_tutorial.scenes.encode import axis_spec

STEP = 0.05  # of confidence
LETTERS = 74  # in a line of the still picture
Mark = tuple[int, str]


def describe(question: Question, truth: object, mark: Mark | None = None) -> dict[str, Any]:
    """The question as the page gets it: its answers in words, what is right, and the levels of confidence."""
    told: dict[str, Any] = {"name": question.name, "text": question.text, "floor": round(question.floor, 6)}
    told["levels"] = [[level, _say_level(level, question)] for level in levels(question.floor)]
    if isinstance(question, Choice):
        return _readable(told | _choice(question, truth))
    told |= _amount(question, truth) if isinstance(question, Amount) else _drawing(question, truth)
    return _readable(told | ({"mark": list(mark)} if mark else {}))


def _choice(question: Choice, truth: object) -> dict[str, Any]:
    right = _one_right(question, truth)
    told = {"kind": "choice", "values": list(range(len(right))), "texts": list(question.answers)}
    return told | {"right": right, "truth": question.answers[right.index(True)], "near": ""}


def _amount(question: Amount, truth: object) -> dict[str, Any]:
    value = _number(truth)
    values = _steps(question.low, question.high, question.step)
    told = {"kind": "amount", "values": values, "texts": [question.say(one) for one in values]}
    told |= {"right": [abs(one - value) <= question.within + 1e-9 for one in values], "truth": question.say(value)}
    told["near"] = f"up to {say_number(question.within, question.digits)}{question.unit} away"
    return told | {"line": {"low": question.low, "high": question.high, "within": question.within, "value": value}}


def _drawing(question: Sketch | Spot, truth: object) -> dict[str, Any]:
    """What is dragged: one control a number, each with its values in words, and the axes that they are drawn in."""
    told: dict[str, Any] = {"kind": "drawing", "within": question.within, "digits": question.digits}
    axes = question.x, question.y
    if isinstance(question, Spot):
        told |= {"form": "spot", "unit": "", "at": [], "landmarks": [list(one) for one in question.landmarks]}
        named: dict[str, Axis] = dict(zip("xy", axes, strict=True))
    else:
        told |= {"form": "bars" if question.bars else "curve", "unit": question.unit, "at": list(question.at)}
        named = dict.fromkeys(question.knots(), question.y)
    told["controls"] = [_knob(name, axis, question, told["unit"]) for name, axis in named.items()]
    told["panel"] = {"title": "", "x": axis_spec(axes[0]), "y": axis_spec(axes[1]), "marks": []}
    told["panel"] |= {"aspect": 0.62, "equal": told["form"] == "spot", "width": 1.0}
    values = _numbers(truth, len(named))
    average = ", on average," if len(told["at"]) > 1 else ""
    told["near"] = f"up to {say_number(question.within, question.digits)}{told['unit']} away{average}"
    return told | {"solution": values, "truth": question.say(values), "values": [], "texts": []}


def _knob(name: str, axis: Axis, question: Sketch | Spot, unit: str) -> dict[str, Any]:
    steps = _steps(axis.low, axis.high, question.step)
    texts = [say_number(one, question.digits) + unit for one in steps]
    corner = isinstance(question, Spot)  # the middle of a plane is an answer that many give
    start = len(steps) * 7 // 8 if corner else len(steps) // 2
    return {"label": name, "values": steps, "texts": texts, "start": start}


def levels(floor: float) -> list[float]:
    """The confidences to choose from: the floor itself, then each full step of 5 % above it, to 1.

    >>> levels(0.5)[:3], len(levels(0.5)), levels(1 / 3)[:2]
    ([0.5, 0.55, 0.6], 11, [0.333333, 0.35])
    """
    first = math.floor(floor / STEP + 1e-9) + 1
    return [round(floor, 6), *(round(STEP * at, 2) for at in range(first, round(1 / STEP) + 1))]


def say_question(question: Question) -> str:
    """The question with its answers, in words.

    >>> say_question(Choice("05.1", "Does it pull?", ("no", "yes")))
    'Guess 05.1. Does it pull? A: no. B: yes.'
    """
    if isinstance(question, Choice):
        answers = " ".join(f"{letter}: {answer}." for letter, answer in zip("ABCD", question.answers, strict=False))
    else:
        answers = f"{_range(question)}."
    return f"Guess {question.name}. {question.text} {answers}"


def _range(question: Amount | Sketch | Spot) -> str:
    """What may be answered, in words."""
    if isinstance(question, Amount):
        return f"A number from {question.say(question.low)} to {question.say(question.high)}"
    if isinstance(question, Spot):
        corners = (question.x.low, question.y.low), (question.x.high, question.y.high)
        return "A place from {} to {}".format(*map(question.say, corners))
    low, high = (say_number(end, question.digits) + question.unit for end in (question.y.low, question.y.high))
    return f"Heights from {low} to {high} at {', '.join(question.knots())}"


def question_scene(question: Question) -> Scene:
    """The question as a picture without axes, for a page that cannot ask it."""
    lines = [(line, True) for line in textwrap.wrap(question.text, LETTERS)]
    if isinstance(question, Choice):
        for letter, answer in zip("ABCD", question.answers, strict=False):
            lines += [(line, False) for line in textwrap.wrap(f"{letter}   {answer}", LETTERS)]
    else:
        lines += [(line, False) for line in textwrap.wrap(_range(question), LETTERS)]
    marks = [
        Text(track(0.0), track(-float(row)), line, anchor="start", bold=bold) for row, (line, bold) in enumerate(lines)
    ]
    axes = Axis("", 0, 1, visible=False), Axis("", -len(lines), 1, visible=False)
    panel = Panel("", *axes, tuple(marks), aspect=max(0.2, 0.075 * (len(lines) + 1)), width=1.6)
    return Scene("Guess first", say_question(question), (panel,))


def _steps(low: float, high: float, step: float) -> list[float]:
    return [round(low + at * step, 9) for at in range(round((high - low) / step) + 1)]


def _say_level(level: float, question: Question) -> str:
    words = {round(question.floor, 6): ", a pure guess", 1.0: ", certain"}
    return say_percent(level, 0) + words.get(level, "")


def _one_right(question: Choice, truth: object) -> list[bool]:
    """Which answer is right, by the conditions."""
    if isinstance(truth, str) or not isinstance(truth, Sequence) or len(truth) != len(question.answers):
        step = f"Compute {len(question.answers)}, in the order of the answers."
        refuse("truth", "must be one condition an answer", brief(truth), step)
    right = [bool(condition) for condition in truth]
    if sum(right) != 1:
        holding = [answer for answer, holds in zip(question.answers, right, strict=True) if holds]
        refuse("truth", f"of {question.name} must hold for exactly one answer", holding or "none", "Mend a condition.")
    return right


def _number(truth: object) -> float:
    try:
        value = float(truth)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        refuse("truth", "must be a number", brief(truth), "Compute it in the cell.")
    if not math.isfinite(value):
        refuse("truth", "must be a finite number", value, "Compute it in the cell.")
    return value


def _numbers(truth: object, count: int) -> list[float]:
    try:
        values = [_number(one) for one in truth]  # type: ignore[attr-defined]
    except TypeError:
        refuse("truth", f"must be {count} numbers", brief(truth), "Compute them in the cell.")
    if isinstance(truth, str) or len(values) != count:
        refuse("truth", f"must be {count} numbers", brief(truth), "Compute them in the cell.")
    return values


def _readable(told: Any) -> Any:
    """Every text as a page can show it."""
    if isinstance(told, str):
        return readable(told)
    if isinstance(told, dict):
        return {name: _readable(part) for name, part in told.items()}
    return [_readable(part) for part in told] if isinstance(told, list) else told
