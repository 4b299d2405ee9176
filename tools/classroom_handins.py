"""What students hand in: a folder each, with notebooks or `.py` in it; which cell answers which exercise.

The files come from anybody: nothing of them is run or parsed as Python here.
"""

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from nls_tutorial.exercises.keep import HINTS, events

LARGEST, MOST_CODE, LARGEST_PAGE = 32 << 20, 1 << 20, 1 << 20  # bytes of a file, of its code, of a page of progress
MARKER = re.compile(r"^#[ \t]*exercise[ \t]+(\d\d\.\d)\b", re.MULTILINE)
PROMPT = re.compile(r"<!--\s*exercise\s+(\d\d)\.\d\s*-->")
HELP = re.compile(r"exercises\.(hint|show_solution)\(\s*[\"'](\d\d\.\d)[\"']\s*(?:,\s*(?:number\s*=\s*)?([123])\s*)?\)")
ROW = re.compile(r"<th[^>]{0,40}>(\d\d\.\d)</th>(.{0,1000}?)</tr>", re.DOTALL)  # of a saved page of progress
BREAK = re.compile(r"^# ?%%(.*)$", re.MULTILINE)  # between two cells of a .py
SKIPPED = {"fresh", "__pycache__", "__MACOSX", "node_modules"}


class UnreadableError(Exception):
    """The file is not what its name says; the text says why."""


@dataclass(frozen=True)
class Book:
    """One file that was handed in: its code cells, and the lesson that it holds."""

    file: Path
    lesson: str
    cells: tuple[str, ...]

    def answers(self) -> set[str]:
        """The exercises that have a cell."""
        return {name for cell in self.cells for name in MARKER.findall(cell)}


@dataclass
class HandIn:
    """All that one student handed in."""

    student: str
    folder: Path
    books: dict[str, Book] = field(default_factory=dict)  # by lesson
    notes: dict[str, list[str]] = field(default_factory=dict)  # by lesson: what the teacher should know
    unreadable: dict[str, str] = field(default_factory=dict)  # lesson → why
    help: dict[str, set[str]] = field(default_factory=dict)  # exercise → hints and solution that were read

    def note(self, lesson: str, words: str) -> None:
        """Keep it for the teacher."""
        self.notes.setdefault(lesson, []).append(words)

    def lessons(self) -> set[str]:
        """Those of which something was handed in, readable or not."""
        return {*self.books, *self.unreadable}


def hand_ins(folder: Path, known: dict[str, str]) -> list[HandIn]:
    """One a student, by name. `known` are the lessons, "02": "02_soften_a_label"."""
    folders = sorted(part for part in folder.iterdir() if part.is_dir() and not part.is_symlink())
    return [read(part, known) for part in folders if not part.name.startswith(".") and part.name not in SKIPPED]


def read(folder: Path, known: dict[str, str]) -> HandIn:
    """Everything in one student's folder."""
    found = HandIn(folder.name, folder)
    books: dict[str, list[Book]] = {}
    for file in files(folder):
        if file.suffix == ".jsonl" or file.suffix == ".html":
            _read_progress(found, file)
            continue
        try:
            cells, prose = cells_of(file)
        except UnreadableError as error:
            if lesson := _named(file, known):
                found.unreadable[lesson] = str(error)
            continue
        _read_help(found, cells)
        if lesson := _lesson(file, cells, prose, known):
            books.setdefault(lesson, []).append(Book(file, lesson, tuple(cells)))
    for lesson, several in books.items():
        several.sort(key=lambda book: (book.file.stem != known[lesson], book.file.suffix != ".ipynb", -_age(book.file)))
        found.books[lesson] = several[0]
        if found.unreadable.pop(lesson, ""):
            found.note(lesson, "another file of this lesson could not be read")
        if others := [book.file.name for book in several[1:] if book.cells != several[0].cells]:
            found.note(lesson, f"{several[0].file.name} was marked, and not {', '.join(others)}")
    return found


