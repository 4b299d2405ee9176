"""Every claim box of the lessons, from the outputs that their notebooks store."""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from course import title

from nls_tutorial.studies.claims import OTHER, PAPERS, WORDS, ClaimBox, claim_boxes

__all__ = ["MARK", "ClaimBox", "claim_boxes", "with_claims"]

MARK = "<!-- claims -->"


def with_claims(page: str, sources: Sequence[Path]) -> str:
    """The page of all claims: how many verdicts there are of each word, then the boxes, lesson by lesson."""
    boxes = {source: list(claim_boxes(source)) for source in sources}
    count = Counter(word for row in boxes.values() for box in row for word in box.words)
    total = sum(len(row) for row in boxes.values())
    told = "".join(f"| {word} | {count[word]} |\n" for word in WORDS)
    parts = [f"{total} boxes with {count.total()} verdicts:\n\n| verdict | of so many |\n|:--|--:|\n{told}"]
    parts.append(_filter({paper for row in boxes.values() for box in row for paper in box.papers}))
    for source, row in boxes.items():
        if row:
            parts.append(f"## [{source.stem[:2]} {title(source)}](notebooks/{source.stem}.ipynb)\n")
            parts += [f"{_marked(box)}\n" for box in row]
    return page.replace(MARK, "\n".join(parts))


def _filter(papers: set[str]) -> str:
    """Two lists to choose from, which docs/static/claims.js shows; without JavaScript all boxes stand below."""
    named = [(paper, paper) for paper in PAPERS if paper in papers]
    if OTHER in papers:
        named.append((OTHER, "another source"))
    verdicts = ((word, word) for word in WORDS)
    return (
        '<form class="nls-filter" hidden aria-label="Filter the claims">\n'
        f"{_choice('paper', 'Paper', 'all papers', named)}\n{_choice('verdict', 'Verdict', 'all verdicts', verdicts)}\n"
        '<button type="reset">Show all</button>\n<output role="status"></output>\n</form>\n'
        '<script defer src="_static/claims.js"></script>\n'
    )


def _choice(name: str, label: str, every: str, entries: Iterable[tuple[str, str]]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in entries)
    return f'<label>{label} <select name="{name}"><option value="">{every}</option>{options}</select></label>'


def _marked(box: ClaimBox) -> str:
    """A box that says, for the filter, whose claim it is and what its verdicts are."""
    words = "|".join(dict.fromkeys(box.words))
    return f'<div class="nls-claim" data-paper="{"|".join(box.papers)}" data-verdict="{words}">{box.html}</div>'
