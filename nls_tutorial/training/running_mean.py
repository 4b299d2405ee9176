"""Mean loss and accuracy over the batches of an epoch."""

import math

import torch
from torch import Tensor

from nls_tutorial import checks


class RunningMean:
    """Adds up loss and accuracy batch by batch, without waiting for a GPU before the end.

    The accuracy is known where outputs are logits (B, K) or (B, K, …) and targets are labels (B,) or (B, …), or
    distributions over the same classes, of which the largest share counts as the label. Labels outside 0…K−1 (padding,
    `ignore_index`) are not counted. Otherwise the accuracy is NaN.

    >>> from torch import tensor
    >>> mean = RunningMean(torch.device("cpu"))
    >>> mean.add(tensor(0.5), tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]]), tensor([0, 0, -100]), samples=3)
    >>> mean.row()  # two labels counted, one of them right
    [0.5, 0.5]
    """

    def __init__(self, device: torch.device) -> None:
        self.loss = torch.zeros((), device=device)
        self.correct, self.counted = (torch.zeros((), dtype=torch.int64, device=device) for _ in range(2))
        self.samples = 0

    def add(self, loss: Tensor, outputs: object, targets: object, *, samples: int) -> None:
        """One batch: its mean loss weighs as much as it has samples."""
        self.samples += samples
        self.loss += loss.detach() * samples
        told = _labels(outputs, targets)
        if told is not None:
            predicted, labels, counts = told
            self.correct += ((predicted == labels) & counts).sum()
            self.counted += counts.sum()

    def row(self) -> list[float]:
        """The mean loss and the accuracy. Raises ValueError for a loss that is not finite."""
        loss, counted = _finite("loss", float(self.loss) / self.samples), int(self.counted)
        return [loss, int(self.correct) / counted if counted else math.nan]


class RunningMeans:
    """The same for n networks at once: every number of `RunningMean` becomes n of them."""

    def __init__(self, networks: int, device: torch.device) -> None:
        self.loss = torch.zeros(networks, device=device)
        self.correct, self.counted = torch.zeros(2, networks, dtype=torch.int64, device=device)
        self.samples = 0

    def add(self, losses: Tensor, outputs: object, targets: object, *, shared: bool, samples: int) -> None:
        """One batch: losses (n,), outputs (n, B, …), and targets of all alike, or (n, B, …)."""
        self.samples += samples
        self.loss += losses.detach() * samples
        if not isinstance(outputs, Tensor) or not isinstance(targets, Tensor):
            return
        count = len(losses)
        targets = targets.expand(count, *targets.shape) if shared else targets
        told = _labels(outputs.flatten(0, 1), targets.flatten(0, 1))
        if told is not None:
            predicted, labels, counts = told
            self.correct += ((predicted == labels) & counts).view(count, -1).sum(1)
            self.counted += counts.view(count, -1).sum(1)

    def rows(self) -> list[list[float]]:
        """Mean loss and accuracy of each network. Raises ValueError for a loss that is not finite."""
        sums = zip(self.loss.tolist(), self.correct.tolist(), self.counted.tolist(), strict=True)
        return [
            [_finite(f"losses[{number}]", loss / self.samples), correct / counted if counted else math.nan]
            for number, (loss, correct, counted) in enumerate(sums)
        ]


def _finite(argument: str, loss: float) -> float:
    if not math.isfinite(loss):
        checks.refuse(argument, "must stay finite", loss, "Lower the learning rate, and build the model anew.")
    return loss


def _labels(outputs: object, targets: object) -> tuple[Tensor, Tensor, Tensor] | None:
    """The class predicted, the class asked for, and which of them count; None where there are no classes."""
    if not isinstance(outputs, Tensor) or not isinstance(targets, Tensor) or outputs.ndim < 2 or outputs.shape[1] < 2:
        return None
    outputs = outputs.detach()
    if targets.shape == outputs.shape and targets.is_floating_point():
        counts = (targets >= 0).all(1) & ((targets.sum(1) - 1).abs() < 1e-2)
        return outputs.argmax(1), targets.argmax(1), counts
    if targets.shape == (outputs.shape[0], *outputs.shape[2:]) and not targets.is_floating_point():
        return outputs.argmax(1), targets, (targets >= 0) & (targets < outputs.shape[1])
    return None
