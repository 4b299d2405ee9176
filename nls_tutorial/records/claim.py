"""A paper's claim beside what this run shows."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, repr=False)
class Claim:
    """Three lines: what the paper says, what this run shows (mean ± spread over seeds), and the verdict.

    First met in notebooks/01_look_at_the_last_layer.
    """

    paper: str
    here: str
    verdict: str

    def _lines(self) -> tuple[tuple[str, str], ...]:
        return ("The paper", self.paper), ("Here", self.here), ("Verdict", self.verdict)

    def __repr__(self) -> str:
        return "\n".join(f"{name:<10} {text}" for name, text in self._lines())

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<p style="margin:.25em 0"><b style="display:inline-block;min-width:6em">{name}</b> {escape(text)}</p>'
            for name, text in self._lines()
        )
        return (
            '<div role="note" style="border:1px solid;border-left-width:6px;border-radius:6px;'
            f'padding:.4em 1em;max-width:60em;margin:.5em 0">{rows}</div>'
        )
