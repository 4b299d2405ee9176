"""What a student has solved so far: a small table in the notebook, a page to hand in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from nls_tutorial.checks import refuse
from nls_tutorial.exercises.define import Exercise
from nls_tutorial.exercises.find import exercises_of, lessons
from nls_tutorial.exercises.keep import HINTS, events
from nls_tutorial.progress.lines import PLACE, hindered, place

_SOLVED, _EDGE = "#2f9e58", "#808890"
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 46rem; }}
h1 {{ font-size: 1.5rem; margin-bottom: 0; }} h2 {{ font-size: 1.1rem; margin: 1.6rem 0 .3rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #80889055; }}
td:first-child, th:first-child {{ width: 3.5rem; }} th {{ font-weight: 600; }}
th:nth-child(3) {{ width: 4rem; }} th:nth-child(4) {{ width: 11rem; }} th:nth-child(5) {{ width: 7rem; }}
.right {{ white-space: nowrap; }}
@media (max-width: 36rem) {{ td:nth-child(3), th:nth-child(3) {{ display: none; }} .right {{ white-space: normal; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{lead}</p>
{tables}
</body>
</html>
"""


@dataclass(frozen=True)
class Standing:
    """One exercise: when it was solved (None while it is open), which hints were read, whether the solution was."""

    exercise: Exercise
    solved: datetime | None
    hints: int
    solution: bool

    @property
    def help(self) -> str:
        """What was read on the way, in words."""
        hints = {0: "", 1: "1 hint"}.get(self.hints, f"{self.hints} hints")
        return ", ".join(part for part in (hints, "the solution" if self.solution else "") if part)

    @property
    def state(self) -> str:
        """Solved, with its date, or open."""
        return f"solved {_day(self.solved)}" if self.solved else "open"


def _day(when: datetime) -> str:
    return f"{when.day} {when:%b %Y}"


@dataclass(frozen=True, repr=False)
class Progress:
    """Every exercise of the course, and how the student stands with it.

    First met in notebooks/00_start_here.

    >>> Progress(standings=(), kept=None)  # a course without exercises; `progress()` makes the real one
    0 of 0 exercises solved
    """

    standings: tuple[Standing, ...]
    kept: Path | None
    trouble: str = ""  # why nothing can be kept

    @property
    def solved(self) -> int:
        """How many exercises are solved."""
        return sum(one.solved is not None for one in self.standings)

    def by_lesson(self) -> dict[str, list[Standing]]:
        """The exercises of each lesson, in order."""
        found: dict[str, list[Standing]] = {}
        for one in self.standings:
            found.setdefault(one.exercise.exercise_id[:2], []).append(one)
        return found

    def _summary(self) -> str:
        return f"{self.solved} of {len(self.standings)} exercises solved"

    def _warning(self) -> str:
        """Where nothing can be kept, the table is no news of the student: it says so."""
        return f"Nothing is kept: {self.trouble}. Set {PLACE} to a file that can be." if self.trouble else ""

    def __repr__(self) -> str:
        lines = [self._summary(), *filter(None, [self._warning()])]
        for lesson, group in self.by_lesson().items():
            marks = " ".join(f"{'✓' if one.solved else '○'} {one.exercise.exercise_id}" for one in group)
            lines.append(f"  lesson {lesson}  {_count(group)}  {marks}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="text-align:left">{name}</th>'
            for name in ("Lesson", "Solved", "Exercises", "Last solved")
        )
        rows = "".join(_row(lesson, group) for lesson, group in self.by_lesson().items())
        caption = f'<caption style="text-align:left;font-weight:bold;caption-side:top">{self._summary()}</caption>'
        warning = f'<p role="alert">{escape(self._warning())}</p>' if self.trouble else ""
        return f"{warning}<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def save(self, path: str | Path, name: str = "") -> Path:
        """Write a page with every exercise, to keep or to hand in; returns its path. `name` stands at its head.

        It says what this machine has kept, and proves no more than that.
        Raises ValueError where `path` does not end in .html, OSError where it cannot be written.
        """
        target = Path(path)
        if target.suffix != ".html":
            refuse("path", "must end in .html", str(path), 'Write "progress.html".')
        title = f"Progress of {name}" if name else "Progress"
        lead = f"{self._summary()}, on {_day(datetime.now().astimezone())}. Soft labels and calibrated networks."
        lead += f" {escape(self._warning())}" if self.trouble else ""
        tables = "\n".join(_table(lesson, group) for lesson, group in self.by_lesson().items())
        target.write_text(_PAGE.format(title=escape(title), lead=lead, tables=tables), encoding="utf-8")
        return target

    def reset(self) -> "Progress":
        """Begin anew; what was kept until now stays beside it, in a file that ends in .old."""
        if self.kept and self.kept.exists():
            os.replace(self.kept, self.kept.with_name(self.kept.name + ".old"))
        return progress()


def _count(group: Sequence[Standing]) -> str:
    return f"{sum(one.solved is not None for one in group)} of {len(group)}"


def _chip(one: Standing) -> str:
    told = f"{one.exercise.exercise_id} {one.exercise.title}: {one.state}{f', {one.help}' if one.help else ''}"
    style = f"border:1px solid {_SOLVED if one.solved else _EDGE};border-radius:1em;padding:0 .55em;margin-right:.3em"
    mark = "✓" if one.solved else "○"
    text = f"{mark} {one.exercise.exercise_id}"
    spoken = escape(told, quote=True)
    return f'<span role="img" aria-label="{spoken}" title="{spoken}" style="{style};white-space:nowrap">{text}</span>'


def _row(lesson: str, group: Sequence[Standing]) -> str:
    latest = max((one.solved for one in group if one.solved), default=None)
    cells = (
        _count(group),
        f'<span style="line-height:2">{"".join(map(_chip, group))}</span>',
        _day(latest) if latest else "–",
    )
    body = "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells)
    return f'<tr><th scope="row" style="text-align:left">{lesson}</th>{body}</tr>'


def _table(lesson: str, group: Sequence[Standing]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", "Exercise", "Stars", "State", "Help"))
    rows = "".join(
        f'<tr><th scope="row">{one.exercise.exercise_id}</th><td>{escape(one.exercise.title)}</td>'
        f'<td class="right">{"★" * one.exercise.stars}</td>'
        f'<td class="right">{"✓" if one.solved else "○"} {one.state}</td><td>{one.help or "–"}</td></tr>'
        for one in group
    )
    return (
        f"<h2>Lesson {lesson}: {_count(group)}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def progress() -> Progress:
    """How you stand with the exercises: shows itself as a table; `.save("progress.html", name="…")` writes a page.

    What `check` has found right, and which hints were read, is kept in one file on your machine, and sent nowhere. Set
    NLS_PROGRESS to another file, or to "off"; `.reset()` begins anew.
    Raises OSError where the file is there and cannot be read.
    First met in notebooks/00_start_here.

    >>> progress()  # with nothing solved yet
    0 of ... exercises solved
      lesson 00  0 of 2  ○ 00.1 ○ 00.2
    ...
    """
    path = place()
    first: dict[tuple[str, str], datetime] = {}
    for event in events(path) if path else ():
        first.setdefault((event.exercise_id, event.event), event.at)
    standings = [
        Standing(
            exercise,
            first.get((name, "solved")),
            sum((name, hint) in first for hint in HINTS),
            (name, "solution") in first,
        )
        for lesson in lessons()
        for name, exercise in exercises_of(lesson).items()
    ]
    return Progress(tuple(standings), path, hindered(path) if path else "")
