"""Changes to a picture that leave its class alone."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.training.pictures import check_pictures


def flip_and_shift(images: Float[Tensor, "B C H W"], generator: torch.Generator, *, shift: int = 4) -> Tensor:
    """Mirror each picture left to right with probability 1/2, and move it by up to `shift` pixels each way.

    What moves in from outside is black: the usual "pad by 4 and crop" of CIFAR-10. `images` (B, C, H, W) keep shape,
    type and device; all chance comes from `generator`, a generator on the CPU. Pass it to `train` as `augment`.

    Raises ValueError for a `shift` below 0.

    Source: He et al. 2016, arXiv 1512.03385, sec. 4.2.

    >>> import torch
    >>> white = torch.ones(1, 1, 4, 4)
    >>> moved = flip_and_shift(white, torch.Generator().manual_seed(0), shift=2)
    >>> moved[0, 0].int().tolist()  # black comes in where it moved away
    [[1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    """
    checks.whole("shift", shift, 0, "Use 4 for pictures of 32×32.", high=2**12)
    check_pictures(images, generator)
    batch, _, height, width = images.shape
    mirrored = torch.randint(0, 2, (batch,), generator=generator, dtype=torch.bool, device="cpu")
    down, right = torch.randint(0, 2 * shift + 1, (2, batch), generator=generator, device="cpu")
    columns = torch.arange(width, device="cpu").expand(batch, width)
    columns = torch.where(mirrored[:, None], width - 1 - columns, columns) + right[:, None]
    rows = torch.arange(height, device="cpu") + down[:, None]
    padded = F.pad(images, (shift, shift, shift, shift))
    place = images.device
    samples = torch.arange(batch, device=place)[:, None, None]
    # indices in front, so that channels come last: (B, H, W, C)
    moved = padded.permute(0, 2, 3, 1)[samples, rows.to(place)[:, :, None], columns.to(place)[:, None, :]]
    return moved.permute(0, 3, 1, 2)
