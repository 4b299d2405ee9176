"""A student's home: the lessons as they should lie there, with nothing of the student's own lost.

Runs when the student's server starts, as the student. A lesson that is not there yet arrives; one that the student has
not touched is brought up to date; one that the student has changed is left alone. `fresh/` holds every lesson as it is
handed out, read only, and is made anew at every start.
"""

import hashlib
import json
import os
from pathlib import Path

GIVEN = ".nls_given.json"  # lesson → the digest of what was handed out
FRESH = "fresh"
README = """\
The lessons as they are handed out, read only. To start one over, rename or delete yours in the folder above, and copy \
this one there (right click, Copy, then Paste).
"""


def digest(path: Path) -> str:
    """Changes when the file's bytes do."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fill(home: Path, lessons: Path) -> list[str]:
    """Bring the home up to date; the names of the lessons that arrived or were renewed."""
    if home.stat().st_mode & 0o077:
        home.chmod(0o700)  # neighbours read no one's work
    record = home / GIVEN
    try:
        given = json.loads(record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # a first day, or a record cut short: what is there is the student's own
        given = {}
    given = given if isinstance(given, dict) else {}
    arrived = []
    for lesson in sorted(lessons.glob("*.ipynb")):
        own, new = home / lesson.name, digest(lesson)
        untouched = own.is_file() and not own.is_symlink() and digest(own) == given.get(lesson.name)
        if not os.path.lexists(own) or (untouched and new != given[lesson.name]):
            _put(lesson, own, 0o600)
            given[lesson.name] = new
            arrived.append(lesson.name)
        elif untouched and own.stat().st_mode & 0o077:  # from a time when neighbours could read it
            own.chmod(0o600)
    _write(record, json.dumps(given, indent=1).encode())
    _refresh(home / FRESH, lessons)
    return arrived


def _refresh(folder: Path, lessons: Path) -> None:
    if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
        return  # the student has something else under that name
    folder.mkdir(mode=0o700, exist_ok=True)
    for lesson in lessons.glob("*.ipynb"):
        there = folder / lesson.name
        if there.is_symlink() or not there.is_file() or digest(there) != digest(lesson) or there.stat().st_mode & 0o077:
            _put(lesson, there, 0o400)
    _write(folder / "README.md", README.encode())


def _put(source: Path, target: Path, mode: int) -> None:
    _write(target, source.read_bytes(), mode)


def _write(target: Path, content: bytes, mode: int = 0o600) -> None:
    part = target.with_name(f".{target.name.lstrip('.')}.part")
    try:
        part.unlink(missing_ok=True)  # a new file: never through a link, never into what is open elsewhere
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
        os.replace(part, target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
