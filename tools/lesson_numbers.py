"""Numbers in a lesson's prose that no cell of it computes, holds or prints.

Looked at are decimals and percentages, outside code, equations and addresses, in every text but the header and the
exercises (which have checks of their own). A number is tied when the lesson's code has it, or when a stored text output
has it, with these digits or more: 4.51 is tied by 4.5109, 80 % by 0.8. A logarithm that is written out is computed
here. A number that is quoted names its source in the same sentence: see QUOTED. All others are reported but for the few
in ALLOWED.

What it cannot see is a wrong number that happens to stand elsewhere in the lesson.
"""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

APART = [
    r"```.*?```",
    r"\$\$.*?\$\$",
    r"\$[^$\n]+\$",
    r"`[^`\n]*`",
    r"\]\([^)]*\)",
    r"<https?:[^>]*>",
    r"arXiv\s+\S+",
    r"sections? [\d.]+",
]
NUMBER = re.compile(r"(?<![\w.^–-])(\d[\d,]*(?:\.\d+)?)(\s?%|\sper cent)?(?![\w^])")
KNOWN = re.compile(r"(\d[\d_]*(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?)(\s?%)?")
HEADER = re.compile(r"^\|.*\*\*Time\*\*", flags=re.MULTILINE)
LOGARITHM = re.compile(r"\blog (\d+) ≈ $")
QUOTED = re.compile(r"\b(paper|poster|authors|et al|[Tt]able \d)\b")
ALLOWED = {  # by lesson
    "00": {"80 %": "says what calibrated means, by an example"},
    "08": dict.fromkeys(("80.345", "80.355", "80.36"), "the ends of what a printed 80.35 may stand for"),
}


def untied(pair: Path) -> Iterator[str]:
    """Each number of the prose that nothing ties, with its sentence."""
    book = nbformat.read(pair, as_version=4)
    known = Known(book)
    for cell in book.cells:
        if cell.cell_type != "markdown" or HEADER.search(cell.source) or cell.source.startswith("<!-- exercise"):
            continue
        text = cell.source
        for pattern in APART:
            text = re.sub(pattern, " ", text, flags=re.DOTALL)
        text = re.sub(r"\s+", " ", text)
        for sentence in re.split(r"(?<=[.!?])\s", text):
            for found in NUMBER.finditer(sentence):
                number, percent, said = found[1], bool(found[2]), found[0].strip()
                if not ("." in number or percent) or said in ALLOWED.get(pair.stem[:2], {}) or QUOTED.search(sentence):
                    continue
                log = LOGARITHM.search(sentence[: found.start()])
                if log and f"{math.log(int(log[1])):.{len(number.partition('.')[2])}f}" == number:
                    continue
                if not known.ties(number, percent):
                    yield f"no cell computes, holds or prints {said}, of {sentence.strip()!r}"


class Known:
    """The numbers of a lesson's cells: `written` in code, `printed` in outputs, `shares` printed as per cent."""

    def __init__(self, book: NotebookNode) -> None:
        cells = [cell for cell in book.cells if cell.cell_type == "code"]
        self.written = {value for cell in cells for value, _ in _numbers(cell.source)}
        told = [number for cell in cells for text in _texts(cell) for number in _numbers(text)]
        self.printed = {value for value, _ in told}
        self.shares = {value for value, percent in told if percent} | {
            100 * value for value in self.printed if value < 1
        }

    def ties(self, number: str, percent: bool) -> bool:
        """Whether code has just this number, or an output has it with these digits or more."""
        value, digits = float(number.replace(",", "")), len(number.partition(".")[2])
        same = {value, value / 100} if percent else {value}
        if any(abs(other - one) < 1e-12 for one in same for other in self.written):
            return True
        return any(abs(round(other, digits) - value) < 1e-9 for other in (self.shares if percent else self.printed))


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        data = output.get("data", {})
        yield output.get("text", "")
        yield data.get("text/plain", "")
        yield re.sub(r"<[^>]*>", " ", data.get("text/html", ""))


def _numbers(text: str) -> Iterator[tuple[float, bool]]:
    for number, percent in KNOWN.findall(text):
        yield float(number.replace(",", "").replace("_", "")), bool(percent)
