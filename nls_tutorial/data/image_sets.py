"""The lists in ImageSets/Main of a PASCAL VOC set: one photograph a line, or with a mark for one class."""

import codecs
import re
from collections import Counter
from collections.abc import Container
from pathlib import Path, PurePosixPath, PureWindowsPath

from nls_tutorial import checks
from nls_tutorial.data.files import one_form
from nls_tutorial.data.xml_text import MOST_BYTES, refuse_file

STEP = "Correct the list."
MARKED = re.compile(r"(\S.*?)\s+(-1|0|1)")


def read_image_set(file: Path, known: Container[str]) -> list[str]:
    """The photographs that a list names, in its order; of a list such as cat_train.txt, those marked 1: a cat is there.

    Marks are −1 (none there), 0 (only ones hard to see) and 1, in a second column of every line. `known` are the names
    of the photographs that are there: a list of those alone has no marks, whatever their names end with.

    Raises UnusableFileError, naming the file, for a list that is no text in UTF-8 (or UTF-16 with its mark), larger
    than 16 MiB, that names no photograph, or one twice.
    """
    lines = [one_form(line.strip()) for line in _text(file).splitlines() if line.strip()]
    marks = [MARKED.fullmatch(line) for line in lines]
    if all(marks) and not all(line in known for line in lines):
        lines = [mark[1] for mark in marks if mark and mark[2] == "1"]
    if not lines:
        refuse_file(file, "must name at least one photograph", "none", STEP)
    (most, count), *_ = Counter(lines).most_common(1)
    if count > 1:
        refuse_file(file, "must name each photograph once", f"{most!r} {count} times", STEP)
    return lines


def inside_folder(file: Path, name: str) -> None:
    """Refuse a name in a list that leads out of the folder it belongs to."""
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        if path.anchor or ".." in path.parts:
            refuse_file(file, "must name photographs inside their folder", repr(name), STEP)


def plain_name(argument: str, name: object, step: str) -> str:
    """`name` without any folder."""
    if not isinstance(name, str):
        checks.refuse(argument, "must be a name", f"{name!r} ({type(name).__name__})", step, error=TypeError)
    if not name.strip() or re.search(r"[/\\:\0]", name) or name.strip(".") == "":
        checks.refuse(argument, "must be a name without a folder", repr(name), step)
    return name


def _text(file: Path) -> str:
    content = file.read_bytes() if file.stat().st_size <= MOST_BYTES else b""
    if not content:
        seen = f"{file.stat().st_size:,} bytes"
        refuse_file(file, f"must have 1 to {MOST_BYTES:,} bytes", seen, STEP)
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeError as error:
        refuse_file(file, "must be text in UTF-8", str(error), "Save it as UTF-8.")