def files(folder: Path) -> Iterator[Path]:
    """The regular files that may hold something, whatever folder they lie in; no link is followed."""
    for here, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in SKIPPED)
        for name in sorted(names):
            file = Path(here, name)
            if file.suffix in (".ipynb", ".py", ".jsonl", ".html") and stat.S_ISREG(file.lstat().st_mode):
                yield file
    kept = folder / ".local" / "share" / "nls_tutorial" / "progress.jsonl"  # in a home of the hub
    if kept.is_file() and not kept.is_symlink():
        yield kept


def cells_of(file: Path) -> tuple[list[str], str]:
    """The code cells of a notebook or a `.py`, and its prose."""
    try:
        if file.stat().st_size > LARGEST:
            raise UnreadableError(f"{file.name} is larger than {LARGEST >> 20} MB")
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        code, prose = _notebook(text) if file.suffix == ".ipynb" else _script(text)
        if sum(map(len, code)) > MOST_CODE:
            raise UnreadableError(f"{file.name} holds more than {MOST_CODE >> 20} MB of code")
        return code, prose
    except (OSError, ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        raise UnreadableError(f"{file.name} is no notebook ({type(error).__name__})") from error


def _notebook(text: str) -> tuple[list[str], str]:
    code, prose = [], []
    for cell in json.loads(text)["cells"]:
        source = cell["source"]
        source = source if isinstance(source, str) else "".join(source)
        (code if cell["cell_type"] == "code" else prose).append(source)
    return code, "\n".join(prose)


def _script(text: str) -> tuple[list[str], str]:
    """Cells begin with `# %%`; in a script without them, with `# exercise 02.1`."""
    starts = list(BREAK.finditer(text))
    if not starts:
        places = [0, *(match.start() for match in MARKER.finditer(text)), len(text)]
        return [text[a:b] for a, b in pairwise(places) if text[a:b].strip()], ""
    code, prose = [text[: starts[0].start()]], []
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        body = text[start.end() : after.start() if after else len(text)]
        (prose if "[markdown]" in start.group(1) else code).append(body)
    return [cell for cell in code if cell.strip()], "\n".join(prose)


def _lesson(file: Path, cells: list[str], prose: str, known: dict[str, str]) -> str:
    """By its exercises, else by its name; empty where it is no lesson."""
    asked = [name[:2] for cell in cells for name in MARKER.findall(cell)] + PROMPT.findall(prose)
    counted = [lesson for lesson in asked if lesson in known]
    return max(sorted(set(counted)), key=counted.count) if counted else _named(file, known)


def _named(file: Path, known: dict[str, str]) -> str:
    match = re.match(r"(\d\d)(?!\d)", file.stem)
    return match.group(1) if match and match.group(1) in known else ""


def _age(file: Path) -> float:
    return file.stat().st_mtime


# ------------------------------------------------------------------------------------------------ what helped


def _read_help(found: HandIn, cells: list[str]) -> None:
    """The hints that the notebook itself asks for."""
    for cell in cells:
        for what, name, number in HELP.findall(cell):
            told = f"hint {number or 1}" if what == "hint" else "solution"
            found.help.setdefault(name, set()).add(told)


def _read_progress(found: HandIn, file: Path) -> None:
    """The hints that were read, from the file that keeps them or from a page saved with `progress().save(…)`."""
    if file.stat().st_size > LARGEST_PAGE:
        return
    if file.suffix == ".jsonl":
        for event in events(file):
            if event.event in (*HINTS, "solution"):
                found.help.setdefault(event.exercise_id, set()).add(event.event)
        return
    for name, row in ROW.findall(file.read_text(encoding="utf-8", errors="replace")):
        read = found.help.setdefault(name, set())
        if match := re.search(r">([123]) hints?\b", row):
            read |= set(HINTS[: int(match.group(1))])
        if re.search(r"[>,] ?the solution<", row):
            read.add("solution")
