"""Every claim box of the lessons, from the outputs that their notebooks store: the page and the command read these."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nls_tutorial import checks

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
WORDS = ("shows", "does not show", "the opposite shows", "not settled")
PAPERS = {"NLS": r"\bNLS\b", "MbLS": r"\bMbLS\b", "ALS": r"\bALS\b", "WDLSH": r"\bWDLSH\b|\bMüller et al\. 2019\b"}
OTHER = "other"  # a box that names none of the four
VERDICT = re.compile(rf"^(?:.*?: )?({'|'.join(WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class ClaimBox:
    """One box: the lines of its text, (name, text) with an empty name for a further verdict; its page; its lesson."""

    lines: tuple[tuple[str, str], ...]
    html: str
    lesson: str = ""

    @property
    def words(self) -> list[str]:
        """The word of each of its verdicts.

        >>> box = ClaimBox((("Here", "Ten."), ("Verdict", "Not settled with 3 seeds: a."), ("", "b: shows: c.")), "")
        >>> box.words
        ['not settled', 'shows']
        """
        told = [text for name, text in self.lines if name in ("Verdict", "")]
        found = [VERDICT.match(text) for text in told]
        if not told or None in found:
            raise ValueError(f"each verdict must begin with one of {', '.join(WORDS)}, but got {told}")
        return [match[1].lower() for match in found if match]

    @property
    def papers(self) -> tuple[str, ...]:
        """The short names of the papers whose claim it is.

        >>> ClaimBox((("The paper", "Better (NLS, Table 1)."),), "").papers
        ('NLS',)
        """
        claim = next((text for name, text in self.lines if name == "The paper"), "")
        return tuple(name for name, pattern in PAPERS.items() if re.search(pattern, claim)) or (OTHER,)

    def __str__(self) -> str:
        named = [("Lesson", self.lesson), *self.lines] if self.lesson else self.lines
        return "\n".join(f"{name:<10} {text}".rstrip() for name, text in named)


def claim_boxes(source: Path) -> Iterator[ClaimBox]:
    """The boxes of one lesson, in its order; `source` is its notebook, or the .py beside it."""
    notebook = json.loads(source.with_suffix(".ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            told = {kind: _joined(text) for kind, text in output.get("data", {}).items() if kind.startswith("text/")}
            if told.get("text/plain", "").startswith("The paper ") and "text/html" in told:
                lines = [(line[:10].strip(), line[11:]) for line in told["text/plain"].splitlines()]
                yield ClaimBox(tuple(lines), told["text/html"], source.stem)


def _joined(text: object) -> str:
    """A notebook holds a text as one string, or as a list of its lines."""
    return "".join(text) if isinstance(text, list) else str(text)


def all_claims(
    *, paper: str | None = None, verdict: str | None = None, lesson: str | None = None, folder: Path = NOTEBOOKS
) -> list[ClaimBox]:
    """The boxes of all lessons, or those of one `paper`, with one `verdict` among theirs, of one `lesson` ("13").

    Raises ValueError for a paper or a verdict that is none, and FileNotFoundError where the notebooks are not there.
    First met in notebooks/13_train_on_a_skewed_set.
    """
    for argument, value, known in (("paper", paper, (*PAPERS, OTHER)), ("verdict", verdict, WORDS)):
        if value is not None:
            checks.choice(argument, value, known)
    notebooks = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not notebooks:
        step = "Work in a clone of the repository, where the notebooks lie."
        checks.refuse("folder", "must hold the lessons' notebooks", str(folder), step, error=FileNotFoundError)
    return [
        box
        for notebook in notebooks
        if lesson is None or notebook.stem.startswith(f"{lesson}_")
        for box in claim_boxes(notebook)
        if (paper is None or paper in box.papers) and (verdict is None or verdict in box.words)
    ]


def counted(boxes: Sequence[ClaimBox]) -> str:
    """How many boxes there are, and how many of their verdicts have each word.

    >>> counted([ClaimBox((("Verdict", "Shows: a sum."),), "")])
    '1 box with 1 verdict: 1 shows, 0 does not show, 0 the opposite shows, 0 not settled'
    """
    count = Counter(word for box in boxes for word in box.words)
    told = ", ".join(f"{count[word]} {word}" for word in WORDS)
    many = ("box" if len(boxes) == 1 else "boxes", "verdict" if count.total() == 1 else "verdicts")
    return f"{len(boxes)} {many[0]} with {count.total()} {many[1]}: {told}"
