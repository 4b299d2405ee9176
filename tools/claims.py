"""Every claim box of the lessons, from the outputs that their notebooks store."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from course import title

MARK = "<!-- claims -->"
WORDS = ("shows", "does not show", "the opposite shows", "not settled")
VERDICT = re.compile(rf"^(?:.*?: )?({'|'.join(WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class ClaimBox:
    """One box: the lines of its text, (name, text) with an empty name for a further verdict, and its page."""

    lines: tuple[tuple[str, str], ...]
    html: str

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


def claim_boxes(source: Path) -> Iterator[ClaimBox]:
    """The boxes of one lesson, in its order."""
    for cell in nbformat.read(source.with_suffix(".ipynb"), as_version=4).cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.get("text/plain", "").startswith("The paper ") and "text/html" in data:
                lines = [(line[:10].strip(), line[11:]) for line in data["text/plain"].splitlines()]
                yield ClaimBox(tuple(lines), data["text/html"])


def with_claims(page: str, sources: Sequence[Path]) -> str:
    """The page of all claims: how many verdicts there are of each word, then the boxes, lesson by lesson."""
    boxes = {source: list(claim_boxes(source)) for source in sources}
    count = Counter(word for row in boxes.values() for box in row for word in box.words)
    total = sum(len(row) for row in boxes.values())
    told = "".join(f"| {word} | {count[word]} |\n" for word in WORDS)
    parts = [f"{total} boxes with {count.total()} verdicts:\n\n| verdict | of so many |\n|:--|--:|\n{told}"]
    for source, row in boxes.items():
        if row:
            parts.append(f"## [{source.stem[:2]} {title(source)}](notebooks/{source.stem}.ipynb)\n")
            parts += [f"{box.html}\n" for box in row]
    return page.replace(MARK, "\n".join(parts))
