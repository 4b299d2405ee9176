"""Pictures made worse on purpose, in five steps: noise, blur, contrast, brightness, JPEG, shift."""

import io
import math
from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.extras import needs

STRENGTHS: dict[str, tuple[float, ...]] = {
    "noise": (0.04, 0.08, 0.12, 0.18, 0.26),  # standard deviation of what is added to each pixel
    "blur": (0.03, 0.05, 0.075, 0.1, 0.15),  # standard deviation of the bell, in sides of the picture
    "contrast": (0.75, 0.5, 0.4, 0.3, 0.15),  # what is left of each pixel's distance from the mean
    "brightness": (0.05, 0.1, 0.2, 0.3, 0.4),  # added to each pixel
    "jpeg": (60, 40, 25, 15, 7),  # quality, of 100
    "shift": (0.03, 0.06, 0.09, 0.12, 0.18),  # in sides of the picture, in a direction of each picture's own
}
CORRUPTIONS = tuple(STRENGTHS)


def corrupt(images: Tensor, kind: str, strength: int, *, seed: int = 0) -> Float[Tensor, "N C H W"]:
    r"""`images` made worse in one way, `strength` 1 (a little) to 5 (much); 0 changes nothing.

    "noise": $x + \mathcal N(0, s^2)$; "blur": a Gaussian bell of s·side; "contrast": $\bar x + s (x - \bar x)$ with
    the mean of each picture and channel; "brightness": x + s; "jpeg": saved with quality s and read again; "shift":
    moved by s·side, the border repeated. Everything ends in [0, 1]. `corruptions.STRENGTHS` holds the five s.

    Args:
        images: (N, C, H, W) floating point in [0, 1]; C is 1 or 3 for "jpeg".
        kind: one of the six.
        strength: 0 … 5.
        seed: decides noise and directions; the same seed gives a picture the same noise, five times as strong or not.

    Returns:
        Pictures of the same shape, type and device.

    Raises:
        ValueError or TypeError for another kind, a strength outside 0 … 5, pictures outside [0, 1] or of another shape.

    Source: after Hendrycks and Dietterich 2019 (arXiv 1903.12261), with steps of our own that suit small pictures.
    First met in notebooks/20_attack_and_corrupt.

    >>> import torch
    >>> grey = torch.tensor([[[[0.2, 0.6], [0.6, 0.2]]]])
    >>> corrupt(grey, "contrast", 2).flatten().tolist()  # half as far from 0.4
    [0.30000001192092896, 0.5, 0.5, 0.30000001192092896]
    """
    checks.choice("kind", kind, CORRUPTIONS)
    checks.whole("strength", strength, 0, "Give 0 for the picture itself, 5 for the worst.")
    if strength > 5:
        checks.refuse("strength", "must be at most 5", strength, "Give 0 for the picture itself, 5 for the worst.")
    checks.whole("seed", seed, 0, "Count seeds from 0.")
    _check_images(images, kind)
    if strength == 0 or len(images) == 0:
        return images.clone()
    draws = torch.Generator().manual_seed(seed % 2**32)
    return _KINDS[kind](images, STRENGTHS[kind][strength - 1], draws).clamp(0, 1)


def _check_images(images: Tensor, kind: str) -> None:
    checks.floating("images", images)
    if images.ndim != 4:
        step = "Put one picture after the other along dimension 0."
        checks.refuse("images", "must have shape (N, C, H, W)", tuple(images.shape), step)
    if images.numel() == 0:
        return
    low, high = (float(end) for end in torch.aminmax(images))
    if not (low >= 0 and high <= 1):
        step = "Divide by 255, or undo the normalization."
        checks.refuse("images", "must lie in [0, 1]", f"values from {low:.6g} to {high:.6g}", step)
    if kind == "jpeg" and images.shape[1] not in (1, 3):
        checks.refuse("images", "must have 1 or 3 channels for JPEG", images.shape[1], "Take another kind.")


def _noise(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    drawn = torch.randn(images.shape, generator=draws, dtype=torch.float64, device="cpu")
    return images + size * drawn.to(images)


def _blur(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    for dimension in (2, 3):
        images = _blur_along(images, size * images.shape[dimension], dimension)
    return images


def _blur_along(images: Tensor, sigma: float, dimension: int) -> Tensor:
    reach = math.ceil(3 * sigma)
    places = torch.arange(-reach, reach + 1, dtype=images.dtype, device=images.device)
    bell = torch.exp(-(places**2) / (2 * sigma**2))
    kernel = (bell / bell.sum()).view(1, 1, -1, 1) if dimension == 2 else (bell / bell.sum()).view(1, 1, 1, -1)
    sides = (0, 0, reach, reach) if dimension == 2 else (reach, reach, 0, 0)
    channels = images.shape[1]
    padded = F.pad(images, sides, mode="replicate")
    return F.conv2d(padded, kernel.expand(channels, 1, -1, -1).contiguous(), groups=channels)


def _contrast(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    mean = images.mean(dim=(2, 3), keepdim=True)
    return mean + size * (images - mean)


def _brightness(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    return images + size


def _jpeg(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    return torch.stack([_jpeg_one(image, int(size)) for image in images])


def _jpeg_one(image: Tensor, quality: int) -> Tensor:
    with needs("data"):
        from PIL import Image
    pixels = (255 * image).round().to("cpu", torch.uint8).permute(1, 2, 0).numpy()
    file = io.BytesIO()
    Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as read:
        again = np.array(read, dtype=np.float64).reshape(pixels.shape)
    return (torch.from_numpy(again).permute(2, 0, 1) / 255).to(image)


def _shift(images: Tensor, size: float, draws: torch.Generator) -> Tensor:
    angle = 2 * math.pi * torch.rand(len(images), generator=draws, dtype=torch.float64, device="cpu")
    # the square from −1 to 1 is two sides wide
    moves = torch.eye(2, 3, dtype=torch.float64, device="cpu").repeat(len(images), 1, 1)
    moves[:, :, 2] = -2 * size * torch.stack([angle.cos(), angle.sin()], dim=1)
    grid = F.affine_grid(moves.to(images), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, padding_mode="border", align_corners=False)


_KINDS: dict[str, Callable[[Tensor, float, torch.Generator], Tensor]] = {
    "noise": _noise,
    "blur": _blur,
    "contrast": _contrast,
    "brightness": _brightness,
    "jpeg": _jpeg,
    "shift": _shift,
}
