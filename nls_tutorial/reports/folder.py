"""A report's folder: whole or not there, and never over anything that was there before."""

import argparse
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from nls_tutorial import checks

LONGEST = 200  # bytes of a folder's name; a hidden one beside it has a longer name


def named_path(word: str) -> Path:
    """A path of the command line, which must have a name: an empty one would be the folder that one stands in.

    First met in notebooks/21_bring_your_own_data.

    >>> named_path("pictures").name
    'pictures'
    """
    if not word.strip():
        raise argparse.ArgumentTypeError("must name a file or folder, but got an empty name. Is a variable not set?")
    return Path(word)


def free_folder(argument: str, folder: str | Path) -> Path:
    """`folder` as a place that can be written: not there yet, or empty; looked at before any work is done.

    Raises ValueError where it holds something or is a file, or its parent cannot be written.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     free_folder("--out", f"{folder}/report").name
    'report'
    """
    place = Path(folder)
    size = len(os.fsencode(place.name))
    if size > LONGEST:
        checks.refuse(argument, f"must have a name of at most {LONGEST} bytes", size, "Shorten it.")
    step = "Take a new name; nothing is written over."
    if place.exists() or place.is_symlink():
        if not place.is_dir():
            checks.refuse(argument, "must be a new folder", f"{str(place)!r}, a file that is there", step)
        if any(place.iterdir()):
            checks.refuse(argument, "must be a new folder, or an empty one", f"{str(place)!r}, which holds files", step)
    parent = next(up for up in place.absolute().parents if up.exists())
    try:  # what a folder says of its rights is not all: some file systems take no folders
        os.rmdir(tempfile.mkdtemp(prefix=".nls_tutorial.", dir=parent))
    except OSError as error:
        step = "Take a place of your own with --out FOLDER."
        seen = f"{str(place)!r} ({error.strerror})"
        checks.refuse(argument, "must lie in a folder that can be written", seen, step)
    return place


def write_folder(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write `files` (name → content) to the new `folder` in one step: a stop before its end leaves nothing of it.

    They are written to a hidden folder beside it, which then takes the name. Raises what `free_folder` raises.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     place = write_folder(Path(home) / "report", {"report.json": "{}"})
    ...     sorted(file.name for file in place.iterdir()), len(list(Path(home).iterdir()))
    (['report.json'], 1)
    """
    free_folder("--out", folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.part")
    try:
        part.mkdir()
        for name, content in files.items():
            with open(part / name, "xb") as file:
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
        if folder.is_dir():
            folder.rmdir()  # empty, or this refuses
        os.rename(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return folder
