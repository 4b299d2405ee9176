"""The audit of a table as a page."""

from collections.abc import Sequence

from nls_tutorial.records import Table
from nls_tutorial.reports.audit import Finding
from nls_tutorial.reports.page import Part, Section, report_page
from nls_tutorial.reports.predictions_report import Report
from nls_tutorial.reports.published_file import PERCENT, PublishedRow

WHY = {
    "GRIM": "An accuracy is k right answers of N: if no whole k prints as the figure, N or the figure is another.",
    "F1 ≤ (P + R)/2": (
        "F1 is the harmonic mean of precision and recall, of each class, so never above their arithmetic mean; nor is "
        "a mean over classes, as long as the three columns use the same weights."
    ),
    "standard error": (
        "Other test samples of the same kind would move an accuracy this far. On the same samples two networks differ "
        "less than unpaired ones, so a difference within chance may still be one; another seed comes on top."
    ),
    "ECE by chance": "A calibrated network gets an ECE above 0, too: of few samples a large one.",
    "AECE by chance": "The same in bins of equal mass.",
}


def audit_report(rows: Sequence[PublishedRow], found: Sequence[Finding], *, title: str) -> Report:
    """The page, the numbers and the lines of an audit; what is impossible comes first.

    First met in notebooks/08_read_a_table_critically.

    >>> from nls_tutorial.reports.audit import audit_table
    >>> rows = [PublishedRow("a net", {"accuracy": "80.35"}, 100)]
    >>> audit_report(rows, audit_table(rows), title="A table").lines[-1]
    'a net: standard error: best. 80.35 % ± 7.79 (95 %, of the choice of 100 samples).'
    """
    bad = [finding for finding in found if finding.word == "impossible"]
    counts = {word: sum(f.word == word for f in found) for word in dict.fromkeys(f.word for f in found)}
    short: list[Part] = [", ".join(f"{count} × {word}" for word, count in counts.items()) + "."]
    if bad:
        short.append(tuple(str(finding) for finding in bad))
    else:
        short.append("No figure is impossible. That does not say that they are right.")
    sections = [Section("In short", short), Section("As it was printed", [_printed(rows)])]
    for test in dict.fromkeys(finding.test for finding in found):
        own = tuple((f.row, f.word, f.told) for f in found if f.test == test)
        sections.append(Section(test, [WHY[test], Table("", ("row", "verdict", "why"), own)]))
    numbers: dict[str, object] = {
        "format": "nls_tutorial audit 1",
        "rows": [{"name": row.name, "figures": row.figures, "samples": row.samples} for row in rows],
        "findings": [vars(finding) for finding in found],
    }
    return Report(report_page(title, sections), numbers, tuple(str(finding) for finding in found))


def _printed(rows: Sequence[PublishedRow]) -> Table:
    kinds = [kind for kind in PERCENT if any(kind in row.figures for row in rows)]
    told = tuple(
        (row.name, *(row.figures.get(kind, "") for kind in kinds), "" if row.samples is None else f"{row.samples:,}")
        for row in rows
    )
    return Table("Per cent", ("", *kinds, "samples"), told)
