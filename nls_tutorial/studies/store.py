"""Where finished cells are kept, each in files of its own, under the digest of what decides its numbers."""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic
from nls_tutorial.records import Cell
from nls_tutorial.studies.cell_file import (
    Damaged,
    cell_from,
    cell_told,
    read_arrays,
    read_told,
    write_arrays,
    write_told,
)
from nls_tutorial.studies.study import Study

HEAD, NUMBER = "nls_tutorial cell", 1
PLACE = "NLS_STUDIES"


def default_folder() -> Path:
    """Where cells are kept unless told otherwise: the folder that NLS_STUDIES names, else one in the user's own data.

    >>> isinstance(default_folder(), Path)
    True
    """
    asked = os.environ.get(PLACE, "").strip()
    if asked:
        return Path(asked)
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Application Support"
    else:
        home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "nls_tutorial" / "studies"


@dataclass(frozen=True)
class Store:
    """A folder of finished cells.

    The file of a cell is named by study, arm, seed and digest, so cells of other settings lie beside it and are never
    taken for it. It is written in one step, arrays first: a kill at any moment leaves a whole cell or none. Processes
    that share a store take turns at a cell: each holds its lock while it computes it.
    First met in notebooks/11_take_the_object_away.

    >>> import tempfile
    >>> from nls_tutorial.records import Score
    >>> from nls_tutorial.studies import run_study
    >>> def compute(arm, *, seed, device, **settings):
    ...     return {"gap": arm + seed}, {}
    >>> study = Study("tiny", "Ten is more.", {"one": 1, "ten": 10}, compute, {"gap": Score("")}, {"rate": 0.1})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(Path(folder))
    ...     results = run_study(study, seeds=[3], store=store)
    ...     kept = store.read(study, "ten", 3)
    ...     other = store.read(study, "ten", 4)
    >>> float(kept.scores["gap"]), other
    (13.0, None)
    """

    folder: Path

    def path(self, study: Study, arm: str, seed: int) -> Path:
        """The file of one cell, there or not."""
        slug = re.sub(r"[^A-Za-z0-9.]+", "-", arm).strip("-") or "arm"
        return self.folder / study.name / f"{slug[:40]}-seed-{seed}-{study.digest(arm, seed)[:16]}.json"

    def read(self, study: Study, arm: str, seed: int) -> Cell | None:
        """A finished cell, or None where it is not there.

        Raises `Damaged` for files that were cut or changed, ValueError for one of a newer format or another digest.
        """
        path = self.path(study, arm, seed)
        if not path.exists():
            return None
        told = read_told(path, HEAD, NUMBER, "a finished cell")
        expected = study.digest(arm, seed)
        if told["digest"] != expected:
            seen = f"{path} with the digest {told['digest'][:16]}…, not {expected[:16]}…"
            step = "It was made by other settings. Move it away, or give another store."
            checks.refuse("store", "must hold a cell under its own digest", seen, step)
        return cell_from(told, read_arrays(path.parent, told["arrays"]), told["manifest"])

    def write(self, study: Study, cell: Cell) -> Path:
        """Keep a finished cell. Raises OSError, and says so, where the disk is full or may not be written."""
        path = self.path(study, cell.arm, cell.seed)
        try:
            arrays = write_arrays(path.with_suffix(".npz"), cell.arrays) if cell.arrays else None
            told = {**study.decided_by(), "digest": study.digest(cell.arm, cell.seed)}
            told |= {**cell_told(cell), "arrays": arrays, "manifest": dict(cell.manifest)}
            write_told(path, HEAD, NUMBER, told, {})
        except OSError as error:
            for part in (path.with_suffix(".npz"), path):
                part.with_name(part.name + ".part").unlink(missing_ok=True)
            raise StoreFull(complaint(self.folder, error)) from error
        return path

    def identity(self) -> str:
        """A text that no other folder holds, by which a process far away knows whether it sees this one."""
        path = self.folder / "store.txt"
        if not path.is_file():
            try:
                write_atomic(path, f"{uuid4().hex}\n".encode())
            except OSError as error:
                raise StoreFull(complaint(self.folder, error)) from error
        return path.read_text(encoding="utf-8").strip()

    def lock(self, study: Study, arm: str, seed: int) -> FileLock:
        """The lock of one cell, not yet taken; the system frees it when its process ends, however that ends."""
        path = self.path(study, arm, seed).with_suffix(".lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFull(complaint(self.folder, error)) from error
        return FileLock(path, thread_local=False)

    def busy(self, study: Study, arm: str, seed: int) -> bool:
        """Whether another process computes this cell just now."""
        lock = self.lock(study, arm, seed)
        try:
            with lock.acquire(blocking=False):
                return False
        except Timeout:
            return True

    def checkpoints(self, study: Study, arm: str, seed: int) -> Path:
        """The folder for the training checkpoints of a cell that is being computed."""
        return self.path(study, arm, seed).with_suffix(".unfinished")

    def tidy(self, study: Study, arm: str, seed: int) -> None:
        """Take away what a finished cell no longer needs."""
        shutil.rmtree(self.checkpoints(study, arm, seed), ignore_errors=True)

    def set_aside(self, study: Study, arm: str, seed: int) -> Path:
        """Rename the files of a damaged cell: it is computed again, and nothing is lost. Returns the new name."""
        path = self.path(study, arm, seed)
        for part in (path.with_suffix(".npz"), path):
            if part.exists():
                os.replace(part, part.with_name(part.name + ".damaged"))
        return path.with_name(path.name + ".damaged")

    def finished(self, study: Study, cells: list[tuple[str, int]]) -> dict[tuple[str, int], Cell]:
        """Those of `cells` that are there and whole."""
        found = {}
        for arm, seed in cells:
            try:
                cell = self.read(study, arm, seed)
            except Damaged:
                continue
            if cell is not None:
                found[arm, seed] = cell
        return found


class StoreFull(OSError):
    """The store cannot be written: the disk is full, or it may not be written.

    >>> issubclass(StoreFull, OSError)
    True
    """


def complaint(folder: Path, error: OSError) -> str:
    """What to say where the store cannot be written."""
    return checks.complaint(
        "store",
        "must be a folder that can be written",
        f"{folder} ({error.strerror or error})",
        "Free some space, or give another store, and run the same command again: finished cells are kept.",
    )
