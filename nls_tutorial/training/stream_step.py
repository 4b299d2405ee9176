"""One step of training on a batch of a stream: this process's part of it, in one piece or several."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer

from nls_tutorial.models.layout import stored_like
from nls_tutorial.targets import uniform_where
from nls_tutorial.training.calls import predict
from nls_tutorial.training.cutmix import cutmix
from nls_tutorial.training.picture_stream import IMAGENET_MEAN, stream_seed
from nls_tutorial.training.ranks import rank, world

Rule = Callable[[Tensor, Tensor], Tensor]
Batch = Sequence[Tensor]  # four: bytes, labels, objectness, whether removed
IMAGENET_SPREAD = (0.229, 0.224, 0.225)  # standard deviations of red, green and blue


def prepared(pictures: Tensor, device: torch.device) -> Tensor:
    """Bytes (B, 3, h, w) as numbers around 0, on the device: (x/255 − mean)/spread, with ImageNet's mean and spread.

    >>> prepared(torch.full((1, 3, 1, 1), 255, dtype=torch.uint8), torch.device("cpu")).flatten().round(decimals=2)
    tensor([2.2500, 2.4300, 2.6400])
    """
    mean, spread = (torch.tensor(one, device=device)[:, None, None] for one in (IMAGENET_MEAN, IMAGENET_SPREAD))
    numbers = pictures.to(device, non_blocking=True).float() / 255
    return (numbers - mean) / spread


@dataclass(frozen=True, eq=False)
class StreamStep:
    """What a step needs; a call takes it, and gives (3,): the sum of the losses, of right answers and of samples here.

    `network` is a model or its DistributedDataParallel; `parts` says in how many pieces the batch goes through it.
    """

    network: nn.Module
    loss: Callable[[Tensor, Tensor], Tensor]
    optimizer: Optimizer
    device: torch.device
    seed: int
    rule: Rule | None = None
    mix: bool = False
    parts: int = 1
    precision: str = "float32"

    def __call__(self, batch: Batch, whole: int, epoch: int, number: int) -> Tensor:
        """`whole` samples are in this batch, `number` of its epoch, in all processes together."""
        pictures, labels, share, removed = batch
        own = stream_seed(self.seed, epoch, -1 - number * world() - rank())
        torch.manual_seed(own)  # of dropout: where a run goes on, it draws what it would have drawn
        images, labels = stored_like(prepared(pictures, self.device), self.network), labels.to(self.device)
        targets = labels
        if self.rule is not None:
            targets = self.rule(labels, share.float().to(self.device))
            targets = uniform_where(targets, removed.to(self.device))
        if self.mix:
            images, targets = cutmix(images, targets, torch.Generator().manual_seed(own))
        # alike in all processes, none of them empty
        parts = max(min(self.parts, whole // world()), 1)
        pieces = list(zip(*(rows.tensor_split(parts) for rows in (images, targets, labels)), strict=True))
        self.optimizer.zero_grad()
        found = [self._piece(piece, whole, last=piece is pieces[-1]) for piece in pieces]
        self.optimizer.step()
        return torch.stack(found).sum(0)

    def _piece(self, piece: tuple[Tensor, ...], whole: int, *, last: bool) -> Tensor:
        """Adds the gradient of one piece; the last one waits for the other processes."""
        images, targets, labels = piece
        alone = isinstance(self.network, DistributedDataParallel) and not last
        with self.network.no_sync() if alone else nullcontext():  # type: ignore[operator]
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.precision == "bfloat16"):
                logits = predict(self.network, images)
            loss = self.loss(logits.float(), targets)
            # DistributedDataParallel takes the mean over W processes: Σ_r W·(n_r/N)·L_r / W = the mean over the batch
            (loss * (world() * len(labels) / whole)).backward()
        correct = (logits.detach().argmax(1) == labels).sum()
        return torch.stack([loss.detach() * len(labels), correct, torch.full_like(correct, len(labels))]).float()
