"""What the training loop was given, looked at before it costs time."""

import errno
import inspect
import os
from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from nls_tutorial import checks
from nls_tutorial.records import Images, Samples
from nls_tutorial.training.batches import BatchTransform, images_and_labels
from nls_tutorial.training.identity import PARTS

Optimizers = Callable[[Iterable[nn.Parameter]], Optimizer]
Schedulers = Callable[[Optimizer], LRScheduler]


def check_numbers(*, epochs: int, batch_size: int, seed: int) -> None:
    """Sizes from 1 on, a seed from 0 on."""
    checks.whole("epochs", epochs, 1, "Go through the data at least once.")
    checks.whole("batch_size", batch_size, 1, "64 is a good start.")
    checks.whole("seed", seed, 0, "Give a whole number from 0 on.")


def check_model(model: nn.Module) -> None:
    """A module with weights that can change."""
    if not isinstance(model, nn.Module):
        step = "Build one with nls_tutorial.models."
        checks.refuse("model", "must be a torch.nn.Module", _kind(model), step, error=TypeError)
    if not any(weight.requires_grad for weight in model.parameters()):
        seen = "none" if next(model.parameters(), None) is None else "frozen ones only"
        checks.refuse("model", "must have weights that can change", seen, "Thaw some: weight.requires_grad_(True).")


def check_data(argument: str, data: Samples, batch_of: BatchTransform) -> None:
    """Samples that can be selected and that `batch_of` can use."""
    if not isinstance(data, Samples) or isinstance(data, Tensor | type):  # a tensor selects in another way
        step = "Take records.Images, for example data.digits().train, or write a class with these three."
        checks.refuse(argument, "must have len, select(indices) and to(device)", _kind(data), step, error=TypeError)
    if len(data) == 0:
        checks.refuse(argument, "must hold at least one sample", "none", "Look at how the split was made.")
    if isinstance(data, Images):
        labels = data.labels
        if data.box_labels is not None:  # a detector's picture may hold no object, and its label is then −1
            labels = labels[(labels != -1) | (data.box_labels != -1).any(1)]
        checks.class_labels(f"{argument}.labels", labels, data.classes)
    elif batch_of is images_and_labels:
        step = "Write it: def batch_of(batch, generator): return batch.…, batch.…"
        checks.refuse("batch_of", f"must be given for {argument} of this kind", _kind(data), step)


def check_functions(loss: Any, optimizer: Any, scheduler: Any, batch_of: Any, *, name: str = "loss") -> None:
    """Functions where functions are asked for: not the class of a loss, not an optimizer that is made already.

    `name` is what the loss is called.
    """
    if not callable(loss) or isinstance(loss, type):
        step = "Give a function of (outputs, targets), for example torch.nn.functional.cross_entropy."
        checks.refuse(name, "must be a function", _kind(loss), step, error=TypeError)
    if not callable(optimizer) or (isinstance(optimizer, type) and not issubclass(optimizer, Optimizer)):
        step = "Give partial(torch.optim.SGD, lr=0.1), not the optimizer itself."
        checks.refuse("optimizer", "must make an optimizer from parameters", _kind(optimizer), step, error=TypeError)
    a_class = isinstance(scheduler, type) and not hasattr(scheduler, "step")
    if scheduler is not None and (not callable(scheduler) or a_class):
        step = "Give partial(torch.optim.lr_scheduler.StepLR, step_size=10), not the scheduler itself."
        checks.refuse("scheduler", "must make a scheduler from an optimizer", _kind(scheduler), step, error=TypeError)
    if not callable(batch_of) or isinstance(batch_of, type):
        step = "Give a function of (batch, generator) that returns (inputs, targets)."
        checks.refuse("batch_of", "must be a function", _kind(batch_of), step, error=TypeError)


def check_after_epoch(after_epoch: Any) -> None:
    """A function, where one is given."""
    if after_epoch is not None and not callable(after_epoch):
        step = "Give a function of the number of epochs done, or leave it out."
        checks.refuse("after_epoch", "must be a function", _kind(after_epoch), step, error=TypeError)


def check_checkpoint(path: Any) -> None:
    """A name that can be one of a file, where one is given."""
    if path is None:
        return
    if not isinstance(path, str | os.PathLike):
        checks.refuse(
            "checkpoint", "must be a file name", _kind(path), 'Give "run.pt", or leave it out.', error=TypeError
        )
    try:
        os.stat(path)
    except (OSError, ValueError) as error:  # a name with a NUL or half a letter is a ValueError
        if isinstance(error, ValueError) or error.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ):
            seen = f"{str(path)[:40]!r}: {error.args[-1] if isinstance(error, OSError) else error}"
            checks.refuse("checkpoint", "must be a name that a file can have", seen, 'Give "run.pt".')


def check_parts(assume_same: Any) -> None:
    """Names of parts that a checkpoint compares."""
    known = isinstance(assume_same, tuple | list | set | frozenset) and all(name in PARTS for name in assume_same)
    if not known:
        step = 'For example ("loss",).'
        checks.refuse("assume_same", f"must hold some of {', '.join(PARTS)}", repr(assume_same)[:80], step)


def made_optimizer(make: Optimizers, weights: Iterable[nn.Parameter]) -> Optimizer:
    """The optimizer of these weights; not one that wants to compute the loss itself, several times a step."""
    optimizer = make(weights)
    if not isinstance(optimizer, Optimizer):
        step = "Give partial(torch.optim.SGD, lr=0.1)."
        checks.refuse("optimizer", "must make a torch.optim.Optimizer", _kind(optimizer), step, error=TypeError)
    closure = inspect.signature(type(optimizer).step).parameters.get("closure")
    if closure is not None and closure.default is inspect.Parameter.empty:
        step = "Use Adam or SGD, or write the loop yourself."
        checks.refuse("optimizer", "must step without a closure", f"{type(optimizer).__name__}, which needs one", step)
    return optimizer


def made_scheduler(make: Schedulers | None, optimizer: Optimizer, validated: bool) -> LRScheduler | None:
    """The schedule of this optimizer; one that follows the validation loss needs validation data."""
    if make is None:
        return None
    scheduler: Any = make(optimizer)
    if not callable(getattr(scheduler, "step", None)) or not callable(getattr(scheduler, "state_dict", None)):
        step = "Give partial(torch.optim.lr_scheduler.StepLR, step_size=10)."
        checks.refuse("scheduler", "must make a torch.optim.lr_scheduler", _kind(scheduler), step, error=TypeError)
    if follows_validation(scheduler):
        name = type(scheduler).__name__
        if not validated:
            step = "Give validation=…, or another schedule."
            checks.refuse("scheduler", "must not need a validation loss where there is none", name, step)
        if getattr(scheduler, "mode", "min") != "min":
            step = 'Leave mode="min".'
            checks.refuse("scheduler", "must wait for the validation loss to fall", f'{name} with mode="max"', step)
    return scheduler


def follows_validation(scheduler: Any) -> bool:
    """Whether `scheduler.step` must be given a number, as that of ReduceLROnPlateau must."""
    first = next(iter(inspect.signature(scheduler.step).parameters.values()), None)
    needed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return first is not None and first.kind in needed and first.default is inspect.Parameter.empty


def _kind(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
