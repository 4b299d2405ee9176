"""From a batch to what the model and the loss are given: the one door through which data come into `train`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from nls_tutorial import checks
from nls_tutorial.records import Images

# batch_of(batch, generator) -> (inputs, targets); the generator is None where nothing may be left to chance
BatchTransform = Callable[[Any, torch.Generator | None], tuple[Any, Any]]
Augment = Callable[[Tensor, torch.Generator], Tensor]


def images_and_labels(batch: Images, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """The pictures (B, C, H, W) and labels (B,) as they are: what `train` does unless told otherwise.

    First met in notebooks/01_look_at_the_last_layer.

    >>> from torch import tensor, zeros
    >>> own: BatchTransform = images_and_labels  # a transform of your own takes and gives the same
    >>> images, labels = own(Images(zeros(2, 1, 4, 4), tensor([0, 1]), ("cat", "dog"), "train"), None)
    >>> images.shape, labels.tolist()
    (torch.Size([2, 1, 4, 4]), [0, 1])
    """
    checks.instance("batch", batch, Images, "Write batch_of for data of your own.")
    return batch.images, batch.labels


@dataclass(frozen=True)
class Augmented:
    """Pictures changed by `change(images, generator)`, and their labels; give it to `train` as `batch_of`.

    `change` is `flip_and_shift`, `jitter_colors` or a function of your own that draws from the generator only and
    leaves the class alone. Validation pictures, for which the generator is None, stay as they are.

    First met in notebooks/01_look_at_the_last_layer.

    >>> from torch import tensor, zeros
    >>> batch_of = Augmented(lambda images, generator: images + torch.rand(1, generator=generator))
    >>> two = Images(zeros(2, 1, 4, 4), tensor([0, 1]), ("cat", "dog"), "train")
    >>> [float(batch_of(two, chance)[0].max()) > 0 for chance in (torch.Generator(), None)]
    [True, False]
    """

    change: Augment

    def __call__(self, batch: Images, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
        """Pictures (B, C, H, W) and labels (B,) of one batch."""
        return batch.images if generator is None else self.change(batch.images, generator), batch.labels


def shuffled_batches(count: int, batch_size: int, generator: torch.Generator, *, join: bool) -> list[Tensor]:
    """The numbers 0 to `count` − 1 in a random order, `batch_size` at a time.

    With `join`, a last batch of one joins the batch before: batch norm cannot learn from a single sample.

    >>> [len(batch) for batch in shuffled_batches(65, 32, torch.Generator(), join=True)]
    [32, 33]
    """
    batches = list(torch.randperm(count, generator=generator, device="cpu").split(batch_size))
    if join and len(batches) > 1 and len(batches[-1]) == 1 < batch_size:
        batches[-2:] = [torch.cat(batches[-2:])]
    return batches


def has_batch_norm(model: nn.Module) -> bool:
    """Whether what the model says of one sample depends on the others of its batch while it trains."""
    return any(isinstance(module, _BatchNorm) for module in model.modules())
