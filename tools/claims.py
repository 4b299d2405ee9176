"""Every claim box of the lessons, from the outputs that their notebooks store."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from course import title

from nls_tutorial.studies.claims import WORDS, ClaimBox, claim_boxes

__all__ = ["MARK", "ClaimBox", "claim_boxes", "with_claims"]

MARK = "<!-- claims -->"


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
