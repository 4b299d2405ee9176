"""Where a run over a stream stands, kept so that a killed one goes on, on this machine or another."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.predictions import write_atomic
from nls_tutorial.training.checkpoint_file import Unreadable, packed, read
from nls_tutorial.training.ranks import from_first, rank


class StreamCheckpoint:
    """The file of one run; the first process alone writes and reads it, and tells the others.

    A place in a run is (epoch, batches of it that are done). All chance of a stream comes from seed, epoch and number,
    so no random state is kept. Without a path nothing is.
    """

    def __init__(self, path: Path | None, parts: Mapping[str, Any], identity: Mapping[str, str]) -> None:
        self.path, self.parts, self.identity = path, parts, dict(identity)

    def save(self, epoch: int, done: int, rows: list[list[float]], sums: Tensor) -> None:
        """Write the state in one step: a kill at any moment leaves the old file or the new one."""
        if self.path is None or rank() > 0:
            return
        state = {name: part.state_dict() for name, part in self.parts.items()}
        place = torch.tensor([epoch, done], dtype=torch.int64)
        state |= {"identity": self.identity, "rows": rows, "order": place, "random": {"cpu": sums.double().cpu()}}
        write_atomic(self.path, packed(state))

    def resume(self) -> tuple[int, int, list[list[float]], Tensor]:
        """The kept state put back into the parts: epoch, batches done, rows and sums; the start where nothing is kept.

        Raises ValueError for a file that is damaged or of another run.
        """
        state = from_first(self._kept() if rank() == 0 else None)
        if state is None:
            return 0, 0, [], torch.zeros(3, dtype=torch.float64)
        if isinstance(state, str):
            step = "Move it away to start from the first epoch, or give another file name."
            checks.refuse("checkpoint", "must be whole and of a run like this one", state, step)
        for name, part in self.parts.items():
            part.load_state_dict(state[name])
        epoch, done = state["order"].tolist()
        return epoch, done, [list(row) for row in state["rows"]], state["random"]["cpu"]

    def _kept(self) -> dict[str, Any] | str | None:
        """The state, None where there is none, or what is wrong with the file."""
        if self.path is None or not self.path.exists():
            return None
        try:
            state = read(self.path)
        except Unreadable as error:
            return f"{self.path} ({error})"
        other = sorted(
            name
            for name in self.identity.keys() | state["identity"].keys()
            if self.identity.get(name) != state["identity"].get(name)
        )
        return f"{self.path} with another {', '.join(other)}" if other else state
