"""Find a study by its name: those of the lessons' rooms, and those that several lessons share."""

import difflib
import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.studies.study import Study

SHARED = "nls_tutorial.studies.shared"


@cache
def all_studies() -> dict[str, Study]:
    """Every study, by name, in the order of lessons; those that several lessons share come first.

    A lesson's studies are the `Study` records in its module `study`.

    >>> all(name == study.name for name, study in all_studies().items())
    True
    """
    lessons = Path(__file__).resolve().parents[1] / "lessons"
    rooms = sorted(module.name for module in pkgutil.iter_modules([str(lessons)]))
    modules = [SHARED]
    for room in rooms:
        if (lessons / room / "study.py").exists() or (lessons / room / "study").is_dir():
            modules.append(f"nls_tutorial.lessons.{room}.study")
    found: dict[str, Study] = {}
    for module in modules:
        for entry in vars(import_module(module)).values():
            if isinstance(entry, Study) and found.setdefault(entry.name, entry) is not entry:
                checks.refuse("name", "must belong to one study", repr(entry.name), "Rename one of the two.")
    return found


def find_study(name: str) -> Study:
    """The study named `name`. Raises ValueError for one that is not there, and says which is nearest.

    >>> find_study("nothing")
    Traceback (most recent call last):
        ...
    ValueError: name must be one of ..., but got 'nothing'. ...
    """
    checks.text("name", name, "Look at `python -m nls_tutorial.studies list`.")
    known = all_studies()
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.0)
        step = f"Did you mean {near[0]!r}?" if near else "Look at `python -m nls_tutorial.studies list`."
        checks.refuse("name", f"must be one of {', '.join(known)}", repr(name), step)
    return known[name]
