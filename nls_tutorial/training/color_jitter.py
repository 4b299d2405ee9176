"""Colour jitter: brighter or darker, flatter or stronger, greyer or more colourful."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.training.pictures import check_pictures

GREY = (0.2989, 0.587, 0.114)  # the weights of red, green and blue in brightness, as torchvision has them


def jitter_colors(
    images: Float[Tensor, "B C H W"],
    generator: torch.Generator,
    *,
    brightness: float = 0.4,
    contrast: float = 0.4,
    saturation: float = 0.4,
) -> Tensor:
    r"""Each picture with brightness, contrast and saturation times factors of its own, uniform in 1 ± the argument.

    In this order: $x \leftarrow f x$; $x \leftarrow f x + (1-f)\,m$ with the mean grey m of the picture;
    $x \leftarrow f x + (1-f)\,\mathrm{grey}(x)$; after each, cut to [0, 1]. Pictures of one channel keep their
    saturation. `images` (B, C, H, W) in [0, 1], C = 1 or 3, keep shape, type and device; all chance comes from
    `generator`, a generator on the CPU. It moves nothing, so boxes and masks stay as they are.

    Raises ValueError for arguments outside [0, 1] or another number of channels.

    Source: torchvision's ColorJitter, without hue and in fixed order. First met in
    notebooks/11_take_the_object_away.

    >>> import torch
    >>> grey = torch.full((2, 3, 1, 1), 0.5)
    >>> changed = jitter_colors(grey, torch.Generator().manual_seed(0))
    >>> [round(value, 2) for value in changed[:, 0, 0, 0].tolist()]  # a factor of its own for each picture
    [0.5, 0.61]
    """
    widths = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
    for argument, width in widths.items():
        checks.fraction(argument, width, "Use 0.4, or 0 for none.")
    check_pictures(images, generator)
    channels = images.shape[1]
    if channels not in (1, 3):
        checks.refuse("images", "must have one or three channels", channels, "Give grey or RGB pictures.")
    chance = 2 * torch.rand(3, len(images), generator=generator, dtype=torch.float32, device="cpu") - 1
    light, strength, colour = (
        (1 + width * row).to(images)[:, None, None, None] for width, row in zip(widths.values(), chance, strict=True)
    )
    images = (light * images).clamp(0, 1)
    mean = _grey(images).mean((1, 2, 3), keepdim=True)
    images = torch.lerp(mean, images, strength).clamp(0, 1)
    return torch.lerp(_grey(images), images, colour).clamp(0, 1) if channels == 3 else images


def _grey(images: Tensor) -> Tensor:
    """Brightness as the eye sees it: (B, 1, H, W)."""
    if images.shape[1] == 1:
        return images
    red, green, blue = images.unbind(1)
    return (GREY[0] * red + GREY[1] * green + GREY[2] * blue).unsqueeze(1)
