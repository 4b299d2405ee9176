"""Studies whose pictures do not fit into memory: trained on a stream, scored on one, on one device or several."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

from nls_tutorial.data import PictureList
from nls_tutorial.studies.cell import cell_checkpoint
from nls_tutorial.training import PictureStream, StreamAnswers, ask_stream, train_stream

SETTINGS: dict[str, Any] = {
    "epochs": 300,
    "batch": 256,
    "rate": 0.1,
    "parts": 1,
    "precision": "bfloat16",
    "size": 224,
    "pictures": None,
    "test": None,
}
SMALL = {"epochs": 1, "batch": 32, "rate": 0.02, "precision": "float32", "size": 32, "seeds": 1}
BUDGETS = {
    "quick": {**SMALL, "pictures": 200, "test": 100},
    "class": {**SMALL, "epochs": 8, "size": 64, "pictures": 5000, "test": 1000},
}
SETUP = (
    "torchvision's networks without weights from elsewhere; {pictures} pictures (None: all), random crops to "
    "{size}×{size} pixels, mirrored; {epochs} epochs of SGD with momentum 0.9, weight decay 1e-4, learning rate "
    "{rate:g}, a tenth of it after each quarter, batches of {batch} in {parts} parts, {precision}; of {test} test "
    "pictures (None: all) the shorter side is brought to 8/7 of {size}, and the middle is scored"
)


@dataclass(frozen=True)
class LargeRun:
    """One cell's way to train and to ask: the settings of SETTINGS, with the cell's seed and device.

    `pictures` and `test` are how many are taken, None for all; `parts` and `precision` are those of
    `training.train_stream`.

    >>> run = LargeRun(**SETTINGS, seed=0, device="cpu")
    >>> run.milestones
    [75, 150, 225]
    """

    epochs: int
    batch: int
    rate: float
    parts: int
    precision: str
    size: int
    pictures: int | None
    test: int | None
    seed: int
    device: str

    @property
    def milestones(self) -> list[int]:
        """The epochs after which the learning rate falls tenfold: the quarters. Source: ALS appendix A.3."""
        return [
            math.ceil(self.epochs * quarter / 4) for quarter in (1, 2, 3)
        ]  # never 0: the first epoch has the full rate

    def stream(self, pictures: PictureList, count: int | None = None, **more: Any) -> PictureStream:
        """`count` of the pictures (all for None) as a stream; `more` as in `training.PictureStream`."""
        some = first_evenly(pictures, count)
        return PictureStream(some, (self.size, self.size), resize=self.size * 8 // 7, seed=self.seed, **more)

    def train(
        self, network: nn.Module, stream: PictureStream, loss: Callable[[Tensor, Tensor], Tensor], **more: Any
    ) -> None:
        """SGD with momentum 0.9 and weight decay 1e-4, from the cell's checkpoint on; `more` is a `rule`, and `mix`."""
        train_stream(
            network,
            stream,
            loss,
            epochs=self.epochs,
            batch_size=self.batch,
            parts=self.parts,
            optimizer=partial(SGD, lr=self.rate, momentum=0.9, weight_decay=1e-4),
            scheduler=partial(MultiStepLR, milestones=self.milestones),
            device=self.device,
            precision=self.precision,
            checkpoint=cell_checkpoint(),
            **more,
        )

    def ask(self, network: nn.Module, pictures: PictureList, **more: Any) -> StreamAnswers:
        """What the network says of the test pictures; `more` as in `training.PictureStream`."""
        stream = self.stream(pictures, self.test, **more)
        return ask_stream(network, stream, device=self.device, precision=self.precision)


def first_evenly(pictures: PictureList, count: int | None) -> PictureList:
    """`count` pictures at even distances through the list, so that every class has its part; all for None, or for more.

    >>> from pathlib import Path
    >>> from nls_tutorial.data.file_names import FileNames
    >>> names = FileNames(Path("."), ["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
    >>> four = PictureList(names, ("cat", "dog"), "train", labels=torch.tensor([0, 0, 1, 1]))
    >>> first_evenly(four, 2).labels.tolist()
    [0, 1]
    """
    if count is None or count >= len(pictures):
        return pictures
    return pictures.select(torch.arange(count, dtype=torch.int64) * len(pictures) // count)
