"""Distances in two norms, and the nearest picture within a radius."""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks

NORMS = ("linf", "l2")
FAR = 1e30  # a radius that every float type of a picture but float16 holds


def distance(images: Tensor, others: Tensor, *, norm: str = "linf") -> Float[Tensor, "B"]:
    r"""How far two pictures lie apart: the largest change of a pixel ("linf"), or $\|x' - x\|_2$ ("l2").

    Args:
        images, others: two batches of one shape (B, …).
        norm: "linf" or "l2".

    Returns:
        One distance a picture, (B,), in the pictures' unit.

    Raises:
        ValueError for another norm or shapes that differ; TypeError for other than floating-point tensors.

    First met in notebooks/20_attack_and_corrupt.

    >>> one, other = torch.zeros(1, 2), torch.tensor([[0.3, -0.4]])
    >>> distance(one, other).item(), distance(one, other, norm="l2").item()
    (0.4000000059604645, 0.5)
    """
    checks.choice("norm", norm, NORMS)
    _of_one_shape(images, "others", others)
    return length(others - images, norm)


def _of_one_shape(images: Any, name: str, others: Any) -> None:
    checks.floating("images", images)
    checks.floating(name, others)
    if images.shape != others.shape or images.ndim < 2 or images.numel() == 0:
        step = "Give two batches, one picture after the other along dimension 0."
        checks.refuse(name, f"must have the shape of images, {tuple(images.shape)}", tuple(others.shape), step)


def project(images: Tensor, around: Tensor, radius: float, *, norm: str = "linf") -> Float[Tensor, "..."]:
    r"""The nearest pictures that lie within `radius` of `around`.

    "linf": each pixel is clamped to ± radius. "l2": $x + (x' - x) \cdot \min(1, r / \|x' - x\|_2)$.

    Args:
        images: pictures x' (B, …), any range.
        around: the pictures x at the middle, of the same shape.
        radius: r ≥ 0 in the pictures' unit.
        norm: "linf" or "l2".

    Returns:
        Pictures of the same shape. Raises ValueError or TypeError for what does not fit.

    First met in notebooks/20_attack_and_corrupt.

    >>> project(torch.tensor([[3.0, 4.0]]), torch.zeros(1, 2), 1.0, norm="l2")
    tensor([[0.6000, 0.8000]])
    >>> project(torch.tensor([[3.0, -0.2]]), torch.zeros(1, 2), 1.0)
    tensor([[ 1.0000, -0.2000]])
    """
    radius = checks.at_least("radius", radius, 0.0, "Give how far a picture may move, 0 for not at all.", high=FAR)
    checks.choice("norm", norm, NORMS)
    _of_one_shape(images, "around", around)
    far = length(images - around, norm)
    if norm == "linf":
        return around + (images - around).clamp(-radius, radius)
    # a picture within the radius stays; the guard is for a distance of 0
    shrink = (radius / far.clamp_min(torch.finfo(far.dtype).tiny)).clamp(max=1.0)
    return around + (images - around) * broadcast(shrink, images)


def length(change: Tensor, norm: str) -> Tensor:
    """The norm of each change, (B,)."""
    flat = change.flatten(1)
    return flat.abs().amax(dim=1) if norm == "linf" else torch.linalg.vector_norm(flat, dim=1)


def direction(change: Tensor, norm: str) -> Tensor:
    """The step of length 1 that follows `change`: its signs ("linf"), or itself over its length ("l2"); 0 stays 0.

    Divided by its largest entry first, so that a gradient of 1e-30, whose squares round to 0, still has a direction.
    """
    if norm == "linf":
        return change.sign()
    largest = broadcast(length(change, "linf"), change)
    scaled = torch.where(largest > 0, change / torch.where(largest > 0, largest, 1), 0)
    size = broadcast(length(scaled, "l2"), change)
    return scaled / size.clamp_min(1)  # the largest entry is 1 (or all are 0), so a length is 0 or at least 1


def random_start(images: Tensor, radius: float, norm: str, generator: torch.Generator) -> Tensor:
    """A picture drawn evenly from the ball around each, on the pictures' device; drawn on the CPU."""
    if norm == "linf":
        change = 2 * torch.rand(images.shape, generator=generator, dtype=images.dtype, device="cpu") - 1
    else:
        change = direction(torch.randn(images.shape, generator=generator, dtype=images.dtype, device="cpu"), "l2")
        shares = torch.rand(len(images), generator=generator, dtype=images.dtype, device="cpu")
        # the volume within r grows as r^D
        change = change * broadcast(shares ** (1 / images[0].numel()), change)
    return images + radius * change.to(images.device)


def broadcast(numbers: Tensor, like: Tensor) -> Tensor:
    """(B,) as (B, 1, …), to multiply with pictures."""
    return numbers.view(-1, *[1] * (like.ndim - 1))
