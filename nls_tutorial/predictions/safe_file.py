"""Files that are whole or not there: a crash while writing leaves the old file as it was."""

import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from nls_tutorial import checks


def write_atomic(path: Path, content: bytes, *, old: Path | None = None) -> None:
    """Write `content` to `path` so that a reader, or a power cut, meets the old file or the new one, never half of one.

    The bytes go to a file beside it with a name that no other writer has, are forced to the disk, and then take the
    name in one step: of two writers at once, the later wins. With `old`, the file that was at `path` is kept under that
    name, too, and `path` itself is there at every moment. Folders that are missing are made. What cannot be written to
    the end is removed.

    Raises ValueError where `path` is a folder, OSError where the disk is full or may not be written.

    >>> from pathlib import Path
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for text in (b"first", b"second"):
    ...         write_atomic(Path(folder) / "run.json", text, old=Path(folder) / "run.old")
    ...     [file.read_bytes() for file in sorted(Path(folder).iterdir())]
    [b'second', b'first']
    """
    if path.is_dir():
        checks.refuse("path", "must be the name of a file", f"the folder {path}", "Add a file name to it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _own_name(path)
    try:
        with open(part, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if old is not None and path.exists():
            _keep(path, old)
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def leftovers(path: Path) -> list[Path]:
    """Parts of `path` that writers left behind when they were killed, or that a writer is at work on."""
    name = re.compile(re.escape(path.name) + r"\.[0-9a-f]{16}\.part")
    return sorted(file for file in path.parent.iterdir() if name.fullmatch(file.name))


def _own_name(path: Path) -> Path:
    return path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")


def _keep(path: Path, old: Path) -> None:
    """Give the file at `path` a second name, so that the first one never goes away."""
    second = _own_name(old)
    try:
        try:
            os.link(path, second)
        except (OSError, NotImplementedError):  # a file system without hard links
            shutil.copyfile(path, second)
        os.replace(second, old)
    finally:  # also where `old` was this very file already: then replacing does nothing
        with suppress(OSError):
            second.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Force the folder's list of names to the disk, so that a rename survives a power cut (not needed on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
