"""Every lesson on many machines, and the room that each of its assertions keeps.

python tools/matrix.py [NAME ...]                  the whole matrix, over the named lessons or all; hours on two cores
python tools/matrix.py --slice COMMIT [NAME ...]   one machine of it for each lesson, chosen by the commit
python tools/matrix.py --least 0.05                list only the assertions whose smallest room is below 5 %

The matrix: the instructions of `default`, `avx2` and `native` processors, 1, 2 and 4 threads, trainings nudged by
roundings, three shifted sets of seeds. For another torch, run it with the Python of an environment that has it. Each
assertion is listed with its smallest room (see tools/rooms.py) and the machine where it was smallest; then those that
failed somewhere, and the outputs that differ although they are compared as text. It ends with 1 when there are any.
"""

import argparse
import hashlib
import json
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import product
from pathlib import Path

from machines import INSTRUCTIONS, Machine, differing
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from rooms import watched

from notebooks import LessonError, lessons, read, run, settle

SHIFTS = (6_000, 12_000, 18_000)
MACHINES = [
    *(Machine(instructions, threads) for instructions, threads in product(INSTRUCTIONS, (1, 2, 4))),
    Machine(nudged=True),
    *(Machine(shift=shift) for shift in SHIFTS),
]


@dataclass
class Kept:
    """What one assertion told: its smallest room and where, and the machines on which it failed."""

    room: float = float("inf")
    where: str = ""
    failed: list[str] = field(default_factory=list)


Table = dict[tuple[int, str], Kept]  # by cell and assertion


def chosen(lesson: str, commit: str) -> Machine:
    """The machine of a lesson's slice: each commit another one, so that all have their turn in time."""
    digest = hashlib.sha256(f"{lesson} {commit}".encode()).digest()
    return MACHINES[int.from_bytes(digest[:4], "big") % len(MACHINES)]


def run_on(source: Path, machine: Machine) -> tuple[NotebookNode, list[tuple[int, str, str, float]]]:
    """The lesson, run there with its assertions watched, and what they told."""
    book = read(source)
    for number, cell in enumerate(book.cells, 1):
        if cell.cell_type == "code":
            cell.source = watched(cell.source, number)
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "rooms.jsonl"
        notes.touch()
        run(book, source.parent, machine=replace(machine, watched=notes))
        return settle(book), [tuple(json.loads(line)) for line in notes.read_text(encoding="utf-8").splitlines()]


def gather(told: Mapping[Machine, Iterable[tuple[int, str, str, float]]]) -> Table:
    """The notes of all machines, by assertion."""
    table: Table = {}
    for machine, notes in told.items():
        for cell, assertion, kind, value in notes:
            kept = table.setdefault((cell, assertion), Kept())
            if kind == "room" and value < kept.room:
                kept.room, kept.where = value, str(machine)
            elif kind == "holds" and not value:
                kept.failed.append(str(machine))
    return table


def rows(table: Table, least: float) -> Iterator[str]:
    """A line for each assertion that compares sizes, the tightest first."""
    for (cell, assertion), kept in sorted(table.items(), key=lambda item: item[1].room):
        if kept.room < least:
            yield f"{kept.room:8.1%}  cell {cell:<3} {assertion[:90]}   ({kept.where})"


def look(source: Path, machines: Sequence[Machine], least: float) -> bool:
    """Runs one lesson on the machines and prints what it found; True when nothing failed or differed."""
    books, told, fell = {}, {}, []
    for machine in machines:
        try:
            books[machine], told[machine] = run_on(source, machine)
        except CellExecutionError as error:
            fell.append(f"  FELL on {machine}: {error.ename}: {error.evalue}")
    table = gather(told)
    print(f"\n{source.stem}: {len(table)} assertions on {len(machines)} machines", *rows(table, least), sep="\n")
    fell += [
        f"  FAILED cell {cell} {text}: {'; '.join(kept.failed)}" for (cell, text), kept in table.items() if kept.failed
    ]
    same_seeds = {machine: book for machine, book in books.items() if not machine.shift}
    fell += [f"  DIFFERS {line}" for line in (differing(same_seeds) if same_seeds else ())]
    print(*fell, sep="\n", flush=True)
    return not fell


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when an assertion failed or an output differed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--slice", metavar="COMMIT")
    parser.add_argument("--least", type=float, default=float("inf"), metavar="SHARE")
    asked = parser.parse_args(arguments)
    try:
        sources = lessons(asked.names)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"torch {version('torch')}, Python {platform.python_version()}, {platform.machine()}")
    each = [(source, [chosen(source.stem, asked.slice)] if asked.slice else MACHINES) for source in sources]
    troubled = [source for source, machines in each if not look(source, machines, asked.least)]
    return int(bool(troubled))


if __name__ == "__main__":
    sys.exit(main())
