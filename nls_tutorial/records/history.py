"""What a training run did, epoch by epoch."""

from dataclasses import dataclass

from nls_tutorial.records.card import Card


@dataclass(frozen=True, repr=False)
class History(Card):
    """One number an epoch: losses in nats, accuracies in [0, 1]; `held_*` are empty when nothing was held out.

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

    def __len__(self) -> int:
        return len(self.train_loss)

    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = {"epochs": len(self), "seed": self.seed, "device": self.device}
        if self.train_loss:
            facts["train loss"] = f"{self.train_loss[-1]:.3f} nats"
            facts["train accuracy"] = f"{self.train_accuracy[-1]:.1%}"
        if self.val_loss:
            facts["held-out loss"] = f"{self.val_loss[-1]:.3f} nats"
            facts["held-out accuracy"] = f"{self.val_accuracy[-1]:.1%}"
        return facts
