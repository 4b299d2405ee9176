"""What makes a run this run and no other: a checkpoint is taken up only by the run that wrote it."""

import hashlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from nls_tutorial.records import Images
from nls_tutorial.targets import one_hot
from nls_tutorial.training.randomness import isolated_rng

PROBED = 4  # so many samples show what a loss and an augmentation do
PREPARED = 64  # and so many what happens to some samples only


def identity(
    model: nn.Module,
    data: Images,
    loss: Callable[[Tensor, Tensor], Tensor],
    optimizer: Optimizer,
    scheduler: Any,
    augment: Callable[[Tensor, torch.Generator], Tensor] | None,
    prepare: Callable[[Images, torch.Generator], tuple[Tensor, Tensor]] | None,
    held_out: Images | None,
    place: torch.device,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
) -> dict[str, str]:
    """The run in words, one entry for each part; runs with equal words give equal weights.

    A loss and an augmentation are functions, which cannot be compared, so each is known by what it does to the first
    samples: cross-entropies with ε = 0 and with ε = 0.1 differ there.
    """
    with isolated_rng(seed, place) as chance:
        does = _loss(model, data, loss, place, soft=prepare is not None)
        changes = "none" if augment is None else _augment(data, augment, chance, place)
        made = "none" if prepare is None else _prepare(data, prepare, chance, place)
    return {
        "model": _model(model),
        "data": _images(data),
        "held_out": "none" if held_out is None else _images(held_out),
        "loss": does,
        "augment": changes,
        "prepare": made,
        "optimizer": " ".join(repr(optimizer).split()),
        "scheduler": "none" if scheduler is None else _scheduler(scheduler),
        "epochs": str(epochs),
        "batch_size": str(batch_size),
        "seed": str(seed),
    }


def _model(model: nn.Module) -> str:
    shapes = [f"{name} {tuple(value.shape)} {value.dtype}" for name, value in model.state_dict().items()]
    weights = sum(weight.numel() for weight in model.parameters())
    return f"{type(model).__name__} of {weights:,} weights ({_digest(chr(10).join(shapes).encode())})"


def _images(data: Images) -> str:
    size = "×".join(str(length) for length in data.images.shape[1:])
    digest = _digest(_bytes(data.images), _bytes(data.labels))
    return f"{len(data):,} pictures of {size} ({digest})"


def _loss(
    model: nn.Module, data: Images, loss: Callable[[Tensor, Tensor], Tensor], place: torch.device, *, soft: bool
) -> str:
    """The loss of made-up logits, in the shape that the model gives."""
    model.eval()
    with torch.no_grad():
        shape = model(data.images[:PROBED].to(place)).shape
        logits = 3 * torch.arange(shape.numel(), dtype=torch.float32).cos().reshape(shape)
        asked = data.labels[:PROBED]
        if soft:
            asked = one_hot(asked, data.classes)
        return f"{float(loss(logits.to(place), asked.to(place))):.5g} nats on a probe"


def _augment(
    data: Images, augment: Callable[[Tensor, torch.Generator], Tensor], chance: torch.Generator, place: torch.device
) -> str:
    return f"{_sum(augment(data.images[:PROBED].to(place), chance)):.5g} on a probe"


def _prepare(
    data: Images,
    prepare: Callable[[Images, torch.Generator], tuple[Tensor, Tensor]],
    chance: torch.Generator,
    place: torch.device,
) -> str:
    images, targets = prepare(data.select(slice(0, PREPARED)).to(place), chance)
    return f"{_sum(images):.5g} and {_sum(targets):.5g} on a probe"


def _sum(changed: Tensor) -> float:
    """A sum that a change of any number changes."""
    flat = changed.detach().double().cpu().flatten()
    return float((flat * torch.arange(len(flat), dtype=torch.float64).cos()).sum())


def _scheduler(scheduler: Any) -> str:
    simple = {k: v for k, v in scheduler.state_dict().items() if isinstance(v, int | float | str | list | None)}
    return f"{type(scheduler).__name__} {simple}"


def _bytes(tensor: Tensor) -> bytes | memoryview:
    return tensor.detach().cpu().contiguous().numpy().data


def _digest(*parts: bytes | memoryview) -> str:
    """Eight characters that change when a byte does."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()[:8]
