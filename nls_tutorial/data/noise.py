"""Labels that are wrong on purpose."""

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.seeds import generator


def noisy_labels(labels: Tensor, classes: int, share: float, *, seed: int = 0) -> Int64[Tensor, "N"]:
    r"""`labels` (N,), of which exactly round(share · N) are replaced by another class, drawn uniformly from the others.

    A label that is wrong at one share is wrong in the same way at every larger share with the same seed.

    Raises ValueError or TypeError for labels that are not int64 (N,) in 0 … K − 1, for K < 2, for a share outside
    [0, 1] and for a seed out of range.

    First met in notebooks/01_look_at_the_last_layer.

    >>> from torch import tensor
    >>> labels = tensor([0] * 10)
    >>> noisy = noisy_labels(labels, 3, 0.2)
    >>> int((noisy != labels).sum())  # exactly two of ten
    2
    """
    checks.class_count("classes", classes)
    checks.class_labels("labels", labels, classes)
    if labels.ndim != 1:
        checks.refuse("labels", "must have shape (N,)", tuple(labels.shape), "Give one label for each sample.")
    share = checks.fraction("share", share, "Give the share of wrong labels, 0.2 for one in five.")

    draws = generator(seed, "noise")
    wrong = torch.randperm(len(labels), generator=draws, device="cpu")[: round(share * len(labels))]
    # a step of 1 … K − 1 around the circle of classes never ends where it began
    step = torch.randint(1, classes, (len(labels),), generator=draws, device="cpu")[wrong]
    noisy = labels.clone()
    noisy[wrong] = (labels[wrong] + step) % classes
    return noisy
