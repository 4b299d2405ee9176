"""A row a student and exercise; the same as Canvas and as Moodle import them.

What comes from a student stands in a cell as text: a spreadsheet takes no formula from it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PLAIN = (
    "student", "lesson", "exercise", "title", "stars", "state", "hints", "solution_read", "mark", "out_of", "says",
    "told", "file",
)  # fmt: skip
# What Canvas writes at the head of an exported gradebook and asks for in an import, and the row that it reads below it.
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"
# What Moodle writes at the head of an exported gradebook; an import asks which column names the student.
MOODLE = ("First name", "Last name", "Username", "ID number", "Email address")
LONGEST = 400  # characters of a text in a cell


@dataclass(frozen=True)
class Mark:
    """What one student has for one exercise."""

    student: str
    exercise: str
    title: str
    stars: int
    state: str  # right, wrong, empty, missing, stopped, unreadable, tampered
    hints: int
    solution_read: bool
    mark: float
    out_of: float
    says: str
    told: str  # to the teacher
    file: str

    @property
    def lesson(self) -> str:
        """Its number."""
        return self.exercise[:2]


def text(words: object) -> str:
    """`words` as a spreadsheet shows them: in one line, no longer than a cell, and never a formula."""
    line = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", str(words).encode("utf-8", "replace").decode()).strip()
    line = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") and line != "-" else line


def number(value: float) -> str:
    """With two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write_plain(path: Path, marks: Iterable[Mark]) -> Path:
    """One row a student and exercise."""
    rows = [
        [
            text(one.student), one.lesson, one.exercise, one.title, one.stars, one.state, one.hints,
            "yes" if one.solution_read else "no", number(one.mark), number(one.out_of), text(one.says), text(one.told),
            text(one.file),
        ]
        for one in marks
    ]  # fmt: skip
    return _write(path, [PLAIN, *rows])


def sums(marks: Iterable[Mark]) -> dict[str, dict[str, tuple[float, float]]]:
    """Student → lesson → mark and what it is out of; a lesson of which nothing was handed in is left out."""
    found: dict[str, dict[str, list[Mark]]] = {}
    for one in marks:
        found.setdefault(one.student, {}).setdefault(one.lesson, []).append(one)
    return {
        student: {
            lesson: (sum(one.mark for one in several), sum(one.out_of for one in several))
            for lesson, several in lessons.items()
            if any(one.state != "missing" for one in several)
        }
        for student, lessons in found.items()
    }


# ------------------------------------------------------------------------------------------------ who is who


@dataclass(frozen=True)
class Roster:
    """The class as Canvas or Moodle exports it: the columns that name a student, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> "Roster":
        """From a file that either has exported. Raises ValueError where it is neither."""
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = tuple(name for name in (rows[0] if rows else {}) if name)
        if not {"Student", "ID"} <= set(columns) and not {"Email address", "Username", "ID number"} & set(columns):
            raise ValueError(
                f"{path} is no gradebook that Canvas or Moodle has exported: its first line should hold "
                f"{', '.join(CANVAS)} or {', '.join(MOODLE)}, but holds "
                f"{', '.join(columns)[:200] or 'nothing'}. Export it anew."
            )
        kept = tuple({name: row.get(name) or "" for name in columns} for row in rows)
        return cls(columns, tuple(row for row in kept if "Points Possible" not in row.get("Student", "")))

    def find(self, student: str) -> dict[str, str] | None:
        """The row of the student whose folder has this name: an id, an address, or a name in either order."""
        wanted = plain(student)
        for row in self.rows:
            if wanted and wanted in _names(row):
                return row
        return None

    def header(self, title: str) -> str:
        """Canvas's own heading of the assignment, with its number, where it has one of that title."""
        return next((name for name in self.columns if re.sub(r" \(\d+\)$", "", name) == title), title)


def plain(name: str) -> str:
    """A name without case, spaces and marks: "Lovelace, Ada" is "lovelace ada"."""
    return " ".join(re.findall(r"[\w@.]+", name.casefold().replace("_", " ")))


def _names(row: dict[str, str]) -> set[str]:
    found = {row.get(name, "") for name in (*CANVAS[:4], *MOODLE[2:])}
    found.add((row.get("Email address") or row.get("SIS Login ID") or "").partition("@")[0])
    first, last = row.get("First name", ""), row.get("Last name", "")
    if "," in row.get("Student", ""):
        last, _, first = (part.strip() for part in row["Student"].partition(","))
    found |= {f"{first} {last}", f"{last} {first}"}
    return {plain(name) for name in found} - {""}


# ------------------------------------------------------------------------------------------------ for the two


def write_canvas(path: Path, marks: Sequence[Mark], titles: dict[str, str], roster: Roster | None) -> Path:
    """One assignment a lesson, in points; without a roster the folder's name is taken for the login."""
    found, lessons = sums(marks), sorted({one.lesson for one in marks})
    out_of = {
        lesson: max((group[lesson][1] for group in found.values() if lesson in group), default=0) for lesson in lessons
    }
    headings = [roster.header(titles[lesson]) if roster else titles[lesson] for lesson in lessons]
    rows: list[Sequence[str]] = [[POINTS_POSSIBLE, "", "", "", "", *(number(out_of[lesson]) for lesson in lessons)]]
    for student, group in found.items():
        row = (roster.find(student) if roster else None) or {"Student": student, "SIS Login ID": student}
        named = [text(row.get(name, "")) for name in CANVAS]
        rows.append([*named, *(number(group[lesson][0]) if lesson in group else "" for lesson in lessons)])
    return _write(path, [[*CANVAS, *headings], *rows])


def write_moodle(path: Path, marks: Sequence[Mark], titles: dict[str, str], roster: Roster | None) -> Path:
    """One item a lesson, in per cent, since a new item of Moodle's has 100 points; and what there is to say of it."""
    found, lessons = sums(marks), sorted({one.lesson for one in marks})
    states: dict[tuple[str, str], list[str]] = {}
    for one in marks:
        states.setdefault((one.student, one.lesson), []).append(f"{one.exercise} {one.state}")
    headings = [name for lesson in lessons for name in (titles[lesson], f"{titles[lesson]} (Feedback)")]
    rows = []
    for student, group in found.items():
        row = (roster.find(student) if roster else None) or {"Username": student}
        cells = [text(row.get(name, "")) for name in MOODLE]
        for lesson in lessons:
            mark, out_of = group.get(lesson, (0.0, 0.0))
            cells += [
                number(100 * mark / out_of) if out_of else "-",
                ", ".join(states[student, lesson]) if out_of else "",
            ]
        rows.append(cells)
    return _write(path, [[*MOODLE, *headings], *rows])


def _write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
