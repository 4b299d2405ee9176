"""A paper's claim beside what this run shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from nls_tutorial.records.record import Record, brief, refuse
from nls_tutorial.records.verdict import Verdict

SPREAD = "mean and standard deviation over the seeds (help: nls_tutorial.records.MeanStd)"
RULE = "paired by seed, from the 95 % interval of the mean difference (help: nls_tutorial.records.verdict)"


@dataclass(frozen=True, repr=False)
class Claim(Record):
    """Three lines: what the paper says, what this run shows (mean ± standard deviation over seeds), and the verdict.

    `verdict` is what `records.verdict` or `records.fact` computed, or several by what they are about. Raises
    TypeError for a typed one. First met in notebooks/01_look_at_the_last_layer.

    >>> from nls_tutorial.records import fact
    >>> Claim(paper="2 + 2 is 4.", here="A sum.", verdict=fact(2 + 2 == 4, "counted"))
    The paper  2 + 2 is 4.
    Here       A sum.
    Verdict    Shows: counted.
    """

    paper: str
    here: str
    verdict: Verdict | Mapping[str, Verdict]

    def __post_init__(self) -> None:
        given = tuple(self.verdict.values()) if isinstance(self.verdict, Mapping) else (self.verdict,)
        if not given or not all(isinstance(part, Verdict) for part in given):
            step = "Use records.verdict(...), or for what can be counted records.fact(...)."
            refuse("verdict", "must be computed", brief(self.verdict), step, error=TypeError)
        super().__post_init__()

    def _lines(self) -> list[tuple[str, str]]:
        lines = [("The paper", self.paper), ("Here", self.here)]
        if isinstance(self.verdict, Mapping):
            told = [f"{what}: {str(seen)[0].lower()}{str(seen)[1:]}" for what, seen in self.verdict.items()]
            return [*lines, *(("Verdict" if place == 0 else "", line) for place, line in enumerate(told))]
        return [*lines, ("Verdict", str(self.verdict))]

    def __repr__(self) -> str:
        return "\n".join(f"{name:<10} {text}" for name, text in self._lines())

    def _repr_html_(self) -> str:
        rows = "".join(
            '<p style="margin:.25em 0"><b style="display:inline-block;min-width:6em">'
            f"{_explained(name, 'Verdict', RULE)}</b> {_explained(escape(text), '±', SPREAD)}</p>"
            for name, text in self._lines()
        )
        return (
            '<div role="note" style="border:1px solid;border-left-width:6px;border-radius:6px;'
            f'padding:.4em 1em;max-width:60em;margin:.5em 0">{rows}</div>'
        )


def _explained(text: str, word: str, meaning: str) -> str:
    """The first `word` of a text, with what it means on hover and for a screen reader."""
    return text.replace(word, f'<abbr title="{meaning}">{word}</abbr>', 1)
