"""Compute one cell: under its lock, from where a killed run left it, and keep it."""

import contextvars
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.predictions import pick_device
from nls_tutorial.records import Cell, Score
from nls_tutorial.studies.cell_file import Damaged
from nls_tutorial.studies.named_settings import memory_ended
from nls_tutorial.studies.store import Store
from nls_tutorial.studies.study import Outcome, Study

VERSIONS = ("nls_tutorial", "torch", "numpy")
_FOLDER: contextvars.ContextVar[Path | None] = contextvars.ContextVar("checkpoints", default=None)


def cell_checkpoint(name: str = "network") -> Path | None:
    """Where the cell that is being computed keeps the checkpoint of its training: `train(…, checkpoint=…)`.

    One file for each `name`; None where there is no store, and nothing is kept. A cell that was killed finds there what
    it had, and goes on. First met in notebooks/11_take_the_object_away.

    >>> cell_checkpoint() is None
    True
    """
    folder = _FOLDER.get()
    return None if folder is None else folder / f"{name}.pt"


def make_cell(
    study: Study, arm: str, seed: int, device: str = "cpu", store: Store | None = None, told: str | None = None
) -> Cell:
    """One cell: from the store where it is there, else computed and kept; `told` is the command for its manifest.

    Raises what the study raises, and `StoreFull`.
    """
    told = command() if told is None else told
    if store is None:
        return _computed(study, arm, seed, device, told)
    with store.lock(study, arm, seed):
        try:
            there = store.read(study, arm, seed)
        except Damaged as error:
            there, aside = None, store.set_aside(study, arm, seed)
            warnings.warn(f"{error} It is now {aside.name}; the cell is computed again.", stacklevel=2)
        if there is not None:
            return there
        with _checkpoints_in(store.checkpoints(study, arm, seed)):
            cell = _computed(study, arm, seed, device, told)
        store.write(study, cell)
        store.tidy(study, arm, seed)
        return cell


def _computed(study: Study, arm: str, seed: int, device: str, told: str) -> Cell:
    start, threads = time.perf_counter(), torch.get_num_threads()
    torch.set_num_threads(study.threads)  # sums depend on their number, and small networks lose by many
    try:
        scores, arrays = study.run(arm, seed, device)
    except torch.OutOfMemoryError as error:
        error.add_note(memory_ended(study))
        raise
    finally:
        torch.set_num_threads(threads)
    told_by = manifest(device, time.perf_counter() - start, told)
    return as_cell(arm, seed, (scores, arrays), study.scores, study.axes, told_by)


def as_cell(
    arm: str,
    seed: int,
    outcome: Outcome,
    scores: Mapping[str, Score],
    axes: Mapping[str, tuple[Any, ...]],
    told_by: Mapping[str, Any] | None = None,
) -> Cell:
    """Scores and arrays as a cell, checked: all scores, in the shapes that their axes say, and none infinite."""
    found, arrays = outcome
    if set(found) != set(scores):
        seen = ", ".join(sorted(set(found) ^ set(scores)))
        checks.refuse("compute", f"must return the scores {', '.join(scores)}", f"a difference: {seen}", "Align.")
    checked = {name: _score(name, found[name], [len(axes[axis]) for axis in scores[name].axes]) for name in scores}
    return Cell(arm, seed, checked, {name: np.asarray(values) for name, values in arrays.items()}, told_by or {})


def _score(name: str, found: Any, shape: list[int]) -> np.ndarray:
    values = np.asarray(found, dtype=np.float64)
    if values.shape != tuple(shape):
        step = "One number for each coordinate."
        checks.refuse(f"score {name!r}", f"must have shape {tuple(shape)}", values.shape, step)
    if np.isinf(values).any():
        checks.refuse(f"score {name!r}", "must be finite, or NaN where it is not defined", "infinity", "Look why.")
    return values


def manifest(device: str, seconds: float, told: str) -> dict[str, Any]:
    """How a cell was made: versions, device, seconds, date, command."""
    named = pick_device(device)
    return {
        "versions": {name: version(name.replace("_", "-")) for name in VERSIONS},
        "device": torch.cuda.get_device_name(named) if named.type == "cuda" else str(named),
        "seconds": round(seconds, 2),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "command": told,
    }


def command() -> str:
    """The command line of this process, without the folders of this machine."""
    program = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    words = [Path(word).name if Path(word).is_absolute() else word for word in sys.argv[1:]]
    start = ["python", "-m", "nls_tutorial.studies"] if program == "__main__.py" else [program]
    return " ".join([*start, *words])


@contextmanager
def _checkpoints_in(folder: Path) -> Iterator[None]:
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)
