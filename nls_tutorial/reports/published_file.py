"""A published table, typed off the page: a CSV of figures as texts, with what its columns mean."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from nls_tutorial import checks

KNOWN = {  # what a column measures, by the words that papers use
    "accuracy": ("accuracy", "acc", "top-1", "top1"),
    "precision": ("precision", "prec", "p"),
    "recall": ("recall", "rec", "r", "sensitivity"),
    "F1": ("f1", "f1-score", "f1 score", "f1score", "f-score", "macro f1", "macro-f1"),
    "ECE": ("ece", "ece15", "ece-15"),
    "AECE": ("aece", "adaece", "ace"),
    "samples": ("n", "samples", "test images", "images", "test size", "support"),
}
PERCENT = ("accuracy", "precision", "recall", "F1", "ECE", "AECE")


@dataclass(frozen=True)
class PublishedRow:
    """A row of the table: its name, its figures in per cent as printed, and how many samples it tells, if it does."""

    name: str
    figures: dict[str, str]
    samples: int | None


def read_published(path: str | Path, *, shares: bool = False) -> list[PublishedRow]:
    r"""The rows of a CSV file with a first line of names; a column that is not known is part of the row's name.

    Known are accuracy, precision, recall, F1, ECE and AECE in per cent as printed ("83.50" is not "83.5"; an empty
    cell, – or n/a is no figure), and samples N. With `shares` the figures are printed as shares of 1 and are moved by
    two places; where all figures are at most 1 and that is not said, the file is refused.

    Raises FileNotFoundError for no file, ValueError for no rows, no known column, and what is no percentage.
    First met in notebooks/08_read_a_table_critically.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "table.csv"
    ...     _ = place.write_text("model,Accuracy,F1,N\nResNet,80.35,79.0,224\n")
    ...     read_published(place)
    [PublishedRow(name='ResNet', figures={'accuracy': '80.35', 'F1': '79.0'}, samples=224)]
    """
    place = Path(path)
    if not place.is_file():
        seen = "a folder" if place.is_dir() else "no such file"
        checks.refuse(str(place), "must be a file", seen, "Correct the path.", error=FileNotFoundError)
    try:
        lines = [line for line in place.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        checks.refuse(str(place), "must be a text in UTF-8", str(error), "Save it as CSV in UTF-8.")
    step = "Write a first line of names, such as model,accuracy,F1,N, and a line for each row."
    if len(lines) < 2:
        checks.refuse(str(place), "must hold a line of names and rows", f"{len(lines)} lines", step)
    mark = next((mark for mark in ("\t", ";") if mark in lines[0]), ",")
    head, *body = csv.reader(lines, delimiter=mark)
    meant = [_meaning(name) for name in head]
    if not any(kind in PERCENT for kind in meant):
        checks.refuse(str(place), f"must have a column of {', '.join(PERCENT)}", ", ".join(head), step)
    twice = next((kind for kind in meant if kind and meant.count(kind) > 1), None)
    if twice:
        checks.refuse(str(place), "must have one column of a kind", f"two of {twice}", "Audit them one at a time.")
    rows = [_row(place, line, cells, meant, mark, shares) for line, cells in enumerate(body, 2)]
    figures = [figure for row in rows for figure in row.figures.values()]
    if figures and not shares and all(float(figure) <= 1 for figure in figures):
        checks.refuse(str(place), "must hold per cent", "figures of at most 1", "Say --shares if 0.8 means 80 %.")
    return rows


def _meaning(name: str) -> str:
    plain = re.sub(r"\s*[\[(]?%[\])]?|[↑↓]", "", name).strip().lower()
    return next((kind for kind, words in KNOWN.items() if plain in words), "")


def _row(place: Path, line: int, cells: list[str], meant: list[str], mark: str, shares: bool) -> PublishedRow:
    if len(cells) != len(meant):
        seen = f"{len(cells)} in line {line}"
        checks.refuse(str(place), f"must have {len(meant)} columns in every line", seen, "Correct that line.")
    words, figures, samples = [], {}, None
    for cell, kind in zip(cells, meant, strict=True):
        text = cell.strip()
        if not kind:
            words.append(text)
        elif kind == "samples":
            plain = re.sub(r"[ ,.' ]", "", text)
            if text and not re.fullmatch(r"\d+|\d{1,3}(?:[ ,.' ]\d{3})+", text, re.ASCII):
                checks.refuse(
                    str(place), "must hold whole numbers of samples", f"{text!r} in line {line}", "Correct it."
                )
            samples = int(plain) if text else None
        elif text.lower() not in ("", "-", "–", "—", "n/a", "na", "nan"):
            figures[kind] = _figure(place, line, text.replace(",", ".") if mark != "," else text, shares)
    return PublishedRow(" ".join(filter(None, words)) or f"line {line}", figures, samples)


def _figure(place: Path, line: int, text: str, shares: bool) -> str:
    match = re.fullmatch(r"\+?(\d*)\.?(\d*)\s*%?(?:\s*(?:±|\+/-|\().*)?", text)
    if not match or not (match[1] or match[2]):
        step = "Write figures as printed, such as 80.35."
        checks.refuse(str(place), "must hold percentages", f"{checks.brief(text)} in line {line}", step)
    whole, rest = match[1] or "0", match[2]
    if shares:
        rest = rest.ljust(2, "0")
        whole, rest = str(int(whole + rest[:2])), rest[2:]
    figure = f"{int(whole)}.{rest}" if rest else f"{int(whole)}"
    if float(figure) > 100:
        checks.refuse(str(place), "must hold percentages up to 100", f"{text} in line {line}", "Correct it.")
    return figure
