"""Files of data in a folder: their names, and which of them no one put there to be read."""

import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from nls_tutorial import checks

Folder = str | os.PathLike[str]
# what systems and their tools leave behind: archives of macOS, shops' thumbnails, bins, checks of a disk
SYSTEM = frozenset(("__macosx", "@eadir", "#recycle", "$recycle.bin", "lost+found", "system volume information"))
MARKED = stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM  # Windows


class MissingFileError(FileNotFoundError, ValueError):
    """A folder was named that does not hold what it should: a missing file and a bad argument at once.

    >>> from nls_tutorial.data import cifar10
    >>> cifar10("no/such/folder")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: folder 'no/such/folder' must be a folder, ...
    """


def missing(argument: str, rule: str, seen: str, step: str = "Copy it there, or name another folder.") -> NoReturn:
    """Refuse a folder for what it lacks."""
    checks.refuse(argument, rule, seen, step, error=MissingFileError)


def as_path(argument: str, folder: object, step: str) -> Path:
    """`folder` as a path, whether it is there or not."""
    if not isinstance(folder, str | os.PathLike):
        checks.refuse(argument, "must be the path of a folder", repr(folder), step, error=TypeError)
    return Path(folder)


def folder_path(argument: str, folder: object, step: str = "Name the folder that holds the files.") -> Path:
    """`folder` as the path of a folder that is there."""
    home = as_path(argument, folder, step)
    if not is_there(home, Path.is_dir):
        seen = "a file" if is_there(home, Path.exists) else "no such folder"
        missing(f"{argument} {str(home)!r}", "must be a folder", seen, step)
    return home


def is_there(path: Path, kind: Callable[[Path], bool]) -> bool:
    """`kind` is Path.is_file, Path.is_dir or Path.exists; False for a name that no file can have."""
    try:
        return kind(path)
    except OSError:
        return False


def one_form(name: str) -> str:
    """A name in Unicode's composed form: macOS writes é as e and an accent, others as one letter."""
    return unicodedata.normalize("NFC", name)


def find_files(folder: Folder, argument: str, endings: tuple[str, ...]) -> dict[str, list[Path]]:
    """The files with one of the endings in `folder` and below, by their place in it without the ending, in order.

    Hidden and system files, and all in folders of that kind, are not data: a notebook's checkpoints, a Mac's ._ files.
    A name that several files have is told with all of them.
    """
    home = folder_path(argument, folder)
    found: dict[str, list[Path]] = {}
    for place, inner, names in os.walk(home, onerror=_unreadable(argument)):
        inner[:] = sorted(name for name in inner if not _is_hidden(Path(place, name)))
        for name in sorted(names):
            file = Path(place, name)
            if file.suffix.lower() in endings and not _is_hidden(file) and file.is_file():
                key = one_form(file.relative_to(home).with_suffix("").as_posix())
                found.setdefault(key, []).append(file)
    if not found:
        missing(argument, f"must hold files that end with {', '.join(endings)}", f"none in {str(home)!r}")
    return dict(sorted(found.items()))


def _is_hidden(file: Path) -> bool:
    """Whether a system hides it: by its name, or by a mark of Windows or macOS."""
    if file.name.startswith((".", "~$")) or file.name.lower() in SYSTEM:
        return True
    try:
        told = file.lstat()
    except OSError:  # gone meanwhile
        return True
    return is_marked(told)


def is_marked(told: object) -> bool:
    """Whether a file's status says hidden; only Windows and macOS have such marks."""
    marks, flags = getattr(told, "st_file_attributes", 0), getattr(told, "st_flags", 0)
    return bool(marks & MARKED or flags & stat.UF_HIDDEN)


def _unreadable(argument: str) -> Callable[[OSError], None]:
    def refuse(error: OSError) -> None:
        seen = f"{error.strerror} at {str(error.filename)!r}"
        missing(argument, "must be a folder whose files can be listed", seen, "Ask for the right to read it.")

    return refuse
