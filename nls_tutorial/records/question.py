"""A question that a reader answers before a picture opens, with how sure they are."""

import math
import re
from dataclasses import dataclass

from nls_tutorial.records.record import Record, digits_in, number_in, refuse
from nls_tutorial.records.say import say_number

NAME = re.compile(r"\d\d\.\d{1,2}")
MOST_ANSWERS = 4
MOST_STEPS = 1000
WIDEST = 0.5  # a hit by chance is no likelier than that


@dataclass(frozen=True)
class Choice(Record):
    """A question with two to four answers, of which one is right; `name` is lesson and number, such as "05.1".

    First met in notebooks/00_start_here.

    >>> asked = Choice("05.1", "Does a margin of 10 pull at a distance of 8?", ("not at all", "with λ"))
    >>> asked.floor, asked.say(1)
    (0.5, 'with λ')
    """

    name: str
    text: str
    answers: tuple[str, ...]

    def _rules(self) -> None:
        check_asked(self.name, self.text)
        if not 2 <= len(self.answers) <= MOST_ANSWERS:
            refuse("answers", f"must be two to {MOST_ANSWERS}", len(self.answers), "Add or drop some.")
        if len({answer.strip() for answer in self.answers} - {""}) < len(self.answers):
            refuse("answers", "must all say something, and differ", self.answers, "Reword one.")

    @property
    def floor(self) -> float:
        """The confidence of pure guessing, 1/(number of answers)."""
        return 1 / len(self.answers)

    def say(self, answer: float) -> str:
        """The answer at this place, in words."""
        return self.answers[int(answer)]


@dataclass(frozen=True)
class Amount(Record):
    """A question for a number on a line from `low` to `high`; a guess counts as right up to `within` from the truth.

    `step` is what one press of a key moves; `digits` and `unit` say the number.
    First met in notebooks/01_look_at_the_last_layer.

    >>> asked = Amount("01.9", "Which share?", 0, 100, step=5, within=10, unit=" %")
    >>> asked.floor, asked.say(35)
    (0.2, '35 %')
    """

    name: str
    text: str
    low: float
    high: float
    step: float
    within: float
    digits: int = 0
    unit: str = ""

    def _rules(self) -> None:
        check_asked(self.name, self.text)
        for end in (self.low, self.high):
            number_in("low, high", end, -1e6, 1e6, "A line has two ends.")
        if not self.low < self.high:
            refuse("low", "must be below high", f"{self.low} and {self.high}", "Swap them.")
        length = self.high - self.low
        number_in("step", self.step, length / MOST_STEPS, length / 2, "About twenty steps are usual.")
        number_in("within", self.within, self.step / 2, WIDEST * length / 2, "A guess may hit by chance at most.")
        if not math.isclose(length / self.step, round(length / self.step), abs_tol=1e-6):
            refuse("step", "must divide the line into whole steps", self.step, "Change an end.")
        digits_in("digits", self.digits)

    @property
    def floor(self) -> float:
        """How often a guess anywhere on the line hits: 2 · within over the line's length."""
        return 2 * self.within / (self.high - self.low)

    def say(self, answer: float) -> str:
        """The number as the reader sees it."""
        return say_number(answer, self.digits) + self.unit


def check_asked(name: str, text: str) -> None:
    """`name` is a lesson and a number, and `text` asks something; ValueError otherwise."""
    if not NAME.fullmatch(name):
        refuse("name", "must be a lesson and a number", repr(name), 'Write "05.1".')
    if not text.strip():
        refuse("text", "must ask something", repr(text), "Write the question.")
