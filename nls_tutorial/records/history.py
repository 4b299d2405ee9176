"""What a training run did, epoch by epoch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nls_tutorial.records.record import refuse
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, repr=False)
class History(Summary):
    """One number an epoch: losses in nats, accuracies in [0, 1]; `val_*` are empty without validation data.

    Accuracies are empty, too, where outputs and targets are not classes.
    First met in notebooks/01_look_at_the_last_layer.

    >>> History(train_loss=(2.3, 0.4), train_accuracy=(0.1, 0.9))
    History
      epochs          2
      seed            0
      device          cpu
      train loss      0.400 nats
      train accuracy  90.0%
    """

    train_loss: tuple[float, ...]
    train_accuracy: tuple[float, ...]
    val_loss: tuple[float, ...] = ()
    val_accuracy: tuple[float, ...] = ()
    seed: int = 0
    device: str = "cpu"

    def _rules(self) -> None:
        for name in ("train_accuracy", "val_loss", "val_accuracy"):
            count = len(getattr(self, name))
            if count not in (0, len(self)):
                step = "Give one an epoch, or none."
                refuse(name, f"must hold one number for each of {len(self)} epochs, or none", count, step)

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]], *, seed: int, device: str) -> "History":
        """From one row an epoch: training loss and accuracy, then those on validation data; no accuracy is NaN.

        >>> History.of([[2.3, 0.1, 2.4, math.nan]], seed=0, device="cpu").val_loss
        (2.4,)
        """
        columns = [tuple(column) for column in zip(*rows, strict=True)] + [(), ()]
        known = [() if any(map(math.isnan, column)) else column for column in columns]
        return cls(columns[0], known[1], columns[2], known[3], seed=seed, device=device)

    def __len__(self) -> int:
        return len(self.train_loss)

    def _summary(self) -> dict[str, object]:
        facts: dict[str, object] = {"epochs": len(self), "seed": self.seed, "device": self.device}
        if self.train_loss:
            facts["train loss"] = f"{self.train_loss[-1]:.3f} nats"
        if self.train_accuracy:
            facts["train accuracy"] = f"{self.train_accuracy[-1]:.1%}"
        if self.val_loss:
            facts["validation loss"] = f"{self.val_loss[-1]:.3f} nats"
        if self.val_accuracy:
            facts["validation accuracy"] = f"{self.val_accuracy[-1]:.1%}"
        return facts
