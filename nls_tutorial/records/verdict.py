"""The one rule by which a claim box says whether a claim shows: paired by seed, computed, never typed."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from nls_tutorial.extras import needs
from nls_tutorial.records.record import Record, brief, digits_in, number_in, numbers_of, refuse

LEVEL = 0.95  # of the interval
POWER = 0.8  # "could have seen": four times in five
OPPOSITE = {"higher": "lower", "lower": "higher"}
SURE = 6  # so many equal signs are luck in less than 5 % (two-sided: 2 / 2⁶)


@dataclass(frozen=True)
class Verdict(Record):
    r"""What n paired differences say about a claim; made by `verdict`.

    `word` is "shows", "does not show", "the opposite shows" or "not settled with n seeds". The differences point in the
    direction of the claim: `mean` above 0 speaks for it, [`low`, `high`] is the 95 % t interval of the mean difference,
    `agree` of `seeds` differences lie on the claim's side, which coins would do with probability `luck`, and `against`
    on the other; in words the verdict says which way the mean lies, and how many seeds lie there. `visible` is the
    difference that so many seeds would see four times in five. `relevant` is the smallest difference that matters,
    where one was named. `reason` says in words what else decided, such as scores at their floor.
    First met in notebooks/01_look_at_the_last_layer.
    """

    word: str
    mean: float = math.nan
    low: float = math.nan
    high: float = math.nan
    agree: int = 0
    seeds: int = 0
    luck: float = math.nan
    visible: float = math.nan
    relevant: float | None = None
    unit: str = ""
    digits: int = 2
    side: str = ""
    reason: str = ""
    of: str = "seeds"
    against: int = 0

    def _rules(self) -> None:
        if not self.word:
            refuse("word", "must say something", "nothing", "Make verdicts with records.verdict or records.fact.")
        digits_in("digits", self.digits)
        for name in ("agree", "seeds"):
            number_in(name, getattr(self, name), 0, math.inf, "Count them.")
        if not math.isnan(self.luck):
            number_in("luck", self.luck, 0, 1, "Give a probability, or NaN for none.")

    def __str__(self) -> str:
        word = self.word[0].upper() + self.word[1:]
        if not self.seeds:
            return f"{word}: {self.reason}."
        parts = [f"{word}: {self._difference()}"]
        parts += [self.reason] if self.reason else []
        return "; ".join([*parts, self._seen()]) + "."

    def _difference(self) -> str:
        """Which way, by how much, and how many seeds went that way."""
        aimed = self.side in OPPOSITE
        turned = aimed and self.mean < 0
        low, high = (-self.high, -self.low) if turned else (self.low, self.high)
        way = OPPOSITE[self.side] if turned else self.side
        size = f"{self._say(abs(self.mean) if aimed else self.mean, sign=not aimed)}{self.unit}"
        told = f"{way} by {size}" if aimed else f"mean difference {size}"
        if self.seeds > 1:
            told += f" (95 % interval {self._say(low, sign=not aimed)} to {self._say(high, sign=not aimed)})"
        count = self.against if turned else self.agree
        told += f" in {count} of {self.seeds} {self.of}" if aimed else f", {way} in {count} of {self.seeds} {self.of}"
        return told + ("" if math.isnan(self.luck) else f" (by luck {_chance(_luck(count, self.seeds))})")

    def _seen(self) -> str:
        if self.seeds < 2:
            return (
                f"one of {self.of} says nothing of the spread"
                if self.of != "seeds"
                else "one seed says nothing of the spread"
            )
        if math.isnan(self.visible):
            return "all differences are equal, so there is no spread to go by"
        seen = f"{self._say(self.visible, sign=False)}{self.unit}"
        told = f"{self.seeds} {self.of} see a difference of {seen} four times in five"
        if self.relevant is not None:
            told += f"; {self._say(self.relevant, sign=False)}{self.unit} would matter"
        return told

    def _say(self, number: float, *, sign: bool = True) -> str:
        return format(number, f"{'+' if sign else ''}.{self.digits}f").replace("-", "−")


def verdict(
    first: npt.ArrayLike,
    second: npt.ArrayLike = 0.0,
    *,
    claim: str,
    relevant: float | None = None,
    floors: tuple[float, float] | None = None,
    unit: str = "",
    digits: int = 2,
    scale: float = 1.0,
    of: str = "seeds",
) -> Verdict:
    r"""The verdict on "`first` is `claim` than `second`", from one number a seed each, in the same order of seeds.

    With the differences $d_s$ in the direction of the claim, $\bar d$ their mean and $t$ the quantile of Student's
    distribution with n − 1 degrees of freedom, the interval is $\bar d \pm t_{0.975}\, s_d / \sqrt n$. The word is

    * "shows", where the interval lies above 0;
    * "the opposite shows", where it lies below 0;
    * "does not show", where a `relevant` difference is given and the interval ends below it: a difference that
      matters is excluded;
    * "not settled with n seeds" in all other cases, also for a single seed.

    `claim` is "higher", "lower", or "alike": alike within `relevant`, which shows where the interval lies inside
    ±`relevant`, while the opposite shows where it lies outside. `second` may be one number, such as a formula's value.
    `floors` are the scores that chance alone gives the two (an ECE from N samples is never 0): where both means lie at
    or below their floor, the two are not ranked. Pairs with a NaN are left out, and told. Where all differences are
    equal there is no spread to go by, and six seeds must agree. `scale` (100 for per cent) multiplies all that is said;
    `relevant` and `floors` are in the unit of the numbers themselves. `of` says what is paired, where it is not seeds.

    Raises ValueError for arrays that do not fit, for no pairs, another claim, relevant ≤ 0, and "alike" without
    `relevant`. First met in notebooks/01_look_at_the_last_layer.
    Source: Student 1908 (paired t); Schuirmann 1987 (two one-sided tests, for "does not show" and "alike").

    >>> ce, margin = [0.11, 0.12, 0.10, 0.13, 0.12], [0.05, 0.07, 0.05, 0.06, 0.06]
    >>> seen = verdict(margin, ce, claim="lower", unit=" points", digits=1, scale=100)
    >>> seen.word, seen.agree, seen.luck
    ('shows', 5, 0.03125)
    >>> verdict([0.90, 0.92], [0.91, 0.90], claim="higher").word
    'not settled with 2 seeds'
    """
    _asked(claim, relevant, digits, scale)
    differences, left_out = _differences(first, second)
    aimed = -differences if claim == "lower" else differences
    n = len(aimed)
    mean, half, visible = _interval(aimed)
    low, high = mean - half, mean + half
    agree = int((abs(aimed) <= relevant).sum()) if claim == "alike" else int((aimed > 0).sum())  # type: ignore[operator]
    unsettled = f"not settled with {n} {of}" if n > 1 else f"not settled with 1 {of.removesuffix('s')}"
    word = _word(low, high, aimed, claim, relevant) or unsettled
    reasons = [f"{left_out} pair{'s' if left_out > 1 else ''} without a number left out"] if left_out else []
    if floors is not None:
        floors = _two_floors(floors)
        at_floor, told = _floors(first, second, floors, scale, digits, unit)
        reasons.append(told)
        word = unsettled if at_floor else word
    if relevant is not None and word == "shows" and claim != "alike" and high < relevant:
        reasons.append("too small a difference to matter")
    return Verdict(
        word,
        scale * mean,
        scale * low,
        scale * high,
        agree=agree,
        against=0 if claim == "alike" else int((aimed < 0).sum()),
        seeds=n,
        luck=math.nan if claim == "alike" else _luck(agree, n),
        visible=scale * visible,
        relevant=None if relevant is None else scale * relevant,
        unit=unit,
        digits=digits,
        side="within what matters" if claim == "alike" else claim,
        reason="; ".join(reasons),
        of=of,
    )


def _asked(claim: object, relevant: Any, digits: object, scale: object) -> None:
    if not isinstance(claim, str) or claim not in ("higher", "lower", "alike"):
        raise ValueError(f"claim must be 'higher', 'lower' or 'alike', but got {brief(claim)}. Pick one of those.")
    if relevant is not None and not (_is_real(relevant) and relevant > 0):
        step = "Give the smallest difference that matters."
        raise ValueError(f"relevant must be above 0, but got {brief(relevant)}. {step}")
    if claim == "alike" and relevant is None:
        raise ValueError("relevant must be given where claim is 'alike', but got None. Say how near is alike.")
    if not _is_real(scale):
        refuse("scale", "must be a real number", brief(scale), "Use 100 for per cent.", error=TypeError)
    if not isinstance(digits, int):
        refuse("digits", "must be a whole number", brief(digits), "Use 2.", error=TypeError)
    digits_in("digits", digits)


def _two_floors(floors: object) -> tuple[float, float]:
    if not isinstance(floors, tuple | list) or len(floors) != 2 or not all(map(_is_real, floors)):
        refuse("floors", "must be two numbers", brief(floors), "Give those of first and second.", error=TypeError)
    return float(floors[0]), float(floors[1])


def _is_real(value: Any) -> bool:
    return isinstance(value, int | float | np.floating | np.integer) and bool(abs(value) < 1e300)  # type: ignore[operator]


def fact(holds: bool | np.bool_, reason: str) -> Verdict:
    """The verdict on what can be counted or calculated, without seeds: "shows" if it holds, else "does not show".

    First met in notebooks/08_read_a_table_critically.

    >>> print(fact(2 + 2 == 4, "a sum says so"))
    Shows: a sum says so.
    """
    if not isinstance(holds, bool | np.bool_):
        raise TypeError(f"holds must be True or False, but got {brief(holds)}. Compute a comparison.")
    return Verdict("shows" if holds else "does not show", reason=reason)


def _differences(first: npt.ArrayLike, second: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], int]:
    one, other = numbers_of("first", first), numbers_of("second", second)
    if one.ndim != 1 or other.ndim > 1 or (other.ndim == 1 and one.shape != other.shape):
        raise ValueError(
            f"second must hold one number for each of first's seeds {one.shape}, but got {other.shape}. "
            "Take both from the same seeds, in the same order."
        )
    found = one - other
    there = found[~np.isnan(found)]
    if there.size == 0:
        raise ValueError("first must hold at least one pair with second, but got none. Train at least one seed.")
    return there, int(found.size - there.size)


def _interval(aimed: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean, half the width of its interval, and the difference that so many seeds see four times in five."""
    n, mean = len(aimed), float(aimed.mean())
    if n < 2:
        return mean, math.inf, math.inf
    with needs("data"):
        from scipy.special import stdtrit  # Student's t; scipy.stats has it too, and takes a second to import

    if _flat(aimed):
        return mean, 0.0, math.nan
    error = float(aimed.std(ddof=1)) / math.sqrt(n)
    wide, power = (float(stdtrit(n - 1, q)) for q in ((1 + LEVEL) / 2, POWER))
    return mean, wide * error, (wide + power) * error


