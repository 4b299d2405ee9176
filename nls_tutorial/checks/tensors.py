"""Rules for tensors: types, shapes, labels, logits, soft labels."""

import torch
from torch import Tensor

from nls_tutorial.checks.numbers import ignored_label, whole
from nls_tutorial.checks.say import refuse
from nls_tutorial.checks.tolerance import rounding, sum_rounding
from nls_tutorial.checks.tracing import readable, tracing

FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)  # floats of 8 bits are for storage

_ENTRIES = 2**20  # looked at in one go


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return tuple(tensor.shape)


def tensor(argument: str, value: object) -> None:
    """`value` is an ordinary tensor: not sparse, nested or quantized.

    >>> from torch import tensor as make
    >>> tensor("labels", make([1, 0]).to_sparse())
    Traceback (most recent call last):
        ...
    TypeError: labels must be a dense tensor, but got one of layout torch.sparse_coo. Convert it with .to_dense().
    """
    if not isinstance(value, Tensor):
        step = "Convert it with torch.as_tensor(...)."
        refuse(argument, "must be a torch.Tensor", type(value).__name__, step, error=TypeError)
    if value.layout != torch.strided or value.is_nested:
        kind = "a nested one" if value.is_nested else f"one of layout {value.layout}"
        refuse(argument, "must be a dense tensor", kind, "Convert it with .to_dense().", error=TypeError)
    if value.is_quantized:
        refuse(argument, "must not be quantized", value.dtype, "Convert it with .dequantize().", error=TypeError)


def floating(argument: str, value: object) -> None:
    """`value` is a tensor of floats.

    >>> from torch import tensor
    >>> floating("logits", tensor([1, 2]))
    Traceback (most recent call last):
        ...
    TypeError: logits must hold floating-point numbers, but got torch.int64. Convert it with .float().
    """
    tensor(argument, value)
    assert isinstance(value, Tensor)
    if value.dtype not in FLOATS:
        refuse(
            argument,
            "must hold floating-point numbers",
            value.dtype,
            "Convert it with .float().",
            error=TypeError,
        )


def with_numbers(argument: str, value: Tensor, beside: Tensor | None = None) -> None:
    """`value` has numbers to read, not on the meta device, and lies where `beside` does.

    >>> with_numbers("logits", torch.zeros(2, device="meta"))
    Traceback (most recent call last):
        ...
    ValueError: logits must hold numbers, but got a tensor on the meta device. Make it on the CPU or a GPU.
    """
    if value.is_meta and not tracing():
        refuse(argument, "must hold numbers", "a tensor on the meta device", "Make it on the CPU or a GPU.")
    if beside is not None:
        same_place(argument, value, beside)


def same_place(argument: str, value: Tensor, beside: Tensor) -> None:
    """`value` lies on the device of `beside`.

    >>> same_place("labels", torch.zeros(2), torch.zeros(2))  # says nothing: all is well
    """
    if value.device != beside.device:
        refuse(argument, f"must be on {beside.device}, as all the others", value.device, "Move it with .to(...).")


