"""A question that is answered by drawing: a curve or bars to drag, or a place in the plane."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nls_tutorial.records.question import MOST_STEPS, WIDEST, check_asked
from nls_tutorial.records.record import Record, digits_in, number_in, refuse
from nls_tutorial.records.say import say_number
from nls_tutorial.records.scene import Axis

MOST_KNOTS = 9


@dataclass(frozen=True)
class Sketch(Record):
    r"""A question for a curve through knots at `at`, or for `bars` there; each is dragged up and down the axis `y`.

    An answer with the heights $a_i$ is right where its distance from the true heights $t_i$ is at most `within`:
    $$\frac1n\sum_i |a_i - t_i| .$$

    `step` is what one press of a key moves; `digits` and `unit` say a height; where `x` has ticks, their words say a
    knot. First met in notebooks/02_soften_a_label.

    >>> ends = Axis("class", -0.5, 1.5, ((0, "cat"), (1, "dog"))), Axis("share", 0, 1)
    >>> asked = Sketch("10.9", "Which label?", (0, 1), *ends, step=0.05, within=0.1, digits=2, bars=True)
    >>> asked.floor, asked.say((0.75, 0.25))
    (0.2, '0.75 at cat, 0.25 at dog')
    """

    name: str
    text: str
    at: tuple[float, ...]
    x: Axis
    y: Axis
    step: float
    within: float
    digits: int = 0
    unit: str = ""
    bars: bool = False

    def _rules(self) -> None:
        check_asked(self.name, self.text)
        if not 1 <= len(self.at) <= MOST_KNOTS or list(self.at) != sorted(set(self.at)):
            refuse("at", f"must be one to {MOST_KNOTS} rising places", self.at, "Sort them, and drop some.")
        for place in self.at:
            number_in("at", place, self.x.low, self.x.high, "Widen the axis.")
        _steps_fit("y", self.y, self.step)
        number_in(
            "within",
            self.within,
            self.step / 2,
            WIDEST * (self.y.high - self.y.low) / 2,
            "Chance may hit half the time.",
        )
        digits_in("digits", self.digits)

    @property
    def floor(self) -> float:
        """How often one height, drawn anywhere at all knots alike, hits a level truth: 2 · within over the axis."""
        return 2 * self.within / (self.y.high - self.y.low)

    def knots(self) -> tuple[str, ...]:
        """What each knot is called."""
        named = dict(self.x.ticks or ())
        return tuple(named.get(place, f"{place:g}") for place in self.at)

    def say(self, answer: Sequence[float]) -> str:
        """The heights as the reader sees them."""
        said = (say_number(height, self.digits) + self.unit for height in answer)
        return ", ".join(f"{height} at {knot}" for height, knot in zip(said, self.knots(), strict=True))

    def distance(self, answer: Sequence[float], truth: Sequence[float]) -> float:
        """How far the answer lies from the truth: the mean over the knots."""
        return sum(abs(one - other) for one, other in zip(answer, truth, strict=True)) / len(self.at)


@dataclass(frozen=True)
class Spot(Record):
    r"""A question for a place in the plane of the axes `x` and `y`, right up to the distance `within`:
    $\sqrt{(a_x - t_x)^2 + (a_y - t_y)^2}$ is at most that. Both axes have one unit.

    `landmarks`, (x, y, words) each, stand in the picture from the start.
    First met in notebooks/01_look_at_the_last_layer.

    >>> asked = Spot("01.9", "Where is the loss lowest?", Axis("", -2, 2), Axis("", -2, 2), step=0.25, within=0.5)
    >>> round(asked.floor, 3), asked.say((0.5, 1.25))
    (0.049, 'x = 0.50, y = 1.25')
    """

    name: str
    text: str
    x: Axis
    y: Axis
    step: float
    within: float
    digits: int = 2
    landmarks: tuple[tuple[float, float, str], ...] = ()

    def _rules(self) -> None:
        check_asked(self.name, self.text)
        for name, axis in (("x", self.x), ("y", self.y)):
            _steps_fit(name, axis, self.step)
        least = min(self.x.high - self.x.low, self.y.high - self.y.low)
        number_in("within", self.within, self.step / 2, WIDEST * least / 2, "Chance may hit half the time.")
        digits_in("digits", self.digits)

    @property
    def floor(self) -> float:
        """How often a place taken anywhere hits: the disk's share of the plane."""
        return math.pi * self.within**2 / ((self.x.high - self.x.low) * (self.y.high - self.y.low))

    def say(self, answer: Sequence[float]) -> str:
        """The place as the reader sees it."""
        x, y = (say_number(part, self.digits) for part in answer)
        return f"x = {x}, y = {y}"

    def distance(self, answer: Sequence[float], truth: Sequence[float]) -> float:
        """How far the answer lies from the truth."""
        return math.dist(answer, truth)


def _steps_fit(name: str, axis: Axis, step: float) -> None:
    length = axis.high - axis.low
    number_in("step", step, length / MOST_STEPS, length / 2, "About twenty steps are usual.")
    if not math.isclose(length / step, round(length / step), abs_tol=1e-6):
        refuse("step", f"must divide the axis {name} into whole steps", step, "Change an end.")
