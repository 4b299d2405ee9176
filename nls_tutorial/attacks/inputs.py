"""What an attack needs of a network, pictures, labels and a radius; and the gradient that it follows."""

from collections.abc import Callable
from itertools import chain

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks

Loss = Callable[[Tensor, Tensor], Tensor]


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy of each sample, (B,), in nats."""
    return F.cross_entropy(logits, labels, reduction="none")


def check_inputs(
    model: object, images: object, labels: object, radius: object, low: object, high: object, loss: object = None
) -> float:
    """`radius` as a float, when all six fit each other.

    >>> check_inputs(nn.Flatten().eval(), torch.rand(1, 2), torch.tensor([0]), 0.1, 0.0, 1.0)
    0.1
    >>> check_inputs(nn.Flatten(), torch.rand(1, 2), torch.tensor([0]), 0.1, 0.0, 1.0)
    Traceback (most recent call last):
        ...
    ValueError: model must be in evaluation mode, but got training mode. Call model.eval() first.
    """
    number = checks.at_least("radius", radius, 0.0, "Give how far a pixel may move, 0 for not at all.", high=1e30)
    _check_range(low, high)
    _check_model(model)
    _check_images(images, low, high)
    assert isinstance(images, Tensor)
    _check_labels(labels, len(images))
    assert isinstance(model, nn.Module)
    assert isinstance(labels, Tensor)
    if loss is not None:
        checks.function("loss", loss, "Give L(logits, labels).")
    _check_device(model, images, labels)
    return number


def _check_range(low: object, high: object) -> None:
    step = "Give the range of the pictures, such as 0 and 1."
    lowest = checks.at_least("low", low, -1e30, step, high=1e30)
    highest = checks.at_least("high", high, -1e30, step, high=1e30)
    if lowest >= highest:
        checks.refuse("high", f"must be above low ({low})", high, step)


def _check_model(model: object) -> None:
    if not isinstance(model, nn.Module):
        step = "Give the network; what is done to pictures before it goes into it, as a layer."
        checks.refuse("model", "must be a torch.nn.Module", type(model).__name__, step, error=TypeError)
    if any(part.training for part in model.modules()):
        checks.refuse("model", "must be in evaluation mode", "training mode", "Call model.eval() first.")


def _check_images(images: object, low: object, high: object) -> None:
    checks.floating("images", images)
    assert isinstance(images, Tensor)
    checks.with_numbers("images", images)
    if images.ndim < 2 or len(images) == 0:
        step = "Put one picture after the other along dimension 0; use image[None] for a single one."
        checks.refuse("images", "must have shape (B, …) with B ≥ 1", tuple(images.shape), step)
    seen = [float(end) for end in torch.aminmax(images.detach())]
    room = torch.finfo(images.dtype).eps * max(abs(float(low)), abs(float(high)))  # type: ignore[arg-type]
    if not (seen[0] >= float(low) - room and seen[1] <= float(high) + room):  # type: ignore[arg-type]
        step = "Give low and high, or put the normalization into the model."
        checks.refuse("images", f"must lie in [{low}, {high}]", f"values from {seen[0]:.6g} to {seen[1]:.6g}", step)


def _check_labels(labels: object, count: int) -> None:
    if not isinstance(labels, Tensor) or labels.dtype != torch.int64:
        seen = labels.dtype if isinstance(labels, Tensor) else type(labels).__name__
        checks.refuse("labels", "must be a torch.Tensor of int64", seen, "Convert it with .long().", error=TypeError)
    if tuple(labels.shape) != (count,):
        step = "Give one label for each picture."
        checks.refuse("labels", f"must have shape ({count},)", tuple(labels.shape), step)


def _check_device(model: nn.Module, images: Tensor, labels: Tensor) -> None:
    first = next(chain(model.parameters(), model.buffers()), None)
    home = images.device if first is None else first.device
    for argument, tensor in (("images", images), ("labels", labels)):
        if tensor.device != home:
            step = f"Move it with {argument}.to({str(home)!r})."
            checks.refuse(argument, f"must be on the model's device ({home})", tensor.device, step)


def losses_of(model: nn.Module, images: Tensor, labels: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
    """The loss of each picture, (B,), or of the batch, (); and whether each picture is still right, (B,)."""
    logits = model(images)
    if not isinstance(logits, Tensor) or logits.ndim != 2 or len(logits) != len(labels):
        seen = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
        checks.refuse("model", f"must return logits of shape ({len(labels)}, K)", seen, "Return one row a picture.")
    checks.class_labels("labels", labels, logits.shape[1])
    value = loss(logits, labels)
    if not isinstance(value, Tensor) or tuple(value.shape) not in ((), (len(labels),)):
        seen = tuple(value.shape) if isinstance(value, Tensor) else type(value).__name__
        checks.refuse("loss", f"must return one number, or shape ({len(labels)},)", seen, "Reduce over the classes.")
    if not bool(value.detach().isfinite().all()):
        checks.refuse("loss", "must be finite", "NaN or infinity", "Look at the network's logits for these pictures.")
    return value, logits.detach().argmax(dim=1) == labels


def gradient(model: nn.Module, images: Tensor, labels: Tensor, loss: Loss) -> Tensor:
    """The gradient of the summed loss on the pictures; the weights' own gradients stay as they are."""
    with torch.inference_mode(False), torch.enable_grad():
        asked = images.detach().clone().requires_grad_()
        value, _ = losses_of(model, asked, labels, loss)
        if not value.requires_grad:
            step = "Use a loss that differentiates, and no detach() on the way."
            checks.refuse("loss", "must depend on the pictures", "a constant", step)
        (found,) = torch.autograd.grad(value.sum(), asked)
    return found
