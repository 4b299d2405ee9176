"""Ask a model once about every sample of a split."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from nls_tutorial import checks
from nls_tutorial.predictions.stream import BatchOf, stream
from nls_tutorial.records import Predictions, Samples


def collect(
    model: nn.Module,
    data: Samples | DataLoader[Any],
    *,
    batch_of: BatchOf | None = None,
    ignore_index: int | None = None,
    class_dim: int | None = None,
    class_names: Sequence[str] | None = None,
    split: str | None = None,
    seed: int = 0,
    features: bool = False,
    batch_size: int = 512,
    device: str | torch.device = "auto",
) -> Predictions:
    """What `model` says about `data`: logits (N, K), with the labels and, on request, the penultimate features (N, D).

    A model that decides about every pixel or word gives many rows a sample: logits (B, K, H, W) with labels (B, H, W)
    become (B·H·W, K), and `group` (N,) says which sample each row belongs to. So they go through reliability, ECE and
    temperature as any others; `bootstrap_interval(…, groups=seen.group)` draws whole samples. The model answers in
    evaluation mode without gradients, and is afterwards in the mode and on the device it was before. The answer lies
    on the CPU, in the data's order, in float32 (float64 from a float64 model).

    Args:
        model: gives logits (B, K), or (B, K, …) or (B, …, K) with one more dimension than the labels.
        data: pictures, or anything with a length, `select(indices)` and `to(device)`; or a torch DataLoader that gives
            (inputs, labels), whose own order and batch size count.
        batch_of: `batch_of(batch, None)` gives (inputs, labels), as for `training.train`; `data`'s own `images` and
            `labels` unless given. A tuple of inputs is spread over the model's arguments.
        ignore_index: the label of what is not looked at: padding, the border of an object.
        class_dim: the dimension of the logits that holds the classes, where the shape leaves open which: 1 or −1.
        class_names: K names; those of the data, or "0", "1", …, unless given.
        split: its name; taken from the data unless given.
        seed: says which run this was.
        features: asks for `model.features`, too, which enter `model.head`, as in every model of nls_tutorial.models.
        batch_size: samples at a time.
        device: "auto", "cpu", "cuda", …

    Raises ValueError for no samples, or none that counts; a batch size below 1; logits of another shape or with NaN;
    labels that are no classes; and a device that is not there; TypeError for a model without features where they are
    asked for, and labels that are not int64.

    First met in notebooks/01_look_at_the_last_layer.

    >>> from torch import tensor
    >>> from nls_tutorial.records import Images
    >>> pictures = Images(torch.zeros(2, 1, 1, 2), tensor([0, 1]), ("sky", "sea"), "test")
    >>> every_pixel = lambda batch, generator: (batch.images, tensor([[[0, 1]], [[1, 255]]]))
    >>> seen = collect(nn.Conv2d(1, 2, 1), pictures, batch_of=every_pixel, ignore_index=255)
    >>> seen.logits.shape, seen.labels.tolist(), seen.group.tolist()
    (torch.Size([3, 2]), [0, 1, 1], [0, 0, 1])
    """
    parts = list(
        stream(
            model,
            data,
            batch_of=batch_of,
            ignore_index=ignore_index,
            class_dim=class_dim,
            class_names=class_names,
            split=split,
            seed=seed,
            features=features,
            batch_size=batch_size,
            device=device,
        )
    )
    if not parts:
        step = "Look at the labels, or at ignore_index."
        checks.refuse("labels", "must hold at least one that counts", f"only {ignore_index}", step)
    first = parts[0]
    return Predictions(
        logits=torch.cat([part.logits for part in parts]),
        labels=torch.cat([part.labels for part in parts]),
        class_names=first.class_names,
        split=first.split,
        seed=seed,
        features=_joined([part.features for part in parts]),
        group=_joined([part.group for part in parts]),
    )


def _joined(parts: list[Tensor | None]) -> Tensor | None:
    there = [part for part in parts if part is not None]
    return torch.cat(there) if there else None
