"""A reader's guesses: what they answered, how sure they were, and whether it was right."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nls_tutorial.progress.lines import append, place, read

NAME = re.compile(r"\d\d\.\d{1,2}")
LONGEST = 600  # letters of a text that a file may hold
GUESSED, SHOWN = "guessed", "shown"
MOST_NUMBERS = 20  # of a drawn answer
NEAR = 1e-6  # a confidence travels as a rounded number


@dataclass(frozen=True)
class Guess:
    """One line of the file: a question, its right answer in words, what was answered, how surely, and whether rightly.

    `event` is "guessed", or "shown" where the reader only looked; then `confidence` is 0 and `correct` False. `floor`
    is the confidence of pure guessing. `answer` is a number, or a tuple of those that were drawn. First met in
    notebooks/06_read_a_reliability_diagram.
    """

    name: str
    event: str
    text: str
    answer: float | tuple[float, ...]
    said: str
    truth: str
    floor: float
    confidence: float
    correct: bool
    at: datetime

    def line(self) -> dict[str, Any]:
        """What is kept of it, as a line of the file."""
        plain = {name: getattr(self, name) for name in ("event", "text", "answer", "said", "truth", "floor")}
        if isinstance(self.answer, tuple):
            plain["answer"] = list(self.answer)
        return {
            "guess": self.name,
            **plain,
            "confidence": self.confidence,
            "correct": self.correct,
            "at": self.at.isoformat(timespec="seconds"),
        }


def from_line(told: Mapping[str, Any]) -> Guess:
    """The guess that a line tells. Raises ValueError, KeyError or TypeError where it makes no sense."""
    floor, confidence = (float(told[name]) for name in ("floor", "confidence"))
    answer = told["answer"]
    answer = tuple(map(float, answer[:MOST_NUMBERS])) if isinstance(answer, list) else float(answer)
    numbers = [floor, confidence, *(answer if isinstance(answer, tuple) else (answer,))]
    words = [str(told[name])[:LONGEST] for name in ("text", "said", "truth")]
    name, event = str(told["guess"]), str(told["event"])
    if (
        not NAME.fullmatch(name)
        or event not in (GUESSED, SHOWN)
        or answer == ()
        or not all(map(math.isfinite, numbers))
    ):
        raise ValueError(f"no guess: {told}")
    if event == GUESSED and not (0 < floor < 1 and floor - NEAR <= confidence <= 1):
        raise ValueError(f"no confidence from {floor} to 1: {confidence}")
    if not isinstance(told["correct"], bool):
        raise TypeError("correct must be true or false")
    at = datetime.fromisoformat(str(told["at"]).replace("Z", "+00:00")).astimezone()
    text, said, truth = words
    return Guess(name, event, text, answer, said, truth, floor, confidence, told["correct"], at)


def guesses(path: Path | None = None) -> Iterator[Guess]:
    """The guesses in a file, or in the reader's own, in their order; a line that makes no sense is passed over."""
    file = path or place()
    for told in read(file) if file else ():
        try:
            yield from_line(told)
        except (ValueError, KeyError, TypeError, OverflowError):
            continue


def first_guesses(found: Iterable[Guess]) -> list[Guess]:
    """The guesses that count, one a question: the first, unless the reader had looked before. Sorted by question.

    Whoever has seen the answer no longer predicts it.
    """
    first: dict[str, Guess] = {}
    for guess in found:
        first.setdefault(guess.name, guess)
    return [first[name] for name in sorted(first, key=_order) if first[name].event == GUESSED]


def _order(name: str) -> tuple[int, int]:
    lesson, number = name.split(".")
    return int(lesson), int(number)


def note_guess(guess: Guess) -> None:
    """Keep it in the reader's own file, if there is one. Raises OSError where that cannot be written."""
    file = place()
    if file is not None:
        append(file, guess.line())
