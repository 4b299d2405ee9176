"""A segmenter: how it is trained on a loss, and asked for every labelled pixel."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.models import unet
from nls_tutorial.predictions import collect
from nls_tutorial.records import LabelMaps, Predictions
from nls_tutorial.studies import cell_checkpoint
from nls_tutorial.training import train


def pixels_and_labels(batch: LabelMaps, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Pictures (B, C, H, W) and label maps (B, H, W): what a segmenter is given.

    First met in notebooks/16_label_every_pixel.

    >>> two = LabelMaps(torch.zeros(2, 3, 1, 2), torch.tensor([[[0, 1]], [[1, 0]]]), ("road", "sky"), "train")
    >>> [tuple(part.shape) for part in pixels_and_labels(two, None)]
    [(2, 3, 1, 2), (2, 1, 2)]
    """
    return batch.images, batch.labels


def train_segmenter(
    data: LabelMaps,
    loss: Callable[..., Tensor],
    *,
    seed: int,
    epochs: int,
    width: int = 8,
    depth: int = 2,
    rate: float = 0.02,
    batch_size: int = 4,
    network: nn.Module | None = None,
    device: str = "cpu",
) -> nn.Module:
    """A segmenter trained on `loss(logits, label maps)`, the mean over the labelled pixels of a batch.

    Args:
        data: pictures with label maps.
        loss: takes logits (B, K, H, W) and labels (B, H, W); `ignore_index` is given where pixels are ignored.
        seed: decides the weights and the order.
        epochs: how often the pictures are seen, 3 or more; Adam's learning rate rises to `rate`, then falls to 0.
        width: maps of the U-Net at full size.
        depth: its halvings.
        rate: the highest learning rate.
        batch_size: pictures a step.
        network: another network to train instead.
        device: "cpu", "cuda", …

    Returns the network, in evaluation mode. Raises ValueError for fewer than three epochs, and what `train` raises.
    First met in notebooks/16_label_every_pixel.
    """
    checks.whole("epochs", epochs, 3, "The learning rate rises and falls: give it three epochs or more.")
    if bool((data.labels == data.ignore_index).any()):
        loss = partial(loss, ignore_index=data.ignore_index)
    model = (
        unet(data.images.shape[1], data.classes, width=width, depth=depth, seed=seed) if network is None else network
    )
    train(
        model,
        data,
        loss,
        epochs=epochs,
        batch_of=pixels_and_labels,
        batch_size=batch_size,
        optimizer=partial(torch.optim.Adam, lr=rate),
        scheduler=partial(torch.optim.lr_scheduler.OneCycleLR, max_lr=rate, total_steps=epochs),
        seed=seed,
        device=device,
        checkpoint=cell_checkpoint(),
        progress=False,
    )
    return model


def ask(network: nn.Module, data: LabelMaps, *, seed: int = 0, device: str = "cpu") -> Predictions:
    """What a segmenter says of every labelled pixel, by picture. First met in notebooks/16_label_every_pixel.

    >>> from nls_tutorial.data import crowded_scene_splits
    >>> data = crowded_scene_splits(1, 1, 2, size=24)[2]
    >>> seen = ask(unet(3, 5, width=2, depth=1), data)
    >>> seen.logits.shape, seen.group.bincount().tolist()
    (torch.Size([1152, 5]), [576, 576])
    """
    return collect(network, data, ignore_index=data.ignore_index, seed=seed, batch_size=16, device=device)
