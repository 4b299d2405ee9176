"""Files that are whole or not there: a crash while writing leaves the old file as it was."""

import os
from pathlib import Path

from nls_tutorial import checks


def write_atomic(path: Path, content: bytes, *, old: Path | None = None) -> None:
    """Write `content` to `path` so that a reader, or a power cut, meets the old file or the new one, never half of one.

    The bytes go to `path` with `.part` added, are forced to the disk, and then take the name in one step. With `old`,
    the file that was at `path` is kept under that name. Folders that are missing are made.

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
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if old is not None and path.exists():
        os.replace(path, old)
    os.replace(part, path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Force the folder's list of names to the disk, so that a rename survives a power cut (not needed on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