def finite(argument: str, value: Tensor) -> None:
    """No NaN and no infinity in `value`.

    >>> from torch import tensor
    >>> finite("logits", tensor([1.0, float("nan")]))
    Traceback (most recent call last):
        ...
    ValueError: logits must be finite, but got 1 of 2 entries that are NaN or infinite. ...
    """
    if not readable(value) or value.numel() == 0:
        return
    # both ends are finite where all entries are, in one read
    if bool(torch.isfinite(ends(value)).all()):
        return
    step = max(1, _ENTRIES * len(value) // value.numel()) if value.ndim else 1
    parts = value.split(step) if value.ndim else (value,)
    bad = sum(int((~torch.isfinite(part)).sum()) for part in parts)
    if bad:
        refuse(
            argument,
            "must be finite",
            f"{bad} of {value.numel()} entries that are NaN or infinite",
            "Find the step that made them; a learning rate that is too high is the usual cause.",
        )


def ends(value: Tensor) -> Tensor:
    """The smallest and the largest entry of `value`, which has one; both NaN where an entry is. Nothing is copied.

    >>> ends(torch.tensor([[3.0, 1.0], [2.0, 4.0]])).tolist()
    [1.0, 4.0]
    """
    value = value.detach()
    # torch.aminmax sees both in one pass, but copies what does not lie in one piece
    return torch.stack(torch.aminmax(value) if value.is_contiguous() else (value.amin(), value.amax()))


def class_count(argument: str, value: object) -> int:
    """A number of classes: a whole number of at least 2.

    >>> class_count("classes", 10)
    10
    >>> class_count("classes", 1)
    Traceback (most recent call last):
        ...
    ValueError: classes must be at least 2, but got 1. A classifier chooses between at least two classes.
    """
    return whole(argument, value, 2, "A classifier chooses between at least two classes.", high=2**24)


def label_type(argument: str, labels: object) -> None:
    """`labels` are an int64 tensor.

    >>> from torch import tensor as make
    >>> label_type("labels", make([0.0, 2.0]))
    Traceback (most recent call last):
        ...
    TypeError: labels must be int64, but got torch.float32. Convert it with .long().
    """
    tensor(argument, labels)
    assert isinstance(labels, Tensor)
    if labels.dtype != torch.int64:
        refuse(argument, "must be int64", labels.dtype, "Convert it with .long().", error=TypeError)


def class_labels(argument: str, labels: object, classes: int, *, ignore_index: object = None) -> None:
    """`labels` are int64 in 0 … classes − 1 (or `ignore_index`).

    >>> from torch import tensor
    >>> class_labels("labels", tensor([0, 2]), 3)  # says nothing: all is well
    >>> class_labels("labels", tensor([1, 3]), 3)  # counted from 1
    Traceback (most recent call last):
        ...
    ValueError: labels must lie in 0 … 2, but got 3. ...
    """
    label_type(argument, labels)
    assert isinstance(labels, Tensor)
    ignored_label(ignore_index)
    if not readable(labels) or labels.numel() == 0:
        return
    counted = labels if ignore_index is None else labels[labels != ignore_index]
    if counted.numel() == 0:
        return
    low, high = torch.stack(torch.aminmax(counted)).tolist()
    if low < 0 or high >= classes:
        seen = low if low < 0 else high
        refuse(
            argument,
            f"must lie in 0 … {classes - 1}",
            seen,
            "Check that the classes are numbered from 0 and that the number of classes is right.",
        )


def label_logits(
    logits: object, labels: object, *, ignore_index: object = None, values: bool = True, name: str = "logits"
) -> int:
    """`logits` (B, K) or (B, K, H, W) fit `labels` (B,) or (B, H, W); returns K.

    Without `values` the labels' numbers are not looked at; `name` is the logits' argument.

    >>> from torch import tensor
    >>> label_logits(tensor([[2.0, 0.0, -1.0]]), tensor([0]))
    3
    >>> label_logits(tensor([[2.0, 0.0, -1.0]]), tensor([0, 1]))
    Traceback (most recent call last):
        ...
    ValueError: labels must have shape (1,) to fit logits of shape (1, 3), but got (2,). ...
    """
    floating(name, logits)
    assert isinstance(logits, Tensor)
    if logits.ndim not in (2, 4):
        refuse(
            name,
            "must have shape (B, K) or (B, K, H, W)",
            _shape(logits),
            "Put one row of K logits for each sample.",
        )
    classes = logits.shape[1]
    if torch.jit.is_tracing():  # sizes are tensors there
        return classes
    if classes < 2:
        refuse(name, "must hold at least two classes along dimension 1", _shape(logits), "Use K ≥ 2 logits.")
    if values:
        class_labels("labels", labels, classes, ignore_index=ignore_index)
    label_type("labels", labels)
    assert isinstance(labels, Tensor)
    same_place("labels", labels, logits)
    expected = (logits.shape[0], *logits.shape[2:])
    if _shape(labels) != tuple(expected):
        refuse(
            "labels",
            f"must have shape {tuple(expected)} to fit {name} of shape {_shape(logits)}",
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


def soft_labels(
    argument: str,
    targets: object,
    shape: tuple[int, ...] | None = None,
    *,
    values: bool = True,
    beside: Tensor | None = None,
) -> None:
    """Rows along dimension 1 are ≥ 0 and sum to 1 (and fit `shape`); without `values` the numbers are not looked at.

    >>> from torch import tensor
    >>> soft_labels("targets", tensor([[0.9, 0.05, 0.05]]))  # says nothing: all is well
    >>> soft_labels("targets", tensor([[0.9, 0.2, 0.0]]))
    Traceback (most recent call last):
        ...
    ValueError: targets must sum to 1 over the classes, but got a row that is off by 0.1. ...
    """
    floating(argument, targets)
    assert isinstance(targets, Tensor)
    if torch.jit.is_tracing():  # sizes are tensors there
        return
    if beside is not None:
        same_place(argument, targets, beside)
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
    if values and readable(targets) and targets.numel() > 0:
        soft_values(argument, targets.detach())


def soft_values(argument: str, targets: Tensor) -> None:
    """Rows along dimension 1 are ≥ 0 and sum to 1, within what their type rounds away.

    >>> soft_values("targets", torch.tensor([[0.9, 0.1]]))  # says nothing: all is well
    """
    low = targets.amin()
    if not bool(low >= -rounding(targets.dtype)):  # also false where an entry is NaN
        refuse(argument, "must not be negative or NaN", f"{float(low):.9g}", "A target is a probability.")
    off = float(far_from_one(targets))
    if not off <= sum_rounding(targets.dtype):
        refuse(
            argument,
            "must sum to 1 over the classes",
            f"a row that is off by {off:.3g}",
            "Divide by the sum, or pass probabilities and not logits.",
        )


def far_from_one(rows: Tensor) -> Tensor:
    """How far the sum of any row, along dimension 1, lies from 1 at most; halves are summed in float32.

    >>> round(float(far_from_one(torch.tensor([[0.5, 0.5], [0.5, 0.75]]))), 2)
    0.25
    """
    precise = torch.promote_types(rows.dtype, torch.float32)
    return (rows.sum(1, dtype=precise) - 1).abs().amax()
