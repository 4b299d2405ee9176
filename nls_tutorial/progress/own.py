"""The reader's own guesses, or a made-up class where they are too few to show anything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import numpy as np

from nls_tutorial.progress.guesses import GUESSED, Guess, first_guesses, guesses
from nls_tutorial.records.summary import Summary

ENOUGH = 15  # guesses: with fewer, an interval of a bin is nearly all of [0, 1]
READERS, QUESTIONS = 12, 15  # of the made-up class
TOO_SURE = 1.5  # its temperature: so much must its log-odds be divided by


@dataclass(frozen=True, repr=False)
class OwnGuesses(Summary):
    """Guesses to look at: the reader's `own` ones or, where these are fewer than 15, those of a made-up class.

    `mine` are the reader's own that count, however many; `shown` those to look at. First met in
    notebooks/06_read_a_reliability_diagram.
    """

    mine: tuple[Guess, ...]
    shown: tuple[Guess, ...]
    own: bool

    @property
    def whose(self) -> str:
        """In words, whose guesses are shown."""
        return (
            "Your own guesses" if self.own else f"A made-up class (you have made {len(self.mine)} of {ENOUGH} guesses)"
        )

    def _summary(self) -> dict[str, object]:
        right = sum(guess.correct for guess in self.mine)
        return {"guesses": len(self.mine), "right": right, "shown": self.whose}

    def _repr_html_(self) -> str:
        if not self.mine:
            return "<p>No guesses yet. Commit some before the pictures of the lessons open.</p>"
        head = "".join(
            f'<th scope="col" style="text-align:left">{name}</th>'
            for name in ("", "Question", "You said", "How sure", "The answer")
        )
        rows = "".join(_row(guess) for guess in self.mine)
        right = sum(guess.correct for guess in self.mine)
        caption = f"Right: {right} of {len(self.mine)}; the first guess of a question is the one that counts"
        styled = f'<caption style="text-align:left;font-weight:bold;caption-side:top">{caption}</caption>'
        return f"<table>{styled}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(guess: Guess) -> str:
    cells = (guess.text, guess.said, f"{guess.confidence:.0%}", f"{'✓' if guess.correct else '✗'} {guess.truth}")
    body = "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in cells)
    return f'<tr><th scope="row">{guess.name}</th>{body}</tr>'


def own_guesses() -> OwnGuesses:
    """The guesses that count in the reader's own file; it shows itself as a table of them.

    Raises OSError where the file is there and cannot be read. First met in notebooks/06_read_a_reliability_diagram.

    >>> own_guesses().own  # with nothing guessed yet
    False
    """
    mine = tuple(first_guesses(guesses()))
    enough = len(mine) >= ENOUGH
    return OwnGuesses(mine, mine if enough else sample_class(), enough)


def sample_class(seed: int = 0) -> tuple[Guess, ...]:
    r"""A made-up class that is surer than it is right: with confidence c of two answers, right with probability
    $1/(1 + ((1-c)/c)^{1/T})$, T = 1.5.

    `seed` fixes the draws. First met in notebooks/06_read_a_reliability_diagram.

    >>> found = sample_class()
    >>> len(found), round(sum(guess.confidence - guess.correct for guess in found) / len(found), 2) > 0
    (180, True)
    """
    draws = np.random.default_rng(seed)
    confidences = 0.5 + 0.05 * draws.integers(1, 10, size=READERS * QUESTIONS)
    chance = 1 / (1 + ((1 - confidences) / confidences) ** (1 / TOO_SURE))
    right = draws.random(len(chance)) < chance
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return tuple(
        Guess(f"00.{1 + place % QUESTIONS}", GUESSED, "made up", 0, "", "", 0.5, round(float(sure), 2), bool(hit), at)
        for place, (sure, hit) in enumerate(zip(confidences, right, strict=True))
    )
