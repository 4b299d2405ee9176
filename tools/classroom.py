"""For teachers: the hub of a class, and the lessons in the versions that a class needs.

python tools/classroom.py hub [--settings FILE]    JupyterHub for the class, on this machine (see classroom/README.md)
python tools/classroom.py student  [NAME ...]      exercises open, nothing run
python tools/classroom.py teacher  [NAME ...]      solved, with answers, hints and what wrong answers show
python tools/classroom.py handout  [NAME ...]      for paper: HTML made for A4, and PDF where there is Chromium
python tools/classroom.py slides   [NAME ...]      for the wall: one idea a slide, the scenes live
python tools/classroom.py grade FOLDER [NAME ...]  marks for what students hand in, a folder each; this runs their code
python tools/classroom.py curve    FOLDER          the class's own reliability diagram, from files that students hand in

All but the hub write into docs/_build/classroom. NAME is `02_soften_a_label` or just `02`; without one, every lesson is
meant.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from classroom_books import student, teacher
from project import ROOT

from notebooks import LessonError, lessons

TARGET = ROOT / "docs" / "_build" / "classroom"
BOOKS = {"student": student, "teacher": teacher}


def write(version: str, source: Path, folder: Path) -> Path:
    """One lesson in one version; the file that was written."""
    folder.mkdir(parents=True, exist_ok=True)
    if version in BOOKS:
        target = folder / f"{source.stem}.ipynb"
        book = BOOKS[version](source)
        nbformat.validate(book)
        target.write_text(nbformat.writes(book) + "\n", encoding="utf-8")
        return target
    if version == "handout":
        from classroom_handout import handout

        return handout(source, folder)
    from classroom_slides import slides

    return slides(source, folder)


def grade(asked: argparse.Namespace) -> int:
    """Marks for the hand-ins in the folder that is named first."""
    from classroom_answers import Settings
    from classroom_grade import command

    if not asked.names:
        raise LessonError("name the folder with the hand-ins: python tools/classroom.py grade FOLDER [NAME ...]")
    limits = (asked.seconds, asked.memory, asked.at_once)
    chosen = Settings(*limits, asked.hint_cost, asked.solution_cost, asked.by_stars, asked.anyway)
    command(Path(asked.names[0]), asked.names[1:], asked.into, asked.roster, chosen)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when something is to mend."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", choices=("hub", "student", "teacher", "handout", "slides", "grade", "curve"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--settings", type=Path, help="with hub: a copy of classroom/settings.toml")
    with_grade = parser.add_argument_group("with grade")
    with_grade.add_argument("--roster", type=Path, help="the gradebook as Canvas or Moodle exports it: who is who")
    with_grade.add_argument("--into", type=Path, metavar="FOLDER", help="where the marks are written")
    with_grade.add_argument("--hint-cost", type=float, default=0.0, help="share of a mark that each hint costs, as 0.1")
    with_grade.add_argument("--solution-cost", type=float, default=0.0, help="share that reading the solution costs")
    with_grade.add_argument("--by-stars", action="store_true", help="an exercise counts its stars; else each counts 1")
    with_grade.add_argument("--seconds", type=int, default=5, help="processor time of an answer (5)")
    with_grade.add_argument("--memory", type=int, default=1024, help="MB for an answer (1024)")
    with_grade.add_argument("--at-once", type=int, default=os.cpu_count() or 2, help="answers at a time (one a core)")
    with_grade.add_argument("--anyway", action="store_true", help="go on where nothing keeps students' code from harm")
    asked = parser.parse_args(arguments)
    try:
        if asked.version == "grade":
            return grade(asked)
        if asked.version == "hub":
            from classroom_hub import start  # needs JupyterHub, which the other versions do without

            start(asked.settings)
        if asked.version == "curve":
            from classroom_curve import curve

            if len(asked.names) != 1:
                raise LessonError("Name one folder: python tools/classroom.py curve FOLDER")
            TARGET.mkdir(parents=True, exist_ok=True)
            print(f"wrote {curve(Path(asked.names[0]), TARGET / 'curve.html').relative_to(ROOT)}")
            return 0
        for source in lessons(asked.names):
            print(f"wrote {write(asked.version, source, TARGET / asked.version).relative_to(ROOT)}", flush=True)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
