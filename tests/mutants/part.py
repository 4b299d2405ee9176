"""Which mutants a run tries: all take many minutes, so each day has a sixth of them, by rooms."""

import datetime
import os
from collections.abc import Mapping, Sequence

NAME = "NLS_MUTANTS"
PARTS = 6


def choose() -> str:
    """Decide once, before other processes start: what the variable says, or the part of the day, such as "2/3"."""
    return os.environ.setdefault(NAME, f"{datetime.date.today().toordinal() % PARTS + 1}/{PARTS}")


def rooms_of(part: str, sizes: Mapping[str, int]) -> list[str]:
    """The rooms of a part, in alphabetical order; "all" for all. Parts are about equally large, and leave nothing out.

    >>> sizes = {"a": 9, "b": 5, "c": 5, "d": 4}
    >>> [rooms_of(f"{number}/2", sizes) for number in (1, 2)]
    [['a', 'd'], ['b', 'c']]
    """
    if part == "all":
        return sorted(sizes)
    number, _, count = part.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise ValueError(f"{NAME} must be 'all' or a part such as '2/{PARTS}', but got {part!r}. Correct it.")
    return sorted(_dealt(sizes, int(count))[int(number) - 1])


def _dealt(sizes: Mapping[str, int], count: int) -> Sequence[list[str]]:
    """The largest first, each to the part that has least."""
    parts: list[list[str]] = [[] for _ in range(count)]
    for room in sorted(sizes, key=lambda room: (-sizes[room], room)):
        min(parts, key=lambda part: sum(sizes[one] for one in part)).append(room)
    return parts
