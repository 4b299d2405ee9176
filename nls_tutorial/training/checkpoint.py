"""Keep a run after each epoch, so that a stopped one goes on as if it had never stopped."""

import hashlib
import io
import os
import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic
from nls_tutorial.training.randomness import random_state, set_random_state

HEADER = b"nls_tutorial checkpoint 1\n"


class Unreadable(Exception):
    """A checkpoint is damaged, with the reason."""


class Checkpointer:
    """Holds the parts of a run that change; `save` writes them, `resume` puts them back.

    The newest state is in `path`, the one before it in `path` with `.previous` added. A file is its header, the
    SHA-256 of the rest, and the rest as torch.save writes it. It is read with `weights_only=True`: a file from a
    stranger cannot run code.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None,
        model: nn.Module,
        optimizer: Optimizer,
        scheduler: Any,
        order: torch.Generator,
        place: torch.device,
    ) -> None:
        self.path = None if path is None else Path(path)
        if self.path is not None and self.path.is_dir():
            step = f'Add a file name to it, for example "{self.path / "run.pt"}".'
            checks.refuse("checkpoint", "must be the name of a file", f"the folder {self.path}", step)
        self.parts: dict[str, Any] = {"model": model, "optimizer": optimizer}
        if scheduler is not None:
            self.parts["scheduler"] = scheduler
        self.order, self.place = order, place
        self.identity: dict[str, str] = {}
        self.newest_is_whole = False

    @property
    def previous(self) -> Path:
        """Where the state before the newest one is."""
        assert self.path is not None
        return self.path.with_name(self.path.name + ".previous")

    def save(self, rows: list[list[float]]) -> None:
        """Write the state after the epochs in `rows`; a kill at any moment leaves a whole file behind."""
        if self.path is None:
            return
        state = {name: part.state_dict() for name, part in self.parts.items()}
        state |= {"identity": self.identity, "rows": rows}
        state |= {"order": self.order.get_state(), "random": random_state(self.place)}
        memory = io.BytesIO()
        torch.save(state, memory)
        content = memory.getvalue()
        digest = hashlib.sha256(content).hexdigest().encode()
        # a damaged newest file must not take the place of a whole previous one
        old = self.previous if self.newest_is_whole else None
        write_atomic(self.path, HEADER + digest + b"\n" + content, old=old)
        self.newest_is_whole = True

    def resume(self, identity: dict[str, str]) -> list[list[float]]:
        """Put the newest whole state back and return its rows; none where nothing was kept yet.

        Warns where the newest file cannot be used and the previous one is. Raises ValueError where neither can be
        used, or where another run wrote it; no file is deleted.
        """
        assert self.path is not None
        self.identity = identity
        state = self._newest()
        if state is None:
            return []
        self._same_run(state["identity"])
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        self.order.set_state(state["order"])
        set_random_state(state["random"], self.place)
        return [list(row) for row in state["rows"]]

    def _newest(self) -> dict[str, Any] | None:
        assert self.path is not None
        if not self.path.exists() and not self.previous.exists():
            return None
        try:
            state = _read(self.path)
            self.newest_is_whole = True
            return state
        except Unreadable as error:
            reason = error
        try:
            state = _read(self.previous)
        except Unreadable as error:
            checks.refuse(
                "checkpoint",
                "must be a whole file",
                f"{self.path} ({reason}) and {self.previous} ({error})",
                "Move them away to start from the first epoch, or give checkpoint another name.",
            )
        warnings.warn(
            f"checkpoint {self.path} cannot be used ({reason}). "
            f"Going on from the previous one, {self.previous}, after epoch {len(state['rows'])}.",
            stacklevel=4,
        )
        return state

    def _same_run(self, kept: dict[str, str]) -> None:
        differences = [f"{name} {kept[name]} (now {now})" for name, now in self.identity.items() if kept[name] != now]
        if differences:
            checks.refuse(
                "checkpoint",
                "must come from a run like this one",
                f"{self.path} with {'; '.join(differences)}",
                "Give another file name, or move the file away to start from the first epoch.",
            )


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise Unreadable("not there")
    content = path.read_bytes()
    digest, _, state = content[len(HEADER) :].partition(b"\n")
    if not content.startswith(HEADER):
        raise Unreadable("empty" if not content else "not a checkpoint of nls_tutorial")
    if hashlib.sha256(state).hexdigest().encode() != digest:
        raise Unreadable("cut off or damaged: its bytes do not fit its checksum")
    try:
        return torch.load(io.BytesIO(state), map_location="cpu", weights_only=True)
    except (RuntimeError, pickle.UnpicklingError, EOFError) as error:
        raise Unreadable(f"PyTorch cannot read it: {type(error).__name__}") from error
