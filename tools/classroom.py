"""For teachers: the hub of a class, and the lessons in the versions that a class needs.

python tools/classroom.py hub [--settings FILE]    JupyterHub for the class, on this machine (see classroom/README.md)
python tools/classroom.py student  [NAME ...]      exercises open, nothing run
python tools/classroom.py teacher  [NAME ...]      solved, with answers, hints and what wrong answers show
python tools/classroom.py handout  [NAME ...]      for paper: HTML made for A4, and PDF where there is Chromium
python tools/classroom.py slides   [NAME ...]      for the wall: one idea a slide, the scenes live

All but the hub write into docs/_build/classroom. NAME is `02_soften_a_label` or just `02`; without one, every lesson is
meant.
"""

import argparse
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


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when something is to mend."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", choices=("hub", "student", "teacher", "handout", "slides"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--settings", type=Path, help="with hub: a copy of classroom/settings.toml")
    asked = parser.parse_args(arguments)
    try:
        if asked.version == "hub":
            from classroom_hub import start  # needs JupyterHub, which the other versions do without

            start(asked.settings)
        for source in lessons(asked.names):
            print(f"wrote {write(asked.version, source, TARGET / asked.version).relative_to(ROOT)}", flush=True)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
