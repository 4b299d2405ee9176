"""What makes a run this run and no other: a checkpoint is taken up only by the run that wrote it."""

import hashlib
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from nls_tutorial.records import Images, Samples
from nls_tutorial.training.batches import BatchTransform
from nls_tutorial.training.calls import predict
from nls_tutorial.training.randomness import isolated_rng

PROBED = 64  # so many samples show what a loss and an augmentation do


def identity(
    model: nn.Module,
    data: Samples,
    loss: Callable[[Any, Any], Tensor],
    optimizer: Optimizer,
    scheduler: Any,
    batch_of: BatchTransform,
    validation: Samples | None,
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
    with isolated_rng(seed, place) as chance, torch.no_grad():
        inputs, targets = batch_of(data.select(torch.arange(min(PROBED, len(data)))).to(place), chance)
        logits = predict(model.eval(), inputs)
        logits = 3 * torch.arange(logits.numel(), dtype=torch.float32).cos().reshape(logits.shape).to(place)
        does = f"{float(loss(logits, targets)):.5g} nats on a probe"
    return {
        "model": _model(model),
        "data": _samples(data),
        "validation": "none" if validation is None else _samples(validation),
        "loss": does,
        "batch_of": f"{_sum(inputs):.5g} and {_sum(targets):.5g} on a probe",
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


def _samples(data: Samples) -> str:
    if not isinstance(data, Images):
        return f"{len(data):,} of {type(data).__name__}"
    size = "×".join(str(length) for length in data.images.shape[1:])
    digest = _digest(_bytes(data.images), _bytes(data.labels))
    return f"{len(data):,} pictures of {size} ({digest})"


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
