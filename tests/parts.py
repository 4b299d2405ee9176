"""What only some days try: mutants by rooms, walks in JupyterLab, lessons on other machines. All of it comes round."""

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import TypeVar

Choice = TypeVar("Choice")

MUTANTS, WALKS, MACHINES = "NLS_MUTANTS", "NLS_WALKS", "NLS_MACHINES"
# All mutants take half an hour, all walks ten minutes of a processor; each lesson runs on one machine of seven a day.
PARTS = {MUTANTS: 7, WALKS: 2, MACHINES: 7}


def choose(name: str) -> str:
    """Decide once, before other processes start: what the variable says, or the part of the day, such as "2/3"."""
    return os.environ.setdefault(name, f"{datetime.date.today().toordinal() % PARTS[name] + 1}/{PARTS[name]}")


def chosen(name: str, sizes: Mapping[str, int]) -> list[str]:
    """What today's part of `sizes` holds, in alphabetical order."""
    return part_of(choose(name), sizes, name)


def part_of(part: str, sizes: Mapping[str, int], name: str = MUTANTS) -> list[str]:
    """What a part holds, in alphabetical order; "all" for all. Parts are about equally large, and leave nothing out.

    >>> sizes = {"a": 9, "b": 5, "c": 5, "d": 4}
    >>> [part_of(f"{number}/2", sizes) for number in (1, 2)]
    [['a', 'd'], ['b', 'c']]
    """
    if part == "all":
        return sorted(sizes)
    number, count = _fraction(part, name)
    return sorted(_dealt(sizes, count)[number - 1])


def turn(name: str, row: int, choices: Sequence[Choice]) -> Sequence[Choice]:
    """Whose turn it is today in this row: one of the choices, another in the next row and on the next day, or all.

    >>> len({turn(MACHINES, row, "abcdefg")[0] for row in range(7)})
    7
    """
    part = choose(name)
    return choices if part == "all" else [choices[(_fraction(part, name)[0] - 1 + row) % len(choices)]]


def _fraction(part: str, name: str) -> tuple[int, int]:
    number, _, count = part.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise ValueError(f"{name} must be 'all' or a part such as '2/{PARTS[name]}', but got {part!r}. Correct it.")
    return int(number), int(count)


def _dealt(sizes: Mapping[str, int], count: int) -> Sequence[list[str]]:
    """The largest first, each to the part that has least."""
    parts: list[list[str]] = [[] for _ in range(count)]
    for room in sorted(sizes, key=lambda room: (-sizes[room], room)):
        min(parts, key=lambda part: sum(sizes[one] for one in part)).append(room)
    return parts
