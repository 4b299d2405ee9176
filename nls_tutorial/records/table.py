"""Words in rows and columns, for a notebook."""

from dataclasses import dataclass
from html import escape

from nls_tutorial.records.record import Record


@dataclass(frozen=True, eq=False, repr=False)
class Table(Record):
    """Words in rows and columns, for a notebook: as text, and as HTML with row headings. `title` stands above.

    First met in notebooks/05_keep_a_margin.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _rules(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"rows must have one word for each of {len(self.columns)} columns, but got {row!r}. Fill it."
                )

    def __repr__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        said = [
            "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines
        ]
        return "\n".join([self.title, *said])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row" style="text-align:left;font-weight:bold;white-space:nowrap">{escape(first)}</th>'
            + "".join(f'<td style="text-align:left;white-space:nowrap">{escape(word)}</td>' for word in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        caption = f'<caption style="text-align:left;font-weight:bold;caption-side:top">{escape(self.title)}</caption>'
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
