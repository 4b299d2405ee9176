"""What came of an answer: how its process ended, and what the exercise's check says of what it gave back."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from classroom_answers import CLASSROOM, Settings

sys.path.insert(0, str(CLASSROOM))

import grade_values

MOST_LINES = 1000  # of one answer
ENDS = {
    "time": "it had not ended after {patience:g} s",
    "files": "it filled its folder",
    "too much": "what it returned has no end",
}
SIGNALS = {9: "it was ended: more than {seconds} s of computing, or more memory than {memory} MB", 11: "it crashed"}
SIGNALS |= {
    24: SIGNALS[9],
    25: "it wrote a file that is too large",
    31: "it asked the operating system for what no answer needs",
}


@dataclass(frozen=True)
class Judged:
    """What came of one answer."""

    state: str
    says: str
    told: tuple[str, ...] = ()


def judged(name: str, end: dict[str, Any], chosen: Settings) -> Judged:
    """The end of a job, judged. Nothing in it is believed: it is read as numbers and words."""
    told, result = _heard(end["heard"])
    limits = {"seconds": chosen.seconds, "memory": chosen.memory, "patience": chosen.patience}
    if end["why"]:
        return Judged("stopped", ENDS[end["why"]].format(**limits), told)
    if len(result) > 1:
        return Judged("tampered", "it gave two results", (*told, "forges a result"))
    if not result:
        signal = -end["status"]
        why = SIGNALS.get(signal, f"it ended with signal {signal}") if signal > 0 else "it ended its process"
        return Judged("stopped", why.format(**limits), told)
    if not isinstance(result[0], dict):
        return Judged("tampered", "its result cannot be read", (*told, "forges a result"))
    try:
        return _verdict(name, result[0], told)
    except Exception as error:  # whatever it is, one student's words end nobody else's marks
        return Judged("tampered", f"its result cannot be read: {error}"[:300], (*told, "forges a result"))


def _heard(text: str) -> tuple[tuple[str, ...], list[Any]]:
    """What was noticed, and the results."""
    noticed, results = [], []
    for line in text.split("\n", MOST_LINES):
        try:
            if line.startswith("N "):
                noticed.append(str(json.loads(line[2:]))[:80])
            elif line:
                results.append(json.loads(line[2:]) if line.startswith("R ") else None)
        except (ValueError, RecursionError):
            results.append(None)
    return tuple(dict.fromkeys(noticed[:40])), results


def _verdict(name: str, result: dict[str, Any], told: tuple[str, ...]) -> Judged:
    from nls_tutorial.exercises.find import find
    from nls_tutorial.exercises.judge import judge, judge_outcomes

    asked = find(name)
    if "ended" in result:
        return Judged("stopped", f"it stopped: {str(result['ended'])[:200]}", told)
    if "unfit" in result:
        return Judged("wrong", str(result["unfit"]), told)
    if "value" in result:
        verdict = judge(asked, grade_values.read(result["value"]))
    else:
        outcomes = _outcomes(result.get("outcomes"), len(asked.cases))
        verdict = judge_outcomes(asked, outcomes, blank=result.get("blank") is True)
    state = {True: "right", False: "wrong", None: "empty"}[verdict.passed]
    trouble = str(result.get("trouble", ""))[:300]
    says = trouble if trouble and state == "empty" else verdict.message.removeprefix("Not yet: ")
    return Judged("wrong" if trouble and state == "empty" else state, says.split("\nStuck?")[0], told)


def _outcomes(told: Any, number: int) -> list[Any]:
    from nls_tutorial.exercises.run import Outcome

    if not isinstance(told, list) or len(told) != number:
        raise grade_values.GarbledError("not one outcome for each input")
    found = []
    for part in told:
        match part:
            case [list(value), None, str(trouble)]:
                found.append(Outcome(grade_values.read(value), None, trouble[:400]))
            case [_, str(error), str(trouble)] if trouble:
                found.append(Outcome(None, grade_values.error_named(error), trouble[:400]))
            case _:
                raise grade_values.GarbledError("not an outcome")
    return found
