"""Keep a run after each epoch, so that a stopped one goes on as if it had never stopped."""

import copy
import os
import shutil
import warnings
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import torch
from filelock import FileLock, Timeout
from torch import Tensor, nn
from torch.optim import Optimizer

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic
from nls_tutorial.predictions.safe_file import leftovers
from nls_tutorial.training.checkpoint_file import Unreadable, packed, read
from nls_tutorial.training.identity import differences
from nls_tutorial.training.randomness import random_state, set_random_state

SPARE = 4  # so many times the first file: the newest, the one before, the next, and what an optimizer adds


class Checkpointer:
    """Holds the parts of a run that change; `save` writes them, `resume` puts them back.

    The newest state is in `path`, the one before it in `path` with `.previous` added; `.lock` beside it tells other
    processes that a run is at work. Use it in a `with` block: a run that fails or is stopped inside leaves its model
    with the weights of the newest file, so that the same call goes on from there. Without a path it does nothing.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        model: nn.Module,
        optimizer: Optimizer,
        scheduler: Any,
        generator: torch.Generator,
        device: torch.device,
    ) -> None:
        self.path = None if path is None else Path(path).absolute()
        self.model = model
        self.parts: dict[str, Any] = {"model": model, "optimizer": optimizer}
        if scheduler is not None:
            self.parts["scheduler"] = scheduler
        self.generator, self.device = generator, device
        self.identity: dict[str, str] = {}
        self.newest_is_whole = self.at_work = False

    def __enter__(self) -> "Checkpointer":
        if self.path is None:
            return self
        if self.path.is_dir():
            step = f'Add a file name to it, for example "{self.path / "run.pt"}".'
            checks.refuse("checkpoint", "must be the name of a file", f"the folder {self.path}", step)
        self.lock = FileLock(f"{self.path}.lock", timeout=0)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.lock.acquire()
        except Timeout:
            step = "Wait for its end, or give each run a file name of its own."
            checks.refuse("checkpoint", "must be used by one run at a time", f"{self.path}, which another holds", step)
        except OSError as error:
            self._cannot_be_written(error)
        for path in (self.path, self.previous, self.trial):  # of killed runs: nobody else writes under the lock
            for part in leftovers(path):
                with suppress(OSError):
                    part.unlink()
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        if self.path is None:
            return
        try:
            if kind is not None and self.at_work:
                with suppress(Exception):
                    self.model.load_state_dict(read(self.path)["model"])
        finally:
            self.lock.release()

    @property
    def previous(self) -> Path:
        """Where the state before the newest one is."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".previous")

    @property
    def trial(self) -> Path:
        """What is written, and removed, to see whether it can be."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".trial")

    def save(self, rows: list[list[float]]) -> None:
        """Write the state after the epochs in `rows`; a kill at any moment leaves a whole file behind."""
        if self.path is None:
            return
        # a damaged newest file must not take the place of a whole previous one
        old = self.previous if self.newest_is_whole else None
        try:
            write_atomic(self.path, self._content(rows), old=old)
        except OSError as error:
            what = f"checkpoint {self.path} could not be written after epoch {len(rows)}: {error.strerror or error}"
            hint = "What was kept before is whole: the same call goes on from there."
            raise OSError(error.errno, f"{what}. {hint}") from error
        self.newest_is_whole = self.at_work = True

    def resume(self, identity: dict[str, str], epochs: int, assume_same: Collection[str]) -> list[list[float]]:
        """Put the newest whole state back and return its rows; none where nothing was kept yet.

        Warns where the newest file cannot be used and the previous one is. Raises ValueError where neither can be
        used, where another run wrote it or a longer one, and where the folder cannot be written; no file is deleted.
        """
        assert self.path is not None
        self.identity = identity
        rows = self._newest(assume_same)
        if len(rows) > epochs:
            step = "Ask for as many or more: earlier weights are gone. Or give another file name."
            checks.refuse("epochs", f"must be at least {len(rows)}, those of checkpoint {self.path}", epochs, step)
        self._try_to_write(rows)
        self.at_work = True
        return rows

    def _content(self, rows: list[list[float]]) -> bytes:
        state = {name: part.state_dict() for name, part in self.parts.items()}
        state |= {"identity": self.identity, "rows": rows}
        state |= {"order": self.generator.get_state(), "random": random_state(self.device)}
        return packed(state)

    def _try_to_write(self, rows: list[list[float]]) -> None:
        """Notice a folder that is full or read-only before it costs an epoch; a new run's first file is its start."""
        assert self.path is not None
        try:
            content = self._content(rows)
            if self.path.exists():
                write_atomic(self.trial, content)
                self.trial.unlink()
            else:
                write_atomic(self.path, content)
                self.newest_is_whole = True
            space = shutil.disk_usage(self.path.parent)
        except OSError as error:
            self._cannot_be_written(error)
        if space.total > 0 and space.free < SPARE * len(content):
            seen = f"{space.free / 1e6:.1f} MB free for files of {len(content) / 1e6:.1f} MB"
            checks.refuse("checkpoint", "must have space for several files", seen, "Free some, or name another folder.")

    def _cannot_be_written(self, error: OSError) -> NoReturn:
        assert self.path is not None
        seen = f"{self.path}: {error.strerror or error}"
        checks.refuse("checkpoint", "must be in a folder that can be written", seen, "Name a file in another folder.")

    def _newest(self, assume_same: Collection[str]) -> list[list[float]]:
        assert self.path is not None
        if not self.path.exists() and not self.previous.exists():
            return []
        try:
            rows = self._put_back(read(self.path), assume_same)
            self.newest_is_whole = True
            return rows
        except Unreadable as error:
            reason = error
        try:
            rows = self._put_back(read(self.previous), assume_same)
        except Unreadable as error:
            checks.refuse(
                "checkpoint",
                "must be a whole file",
                f"{self.path} ({reason}) and {self.previous} ({error})",
                "Move them away to start from the first epoch, or give checkpoint another name.",
            )
        warnings.warn(
            f"checkpoint {self.path} cannot be used ({reason}). "
            f"Going on from the previous one, {self.previous}, after epoch {len(rows)}.",
            stacklevel=4,
        )
        return rows

    def _put_back(self, state: dict[str, Any], assume_same: Collection[str]) -> list[list[float]]:
        """Give every part its state again, or none of them."""
        self._same_run(state, assume_same)
        before = {name: copy.deepcopy(part.state_dict()) for name, part in self.parts.items()}
        random, order = random_state(self.device), self.generator.get_state()
        try:
            for name, part in self.parts.items():
                part.load_state_dict(state[name])
            self.generator.set_state(state["order"])
            set_random_state(state["random"], self.device)
        except Exception as error:
            for name, part in self.parts.items():
                part.load_state_dict(before[name])
            self.generator.set_state(order)
            set_random_state(random, self.device)
            raise Unreadable(f"its content does not fit: {type(error).__name__}") from error
        return [list(row) for row in state["rows"]]

    def _same_run(self, state: dict[str, Any], assume_same: Collection[str]) -> None:
        found = differences(state["identity"], self.identity, assume_same)
        if "weights" in found and _equal(self.model.state_dict(), state["model"]):
            del found["weights"]  # the run's own model, as it was left: the same cell, run again
        if found:
            told = [line for part in found.values() for line in part[:1]]
            more = f" and {len(told) - 4} more" if len(told) > 4 else ""
            names = "".join(f'"{name}", ' for name in found).rstrip(" ")
            checks.refuse(
                "checkpoint",
                "must come from a run like this one",
                f"{self.path} with {'; '.join(told[:4])}{more}",
                "Give another file name, or move the file away to start from the first epoch; if it is the same run "
                f"all the same, say so: assume_same=({names}).",
            )


def _equal(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two models' states hold the same tensors."""
    if one.keys() != other.keys():
        return False
    pairs = [(part, other[name]) for name, part in one.items()]
    return all(isinstance(a, Tensor) and isinstance(b, Tensor) and torch.equal(a.cpu(), b.cpu()) for a, b in pairs)
