"""The functions that `train` was given, called; where torch says that something does not fit, the argument is named."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.training.batches import BatchTransform

FEW = "Expected more than 1 value per channel"  # how torch's batch norm says that a batch is too small


def checked_pairs(batch_of: BatchTransform) -> BatchTransform:
    """`batch_of`, whose answer is looked at."""

    def checked(batch: Any, generator: torch.Generator | None) -> tuple[Any, Any]:
        pair = batch_of(batch, generator)
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            seen = f"{len(pair)} values" if isinstance(pair, tuple | list) else type(pair).__name__
            step = "End it with: return inputs, targets."
            checks.refuse("batch_of", "must return the pair (inputs, targets)", seen, step, error=TypeError)
        return pair[0], pair[1]

    return checked


def predict(model: nn.Module, inputs: Any) -> Any:
    """`model(inputs)`; a tuple is spread over the model's arguments, a mapping over its names."""
    with naming("model", "must take the inputs that batch_of gives", {"inputs": inputs}):
        if isinstance(inputs, tuple):
            return model(*inputs)
        return model(**inputs) if isinstance(inputs, Mapping) else model(inputs)


def checked_loss(loss: Callable[[Any, Any], Any], name: str = "loss") -> Callable[[Any, Any], Tensor]:
    """`loss`, whose value is looked at: one number with a gradient; `name` is what it is called where it is given."""

    def checked(outputs: Any, targets: Any) -> Tensor:
        with naming(name, "must take the model's outputs and the targets", {"outputs": outputs, "targets": targets}):
            value = loss(outputs, targets)
        if not isinstance(value, Tensor) or value.ndim > 0:
            seen = f"shape {tuple(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
            checks.refuse(name, "must return one number, a tensor of shape ()", seen, 'Use reduction="mean".')
        if torch.is_grad_enabled() and not value.requires_grad:
            step = "Leave out detach() and torch.no_grad()."
            checks.refuse(name, "must depend on weights that can change", "a number without a gradient", step)
        return value

    return checked


@contextmanager
def naming(argument: str, rule: str, given: dict[str, Any]) -> Iterator[None]:
    """A failure inside torch becomes a refusal of `argument`; a failure in the reader's own code stays as it is."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except Exception as error:
        if FEW in str(error):
            step = "Take at least 2, and data with at least two samples."
            checks.refuse("batch_size", "must give batch norm several samples at once", "a batch of one", step)
        if not _in_torch(error.__traceback__):
            raise
        seen = ", ".join(f"{name} {_shape(value)}" for name, value in given.items())
        kind = TypeError if isinstance(error, TypeError) else ValueError
        said = f"{seen}: {type(error).__name__}: {error}".rstrip(". \n")
        checks.refuse(argument, rule, said, "Look at what batch_of gives for one batch.", error=kind)


def _in_torch(trace: TracebackType | None) -> bool:
    """Whether the line that failed is torch's, or the call of a function itself."""
    name = ""
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next
    return name == __name__ or name.partition(".")[0] == "torch"


def _shape(value: Any) -> str:
    if isinstance(value, Tensor):
        kind = str(value.dtype).removeprefix("torch.")
        whole = not value.is_floating_point() and not value.is_complex() and value.numel() > 0
        reach = f" from {int(value.min())} to {int(value.max())}" if whole and value.device.type == "cpu" else ""
        return f"{tuple(value.shape)} {kind}{reach}"
    if isinstance(value, tuple | list):
        return f"({', '.join(_shape(part) for part in value[:4])})"
    return type(value).__name__
