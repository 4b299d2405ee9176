"""Ask a model once about every sample of a split."""

from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.predictions.device import device_of, pick_device
from nls_tutorial.records import Images, Predictions


def collect(
    model: nn.Module,
    data: Images,
    *,
    split: str | None = None,
    seed: int = 0,
    features: bool = False,
    batch_size: int = 512,
    device: str | torch.device = "auto",
) -> Predictions:
    """What `model` says about `data`: logits (N, K), with the labels and, on request, the penultimate features (N, D).

    `model(images)` gives logits; with `features=True` the model also needs `model.features` and `model.head`, as in
    every model of nls_tutorial.models. `split` is taken from the data unless given; `seed` says which run this was.
    The model answers in evaluation mode without gradients, and is afterwards in the mode and on the device it was
    before. The answer lies on the CPU, in the data's order, in float32 (float64 from a float64 model).

    Raises ValueError for no samples, a batch size below 1, logits of another shape or with NaN, and a device that is
    not there; TypeError for a model without features where they are asked for.

    First met in notebooks/01_look_at_the_last_layer.
    """
    checks.whole("batch_size", batch_size, 1, "512 is a good start.")
    if len(data) == 0:
        checks.refuse("data", "must hold at least one picture", "none", "Look at how the split was made.")
    if features:
        _with_features(model)
    place, before = pick_device(device), device_of(model)
    modes = {module: module.training for module in model.modules()}
    parts: list[tuple[Tensor, Tensor | None]] = []
    model.to(place).eval()
    try:
        with torch.no_grad():
            for images in data.images.split(batch_size):
                parts.append(_answer(model, images.to(place), features))
    finally:
        model.to(before)
        for module, training in modes.items():
            module.training = training
    logits = torch.cat([answer for answer, _ in parts])
    seen = [feature for _, feature in parts if feature is not None]
    checks.finite("logits", logits)
    return Predictions(
        logits=logits,
        labels=data.labels.cpu().clone(),
        class_names=data.class_names,
        split=data.split if split is None else split,
        seed=seed,
        features=torch.cat(seen) if seen else None,
    )


def _answer(model: Any, images: Tensor, features: bool) -> tuple[Tensor, Tensor | None]:
    """Logits and, on request, features of one batch, each computed once."""
    if not features:
        return _rows("logits", model(images), len(images)), None
    inner = model.features(images)
    return _rows("logits", model.head(inner), len(images)), _rows("features", inner, len(images))


def _rows(name: str, answer: object, samples: int) -> Tensor:
    """One row a sample, on the CPU, in float32 or float64."""
    checks.floating(name, answer)
    assert isinstance(answer, Tensor)
    if answer.ndim != 2 or answer.shape[0] != samples:
        checks.refuse(
            name,
            f"must have one row for each of {samples} samples",
            tuple(answer.shape),
            "Check what the model returns for one batch.",
        )
    return answer.cpu() if answer.dtype == torch.float64 else answer.float().cpu()


def _with_features(model: nn.Module) -> None:
    if not callable(getattr(model, "features", None)) or not callable(getattr(model, "head", None)):
        checks.refuse(
            "model",
            "must have `features` and `head` to give penultimate features",
            type(model).__name__,
            "Build it with nls_tutorial.models, or leave features=False.",
            error=TypeError,
        )
