"""Names of very many files in two arrays: processes that share them copy nothing, as Python's own lists would."""

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np


class FileNames:
    """Paths below `home`, one after the other in one array of bytes.

    A list of a million strings is copied, page by page, into each worker process that looks at it, since Python counts
    who holds a string in the string itself; an array is not.

    >>> names = FileNames(Path("photos"), ["a.jpg", "cat/é.jpg"])
    >>> len(names), names[1].as_posix(), names.relative(-1)
    (2, 'photos/cat/é.jpg', 'cat/é.jpg')
    """

    def __init__(self, home: Path, names: Iterable[str | Path]) -> None:
        encoded = [os.fsencode(name) for name in names]
        self.home = home
        self._bytes = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        self._ends = np.cumsum([len(name) for name in encoded], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends)

    def relative(self, index: int) -> str:
        """The path below `home`."""
        index = range(len(self))[index]
        start = int(self._ends[index - 1]) if index else 0
        return os.fsdecode(self._bytes[start : int(self._ends[index])].tobytes())

    def __getitem__(self, index: int) -> Path:
        return self.home / self.relative(index)

    def select(self, indices: Iterable[int]) -> "FileNames":
        """The files of these numbers, in their order."""
        return FileNames(self.home, [self.relative(int(index)) for index in indices])
