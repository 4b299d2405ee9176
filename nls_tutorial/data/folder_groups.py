"""Which pictures of a folder belong together, by a pattern of their names or by a table."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.files import one_form

PATTERN, TABLE = "pattern (--group-by)", "table (--groups)"  # the argument, and its name on the command line


def groups_by_pattern(files: Sequence[str], pattern: str) -> Int64[Tensor, " N"]:
    r"""The group of each file: what the first parentheses of `pattern` (a regular expression) find in its name.

    `files` are paths below the folder, such as "cat/anna_01.png"; files of one class or of several may be one group.
    Raises ValueError for a pattern that is none, has no parentheses, or finds nothing in a file.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> groups_by_pattern(["cat/anna_1.png", "dog/ben_1.png", "cat/anna_2.png"], r"([a-z]+)_\d").tolist()
    [0, 1, 0]
    """
    step = r"For example '(\w+)_\d+' for anna_01.png."
    files = _names(files)
    checks.text(PATTERN, pattern, step)
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        checks.refuse(PATTERN, "must be a regular expression", f"{pattern!r}: {error}", step)
    if compiled.groups < 1:
        checks.refuse(PATTERN, "must have parentheses around the group's name", repr(pattern), step)
    found = [(file, compiled.search(file.rpartition("/")[2]) or compiled.search(file)) for file in files]
    strange = [file for file, match in found if match is None or match[1] is None]
    if strange:
        seen = f"nothing in {len(strange):,} files, such as {strange[0]!r}"
        checks.refuse(PATTERN, "must find a group in every file", seen, step)
    return numbered([str(match[1]) for _, match in found if match is not None])


def groups_by_table(files: Sequence[str], table: str | Path) -> Int64[Tensor, " N"]:
    """The group of each file, from a CSV with lines such as "cat/anna_01.png,anna": a path or a name, and a group.

    Raises ValueError where a file has no line, a name stands for two groups, or lines have no two entries.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     place = Path(home) / "patients.csv"
    ...     _ = place.write_text("file,patient\\na.png,7\\ncat/b.png,3\\n", encoding="utf-8")
    ...     groups_by_table(["cat/a.png", "cat/b.png"], place).tolist()
    [0, 1]
    """
    files = _names(files)
    checks.instance(TABLE, table, (str, Path), "Name a CSV file.")
    place = Path(table)
    if not place.is_file():
        checks.refuse(TABLE, "must be a file", f"{str(place)!r}, not there", "Correct it.", error=FileNotFoundError)
    try:
        with place.open(encoding="utf-8-sig", newline="") as opened:
            rows = [row for row in csv.reader(opened) if row]
    except UnicodeDecodeError as error:
        checks.refuse(TABLE, "must be a text in UTF-8", str(error), "Save it again.")
    group: dict[str, str] = {}
    for row in rows:
        if len(row) < 2:
            checks.refuse(TABLE, "must have a file and a group in every line", ",".join(row), "Correct that line.")
        name = one_form(row[0].strip().replace("\\", "/"))
        if group.setdefault(name, row[1].strip()) != row[1].strip():
            checks.refuse(TABLE, "must name one group for a file", f"two for {name!r}", "Give paths below FOLDER.")
    told = [group.get(file, group.get(file.rpartition("/")[2])) for file in files]
    strange = [file for file, own in zip(files, told, strict=True) if own is None]
    if strange:
        seen = f"{len(strange):,} files without, such as {strange[0]!r}"
        checks.refuse(TABLE, "must have a line for every picture", seen, "Add them.")
    return numbered([str(own) for own in told])


def _names(files: object) -> list[str]:
    step = "Give paths below the folder, such as ['cat/anna_01.png']."
    names = checks.several("files", files, step)
    for name in names:
        checks.text("files", name, step)
    return names


def numbered(names: Sequence[str]) -> Int64[Tensor, " N"]:
    """A number from 0 for each name, in the order in which they come.

    >>> numbered(["b", "a", "b"]).tolist()
    [0, 1, 0]
    """
    number = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return torch.tensor([number[name] for name in names], dtype=torch.int64)
