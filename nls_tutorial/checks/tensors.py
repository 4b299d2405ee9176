"""Rules for tensors: types, shapes, labels, logits, soft labels."""

import torch
from torch import Tensor

from nls_tutorial.checks.numbers import whole
from nls_tutorial.checks.say import refuse


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)


def floating(argument: str, value: object) -> None:
    """`value` is a tensor of floats.

    >>> from torch import tensor
    >>> floating("logits", tensor([1, 2]))
    Traceback (most recent call last):
        ...
    TypeError: logits must hold floating-point numbers, but got torch.int64. Convert it with .float().
    """
    if not isinstance(value, Tensor):
        refuse(
            argument,
            "must be a torch.Tensor",
            type(value).__name__,
            "Convert it with torch.as_tensor(...).",
            error=TypeError,
        )
    if not value.is_floating_point():
        refuse(
            argument,
            "must hold floating-point numbers",
            value.dtype,
            "Convert it with .float().",
            error=TypeError,
        )


def finite(argument: str, value: Tensor) -> None:
    """No NaN and no infinity in `value`.

    >>> from torch import tensor
    >>> finite("logits", tensor([1.0, float("nan")]))
    Traceback (most recent call last):
        ...
    ValueError: logits must be finite, but got 1 of 2 entries that are NaN or infinite. ...
    """
    good = torch.isfinite(value)
    if not bool(good.all()):
        bad = int((~good).sum())
        refuse(
            argument,
            "must be finite",
            f"{bad} of {value.numel()} entries that are NaN or infinite",
            "Find the step that made them; a learning rate that is too high is the usual cause.",
        )


def class_count(argument: str, value: object) -> int:
    """A number of classes: a whole number of at least 2.

    >>> class_count("classes", 10)
    10
    >>> class_count("classes", 1)
    Traceback (most recent call last):
        ...
    ValueError: classes must be at least 2, but got 1. A classifier chooses between at least two classes.
    """
    return whole(argument, value, 2, "A classifier chooses between at least two classes.")


def class_labels(argument: str, labels: object, classes: int, *, ignore_index: int | None = None) -> None:
    """`labels` are int64 in 0 … classes − 1 (or `ignore_index`).

    >>> from torch import tensor
    >>> class_labels("labels", tensor([0, 2]), 3)  # says nothing: all is well
    >>> class_labels("labels", tensor([1, 3]), 3)  # counted from 1
    Traceback (most recent call last):
        ...
    ValueError: labels must lie in 0 … 2, but got 3. ...
    """
    if not isinstance(labels, Tensor):
        refuse(
            argument,
            "must be a torch.Tensor",
            type(labels).__name__,
            "Convert it with torch.as_tensor(...).",
            error=TypeError,
        )
    if labels.dtype != torch.int64:
        refuse(argument, "must be int64", labels.dtype, "Convert it with .long().", error=TypeError)
    if labels.numel() == 0:
        return
    counted = labels if ignore_index is None else labels[labels != ignore_index]
    if counted.numel() == 0:
        return
    low, high = (int(end) for end in torch.aminmax(counted))
    if low < 0 or high >= classes:
        seen = low if low < 0 else high
        refuse(
            argument,
            f"must lie in 0 … {classes - 1}",
            seen,
            "Check that the classes are numbered from 0 and that the number of classes is right.",
        )


def label_logits(logits: object, labels: object, *, ignore_index: int | None = None) -> int:
    """`logits` (B, K) or (B, K, H, W) fit `labels` (B,) or (B, H, W); returns K.

    >>> from torch import tensor
    >>> label_logits(tensor([[2.0, 0.0, -1.0]]), tensor([0]))
    3
    >>> label_logits(tensor([[2.0, 0.0, -1.0]]), tensor([0, 1]))
    Traceback (most recent call last):
        ...
    ValueError: labels must have shape (1,) to fit logits of shape (1, 3), but got (2,). ...
    """
    floating("logits", logits)
    assert isinstance(logits, Tensor)
    if logits.ndim not in (2, 4):
        refuse(
            "logits",
            "must have shape (B, K) or (B, K, H, W)",
            _shape(logits),
            "Put one row of K logits for each sample.",
        )
    classes = int(logits.shape[1])
    if classes < 2:
        refuse("logits", "must hold at least two classes along dimension 1", _shape(logits), "Use K ≥ 2 logits.")
    class_labels("labels", labels, classes, ignore_index=ignore_index)
    assert isinstance(labels, Tensor)
    expected = (logits.shape[0], *logits.shape[2:])
    if _shape(labels) != tuple(expected):
        refuse(
            "labels",
            f"must have shape {tuple(expected)} to fit logits of shape {_shape(logits)}",
            _shape(labels),
            "Give one label for each row (or pixel) of logits.",
        )
    return classes


def same_rows(first_name: str, first: Tensor, second_name: str, second: Tensor) -> None:
    """Two tensors describe the same samples, one row each.

    >>> from torch import tensor
    >>> same_rows("features", tensor([[1.0], [2.0]]), "labels", tensor([0, 1, 1]))
    Traceback (most recent call last):
        ...
    ValueError: labels must have as many rows as features (2), but got (3,). ...
    """
    if first.shape[:1] != second.shape[:1]:
        refuse(
            second_name,
            f"must have as many rows as {first_name} ({first.shape[0]})",
            _shape(second),
            "Take both from the same samples, in the same order.",
        )


def soft_labels(argument: str, targets: object, shape: tuple[int, ...] | None = None) -> None:
    """Rows along dimension 1 are ≥ 0 and sum to 1 (and fit `shape`).

    >>> from torch import tensor
    >>> soft_labels("targets", tensor([[0.9, 0.05, 0.05]]))  # says nothing: all is well
    >>> soft_labels("targets", tensor([[0.9, 0.2, 0.0]]))
    Traceback (most recent call last):
        ...
    ValueError: targets must sum to 1 over the classes, but got a row that is off by 0.1. ...
    """
    floating(argument, targets)
    assert isinstance(targets, Tensor)
    if shape is not None and _shape(targets) != tuple(shape):
        refuse(
            argument,
            f"must have the logits' shape {tuple(shape)}",
            _shape(targets),
            "Make them with nls_tutorial.targets, for example one_hot(labels, classes).",
        )
    if targets.ndim < 2 or targets.shape[1] < 2:
        refuse(
            argument,
            "must have shape (B, K) with K ≥ 2",
            _shape(targets),
            "Make them with nls_tutorial.targets, for example one_hot(labels, classes).",
        )
    if targets.numel() == 0:
        return
    if not bool(targets.min() >= 0):  # also false where an entry is NaN
        refuse(argument, "must not be negative or NaN", float(targets.min()), "A target is a probability.")
    off = float((targets.sum(1) - 1).abs().max())
    if not off <= 1e-3:
        refuse(
            argument,
            "must sum to 1 over the classes",
            f"a row that is off by {off:.3g}",
            "Divide by the sum, or pass probabilities and not logits.",
        )
