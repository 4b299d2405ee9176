"""What a check says about an answer."""

import re
from dataclasses import dataclass
from html import escape

_MARKS = {True: "✓", False: "✗", None: "✎"}
_COLOURS = {True: "#2f9e58", False: "#d9730d", None: "#808890"}


def _html(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False)).replace("\n", "<br>")


@dataclass(frozen=True, repr=False)
class Verdict:
    """`passed` is True, False, or None when there is no answer yet; `message` says what was seen and why, line by line.

    The mark and the first words carry the meaning; the colour only repeats it.
    First met in notebooks/00_start_here.

    >>> Verdict(False, "Not yet: for class 2 of 4 it gave [0, 1, 0, 0].")
    ✗ Not yet: for class 2 of 4 it gave [0, 1, 0, 0].
    >>> Verdict(None, "Not answered yet.").passed is None
    True
    """

    passed: bool | None
    message: str

    def __repr__(self) -> str:
        return f"{_MARKS[self.passed]} " + self.message.replace("\n", "\n  ")

    def _repr_html_(self) -> str:
        edge = f"border-left:.3em solid {_COLOURS[self.passed]};padding:.2em .8em;color:inherit"
        mark = f'<strong aria-hidden="true">{_MARKS[self.passed]}</strong>'
        return f'<div role="status" style="{edge}">{mark} {_html(self.message)}</div>'


def right(remark: str = "") -> Verdict:
    """The answer is right; `remark` says what follows from it."""
    return Verdict(True, f"Right. {remark}".rstrip())


def not_yet(*sentences: str) -> Verdict:
    """The answer is wrong; the sentences say where and why."""
    return Verdict(False, "Not yet: " + "\n".join(sentence for sentence in sentences if sentence))


def not_answered(*sentences: str) -> Verdict:
    """There is no answer yet."""
    return Verdict(None, " ".join(["Not answered yet: replace the ... and run the cell again.", *sentences]))
