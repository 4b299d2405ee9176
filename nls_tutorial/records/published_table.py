"""A table as a paper prints it, and which of its rows stand beside a study's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from nls_tutorial.records.record import Record, brief, refuse
from nls_tutorial.records.table import Table

Row = TypeVar("Row")


@dataclass(frozen=True, eq=False, repr=False)
class PublishedTable(Record, Mapping[str, Row], Generic[Row]):
    """The figures of one printed table, by row; every figure is a text, as printed ("83.5" is not "83.50").

    `paper` and `number` say which table of which paper, `unit` what a figure counts ("per cent", "shares"), `note`
    what its columns are. `rows` maps a row's name to its figures: a mapping from column to text, or a named tuple of
    texts. `cut` lists the places (row, column) where the source breaks off: what stands there is not the whole figure.
    First met in notebooks/08_read_a_table_critically.

    >>> rows = {"ResNet18": {"CE": "93.23"}, "ResNet34": {"CE": "93.50"}}
    >>> table = PublishedTable("a paper", "Table 3", "per cent", rows)
    >>> table["ResNet34"]["CE"], table.figure("ResNet18", "CE"), len(table)
    ('93.50', 93.23, 2)
    """

    paper: str
    number: str
    unit: str
    rows: Mapping[str, Row]
    note: str = ""
    cut: tuple[tuple[str, str], ...] = field(default=())

    def _rules(self) -> None:
        for name, figures in self.rows.items():
            if not isinstance(figures, Mapping) and not hasattr(figures, "_asdict"):
                rule, step = "must map columns to figures, or have names for them", f"Name the columns of {name!r}."
                refuse("rows", rule, brief(figures), step, error=TypeError)

    def __getitem__(self, row: str) -> Row:
        return self.rows[row]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def source(self) -> str:
        """Paper and table, in words."""
        return f"{self.paper}, {self.number}"

    def printed(self, row: str, column: str) -> str:
        """One figure as printed. Raises ValueError for a row or a column that is not there."""
        found = self._columns(row)
        if column not in found:
            raise ValueError(f"column must be one of {', '.join(found)}, but got {column!r}. Pick one of those.")
        return found[column]

    def figure(self, row: str, column: str) -> float:
        """One figure as a number, in the table's unit.

        Raises ValueError for a row or a column that is not there, and for a figure that the source cuts.
        """
        if (row, column) in self.cut:
            raise ValueError(
                f"column must hold a whole figure, but got {self.printed(row, column)!r}, which the source cuts. "
                "Use .printed(row, column) to show what is there."
            )
        return float(self.printed(row, column))

    def table(self) -> Table:
        """The table in words, as printed; rows may have columns of their own."""
        columns = tuple(dict.fromkeys(column for row in self.rows for column in self._columns(row)))
        rows = tuple((row, *(_words(self._columns(row).get(column, "")) for column in columns)) for row in self.rows)
        note = f"; {self.note}" if self.note else ""
        return Table(f"{self.source} ({self.unit}){note}", ("", *columns), rows)

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def _columns(self, row: str) -> Mapping[str, str]:
        if row not in self.rows:
            raise ValueError(f"row must be one of {', '.join(self.rows)}, but got {row!r}. Pick one of those.")
        found: Any = self.rows[row]
        return found._asdict() if hasattr(found, "_asdict") else found


def _words(figures: object) -> str:
    return figures if isinstance(figures, str) else " / ".join(map(str, figures))  # type: ignore[call-overload]


@dataclass(frozen=True, eq=False)
class PublishedRows(Record):
    """What of a published `table` stands beside a study: `rows` by the study's arms, `columns` by its scores.

    First met in notebooks/11_take_the_object_away.

    >>> table = PublishedTable("a paper", "Table 1", "shares", {"hard label": {"ACC": "0.0633"}})
    >>> beside = PublishedRows(table, rows={"hard": "hard label"}, columns={"accuracy": "ACC"})
    >>> beside.printed("hard", "accuracy"), beside.printed("CutMix", "accuracy")
    ('0.0633', '')
    """

    table: PublishedTable[Any]
    rows: Mapping[str, str]
    columns: Mapping[str, str]

    def printed(self, arm: str, score: str) -> str:
        """The figure that stands beside one score of one arm; empty where the paper has no such row or column."""
        if arm not in self.rows or score not in self.columns:
            return ""
        return self.table.printed(self.rows[arm], self.columns[score])
