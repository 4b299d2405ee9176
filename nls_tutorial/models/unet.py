"""A small U-Net: a label for every pixel."""

from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.models.layout import stored_for_cpus
from nls_tutorial.models.small import seeded


class UNet(nn.Module):
    r"""Down by halves, up again, and at each step up a shortcut to what was there on the way down.

    `model(images)` gives the logits (B, K, H, W), one row of K for each pixel; `model.features(images)` the D maps
    (B, D, H, W) that enter the last layer; `model.head` is that layer, a 1×1 convolution whose weight rows are the
    templates. Images are (B, C, H, W) floats of any size from 2^`depth` pixels on.

    Source: Ronneberger et al. 2015 (arXiv 1505.04597), with padding, batch norm and upsampling by copying.

    >>> network, images = unet(3, classes=4), torch.zeros(2, 3, 30, 45)
    >>> isinstance(network, UNet), network(images).shape, network.features(images).shape
    (True, torch.Size([2, 4, 30, 45]), torch.Size([2, 12, 30, 45]))
    """

    def __init__(self, channels: int, classes: int, width: int, depth: int) -> None:
        super().__init__()
        widths = [width * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList(
            _two_convolutions(before, after) for before, after in zip([channels, *widths], widths, strict=False)
        )
        self.up = nn.ModuleList(
            _two_convolutions(widths[level] + widths[level + 1], widths[level]) for level in reversed(range(depth))
        )
        self.head = nn.Conv2d(width, classes, 1)

    def features(self, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B D H W"]:
        """The maps that enter the last layer."""
        x, passed = images, []
        for level, block in enumerate(self.down):
            if level > 0:
                x = F.max_pool2d(x, 2)  # (B, ·, H/2, W/2), an odd last row or column left out
            x = block(x)
            passed.append(x)
        for block, shortcut in zip(self.up, reversed(passed[:-1]), strict=True):
            x = F.interpolate(x, size=shortcut.shape[-2:], mode="nearest")
            x = block(torch.cat([shortcut, x], dim=1))
        return x

    def forward(self, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K H W"]:
        """The logits of each pixel."""
        return cast(Tensor, self.head(self.features(images)))


def unet(channels: int, classes: int, *, width: int = 12, depth: int = 2, seed: int = 0) -> UNet:
    """A U-Net with `width` maps at full size, twice as many at half the size, and so on, `depth` halvings.

    Args:
        channels: C of the images (B, C, H, W).
        classes: K ≥ 2.
        width: maps at full size, which are the penultimate features.
        depth: halvings, at least 1.
        seed: decides the weights; torch's global random numbers are left as they were.

    Returns:
        The network. On colour images with four classes: 66,952 weights. Raises ValueError or TypeError for sizes below
        1, K < 2 and sizes that are not whole numbers.

    >>> sum(weights.numel() for weights in unet(3, classes=4).parameters())
    66952
    """
    checks.whole("channels", channels, 1, "Give 1 for grey images and 3 for colour.", high=2**20)
    checks.class_count("classes", classes)
    checks.whole("width", width, 1, high=2**10)
    checks.whole("depth", depth, 1, high=10)
    with seeded(seed):
        model = UNet(channels, classes, width, depth)
    return stored_for_cpus(model)


def _two_convolutions(maps: int, out: int) -> nn.Sequential:
    """Twice a 3×3 convolution, batch norm and ReLU, at the same size."""
    return nn.Sequential(
        *(nn.Conv2d(maps, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()),
        *(nn.Conv2d(out, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()),
    )