def _word(low: float, high: float, aimed: npt.NDArray[np.float64], claim: str, relevant: float | None) -> str:
    """The word, or none where it is not settled."""
    if claim == "alike":
        assert relevant is not None
        if low > relevant or high < -relevant:
            return "the opposite shows"
        return "shows" if -relevant < low and high < relevant else ""
    if _flat(aimed) and aimed[0] != 0 and len(aimed) < SURE:
        return ""
    if low > 0:
        return "shows"
    if high < 0:
        return "the opposite shows"
    return "does not show" if relevant is not None and high < relevant else ""


def _flat(numbers: npt.NDArray[np.float64]) -> bool:
    """Whether all numbers are equal but for rounding."""
    return bool(np.ptp(numbers) <= 1e-9 * abs(numbers).max())


def _floors(
    first: npt.ArrayLike, second: npt.ArrayLike, floors: tuple[float, float], scale: float, digits: int, unit: str
) -> tuple[bool, str]:
    means = [float(np.nanmean(np.asarray(values, dtype=np.float64))) for values in (first, second)]
    below = all(mean <= floor for mean, floor in zip(means, floors, strict=True))
    told = " and ".join(f"{scale * floor:.{digits}f}" for floor in floors)
    return below, f"chance alone gives {told}{unit}" + (", and both are there: not ranked" if below else "")


def _luck(agree: int, n: int) -> float:
    """P(at least `agree` of n fair coins)."""
    return sum(math.comb(n, k) for k in range(agree, n + 1)) / 2**n


def _chance(probability: float) -> str:
    """A probability of coins, as "1 in 32"."""
    share = Fraction(probability).limit_denominator(4)
    if abs(float(share) - probability) < 1e-9:
        return "always" if share == 1 else f"{share.numerator} in {share.denominator}"
    return f"{100 * probability:.0f} in 100" if probability > 0.2 else f"1 in {1 / probability:,.0f}"
