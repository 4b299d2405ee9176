"""CutMix: a rectangle of another picture, and its part of the label."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.targets import mix_targets, one_hot
from nls_tutorial.training.batches import BatchTransform, images_and_labels
from nls_tutorial.training.pictures import check_pictures


def cutmix(
    images: Float[Tensor, "B C H W"],
    targets: Float[Tensor, "B K"],
    generator: torch.Generator,
    *,
    probability: float = 1.0,
) -> tuple[Float[Tensor, "B C H W"], Float[Tensor, "B K"]]:
    r"""Each picture with a random rectangle of another one of the batch, and the targets mixed as the pixels are.

    With λ uniform in [0, 1] (the paper's Beta(1, 1)), a rectangle with sides $W\sqrt{1-\lambda}$ and
    $H\sqrt{1-\lambda}$ stands at a uniform centre, cut to the picture and to whole pixels; λ then becomes the share of
    pixels that is left, and $q = \lambda q_1 + (1-\lambda) q_2$. Each picture has its own λ and rectangle, and gets
    one with `probability`; the other picture is the next in a random circle through the batch, so never itself where
    the batch has two. All chance comes from `generator`, a generator on the CPU.

    `images` (B, C, H, W) and `targets` (B, K) keep shapes, types and devices. Raises ValueError for a probability
    outside [0, 1], unequal rows and targets that are no distributions.

    Source: Yun et al. 2019, arXiv 1905.04899, sec. 3. First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> black_and_white = torch.stack([torch.zeros(1, 8, 8), torch.ones(1, 8, 8)])
    >>> images, targets = cutmix(black_and_white, torch.eye(2), torch.Generator().manual_seed(0))
    >>> bool(torch.isclose(images[0].mean(), targets[0, 1]))  # the label's share is the share of the pixels
    True
    """
    checks.fraction("probability", probability, "Use 1, the paper's choice for ImageNet.")
    check_pictures(images, generator)
    checks.floating("targets", targets)
    checks.same_rows("images", images, "targets", targets)
    batch, _, height, width = images.shape
    circle = torch.randperm(batch, generator=generator, device="cpu")
    other = torch.empty_like(circle)
    other[circle] = circle.roll(1)
    chosen, left_over, across, down = torch.rand(4, batch, generator=generator, dtype=torch.float32, device="cpu")
    side = (1 - left_over).sqrt()
    x1, x2 = _cut(across * width, side * width, width)
    y1, y2 = _cut(down * height, side * height, height)
    column, row = torch.arange(width, device="cpu"), torch.arange(height, device="cpu")
    inside = ((y1 <= row) & (row < y2))[:, :, None] & ((x1 <= column) & (column < x2))[:, None, :]
    inside &= (chosen < probability)[:, None, None]
    # λ: the share of pixels that is left of the first picture
    share = 1 - inside.float().mean((1, 2))

    place = images.device
    mixed = torch.where(inside[:, None].to(place), images[other.to(place)], images)
    rows = other.to(targets.device)
    return mixed, mix_targets(targets, targets[rows], share.to(targets))


@dataclass(frozen=True)
class CutMix:
    """Batches with CutMix for `train(batch_of=…)`: what `batch_of` gives, and then `cutmix` with `probability`.

    Labels become one-hot targets over `classes`; so the loss must take targets (B, K), as `soft_cross_entropy` does.
    For validation nothing is mixed. Raises ValueError for a probability outside [0, 1] and fewer than two classes.
    First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import digits
    >>> images, targets = CutMix(classes=10)(digits().train, torch.Generator().manual_seed(0))
    >>> images.shape, targets.shape, int((targets.max(1).values < 1).sum()) > 400
    (torch.Size([797, 1, 8, 8]), torch.Size([797, 10]), True)
    """

    classes: int
    batch_of: BatchTransform = images_and_labels
    probability: float = 1.0

    def __post_init__(self) -> None:
        checks.whole("classes", self.classes, 2, "Give the number of classes, K.")
        checks.fraction("probability", self.probability, "Use 1, the paper's choice for ImageNet.")

    def __call__(self, batch: Any, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
        """Pictures (B, C, H, W) and targets (B, K) of one batch."""
        images, targets = self.batch_of(batch, generator)
        if targets.ndim == 1:
            targets = one_hot(targets, self.classes, dtype=images.dtype)
        if generator is None:
            return images, targets
        return cutmix(images, targets, generator, probability=self.probability)


def _cut(centre: Tensor, side: Tensor, length: int) -> tuple[Tensor, Tensor]:
    """Both ends of a side, on whole pixels, inside the picture: (B, 1) each."""
    low, high = ((centre + sign * side / 2).round().clamp(0, length)[:, None] for sign in (-1, 1))
    return low, high
