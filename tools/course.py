"""The course's map, written from its lessons: python tools/course.py [--check].

A lesson says what it is at the door of its room, `nls_tutorial/lessons/lNN_name/__init__.py`; title, minutes and
seconds stand in its notebook, its questions and exercises are counted. From these come the table of the course in
README.md, the map at the end of lesson 00, the tables in docs/pages/teach.md, and docs/pages/teach_lessons.md, which
puts the lessons' own `teach.md` one after another.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import groupby
from pathlib import Path

import launch
from project import ROOT

from nls_tutorial.exercises import exercise_ids
from nls_tutorial.records import Lesson
from notebooks import lessons
from notebooks import text as write_pair

README, PLANS, NOTES = (ROOT / name for name in ("README.md", "docs/pages/teach.md", "docs/pages/teach_lessons.md"))
START = ROOT / "notebooks" / "00_start_here.py"
ROOMS = ROOT / "nls_tutorial" / "lessons"
MEND = "Run: uv run --group test python tools/course.py"
HEADER = re.compile(r"(\d+) minutes to read, about (\d+) seconds to run")


@dataclass(frozen=True)
class Entry:
    """One lesson as the map shows it."""

    stem: str
    title: str
    minutes: int
    seconds: int
    questions: int
    exercises: int
    lesson: Lesson

    @property
    def number(self) -> str:
        """Two digits."""
        return self.stem[:2]


def title(source: Path) -> str:
    """The lesson's own title: the first line of its first cell."""
    found = re.search(r"^# # (.+)$", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found.group(1) if found else source.stem


@cache
def entries() -> tuple[Entry, ...]:
    """Every lesson that has a notebook, in order."""
    return tuple(map(_entry, lessons()))


def _entry(source: Path) -> Entry:
    room = f"l{source.stem}"
    if not (ROOMS / room / "__init__.py").exists():
        sys.exit(f"{source.name} has no room: make nls_tutorial/lessons/{room} (CONTRIBUTING says how).")
    declared = getattr(import_module(f"nls_tutorial.lessons.{room}"), "LESSON", None)
    if not isinstance(declared, Lesson):
        sys.exit(f"nls_tutorial/lessons/{room}/__init__.py must hold LESSON = Lesson(idea=…, drag=…, session=…).")
    text = source.read_text(encoding="utf-8")
    times = HEADER.search(text)
    if times is None:
        sys.exit(f"{source.name} must say in its first cell: 20 minutes to read, about 30 seconds to run.")
    asked, solved = text.count("**Predict"), len(exercise_ids(source.stem[:2]))
    return Entry(source.stem, title(source), int(times[1]), int(times[2]), asked, solved, declared)


def map_table() -> list[str]:
    """README's table of the course, with the links that open a lesson without installing anything."""
    lines = ["| | lesson | idea | drag | launch |", "|:--|:--|:--|:--|:--|"]
    for one in entries():
        path = f"notebooks/{one.stem}.ipynb"
        name = one.title[0].lower() + one.title[1:]
        links = f"[Binder]({launch.binder(path)}) · [Colab]({launch.colab(path)})"
        lines.append(f"| {one.number} | [{name}]({path}) | {one.lesson.idea} | {one.lesson.drag} | {links} |")
    return lines


def way_table() -> list[str]:
    """What a reader of lesson 00 has ahead: the other lessons and their ideas."""
    rows = [f"| [{one.number} {one.title}]({one.stem}.ipynb) | {one.lesson.idea} |" for one in entries()[1:]]
    return ["| lesson | idea |", "|:--|:--|", *rows]


def times_table() -> list[str]:
    """For teachers: minutes, seconds, questions and exercises of each lesson."""
    rows = [
        f"| {one.number} {one.title} | {one.minutes} | {one.seconds} | {one.questions} | {one.exercises} |"
        for one in entries()
    ]
    return ["| lesson | read, min | run, s | predict | solve |", "| :-- | --: | --: | --: | --: |", *rows]


def sessions_table() -> list[str]:
    """For teachers: which lessons make a session, and what to ask for at its end."""
    lines = [
        "| session | lessons | reading, minutes | running, seconds | ask for, at the end |",
        "| --: | :-- | --: | --: | :-- |",
    ]
    order = sorted(entries(), key=lambda one: (one.lesson.session, one.number))
    for place, (_, group) in enumerate(groupby(order, key=lambda one: one.lesson.session), start=1):
        some = list(group)
        numbers = ", ".join(one.number for one in some)
        minutes, seconds = sum(one.minutes for one in some), sum(one.seconds for one in some)
        lines.append(f"| {place} | {numbers} | {minutes} | {seconds} | {some[-1].lesson.ask} |")
    return lines


def notes() -> list[str]:
    """For teachers: the lessons' own notes, one after another."""
    lines: list[str] = []
    for one in entries():
        file = ROOMS / f"l{one.stem}" / "teach.md"
        if not file.exists():
            sys.exit(f"{file.relative_to(ROOT)} is missing: say what to show, and what the answers tell.")
        body = file.read_text(encoding="utf-8").strip()
        lines += [
            f"## {one.number} {one.title}",
            "",
            f"*{one.minutes} minutes to read, about {one.seconds} seconds to run.*",
        ]
        lines += ["", body, ""]
    return lines[:-1]


BLOCKS = {
    README: {"course": map_table},
    START: {"map": way_table},
    PLANS: {"times": times_table, "sessions": sessions_table},
    NOTES: {"notes": notes},
}


def pages() -> Iterator[tuple[Path, str]]:
    """Every page that holds a part of the map, as it should be."""
    for file, blocks in BLOCKS.items():
        text = file.read_text(encoding="utf-8")
        for name, lines in blocks.items():
            begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
            if text.count(begin) != 1 or text.count(end) != 1:
                sys.exit(
                    f"{file.name} must hold the marks {begin} and {end} once each; put them where it should stand."
                )
            head, rest = text.split(begin)
            margin = head.rpartition("\n")[2]  # "# " in the source of a notebook
            text = "\n".join([head + begin, *(margin + line for line in lines()), margin + end + rest.split(end)[1]])
        yield file, text


def main() -> int:
    """Write the pages, or with `--check` say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is not in step")
    check = parser.parse_args().check
    stale = [(file, text) for file, text in pages() if file.read_text(encoding="utf-8") != text]
    for file, text in stale:
        if check:
            print(f"{file.name} is not in step. {MEND}", file=sys.stderr)
        else:
            file.write_text(text, encoding="utf-8")
            if file.suffix == ".py":
                write_pair(file)
            print(f"wrote {file.name}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
