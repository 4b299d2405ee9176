"""Probabilities, logits and labels that fit each other."""

from collections.abc import Iterator

import torch
from torch import Tensor

from nls_tutorial import checks

_ENTRIES = 2**20  # looked at in one go: a few megabytes, so that several passes find them in the cache


def probability_shape(probabilities: object) -> None:
    """`probabilities` are floats of shape (B, K) or (B, K, H, W), K ≥ 2."""
    checks.floating("probabilities", probabilities)
    assert isinstance(probabilities, Tensor)
    if probabilities.ndim not in (2, 4) or probabilities.shape[1] < 2:
        checks.refuse(
            "probabilities",
            "must have shape (B, K) or (B, K, H, W) with K ≥ 2",
            tuple(probabilities.shape),
            "Put one row of K probabilities for each sample.",
        )


def probability_values(rows: Tensor) -> None:
    """Each of `rows`, along dimension 1, lies in [0, 1] and sums to 1."""
    if rows.numel() > 0:
        judge(rows.dtype, rows.amin(), rows.amax(), rows.sum(1))


def judge(dtype: torch.dtype, low: Tensor, high: Tensor, sums: Tensor) -> None:
    """The same from what is known of the rows: their smallest and largest entry, and their sums."""
    if not (float(low) >= 0 and float(high) <= 1):  # also false where an entry is NaN
        checks.refuse(
            "probabilities",
            "must lie in [0, 1]",
            f"values from {float(low):.4g} to {float(high):.4g}",
            "Pass softmax(logits), not logits.",
        )
    off = float((sums - 1).abs().max())
    if not off <= max(1e-3, 2 * torch.finfo(dtype).eps):  # what half precision rounds away is no fault
        checks.refuse(
            "probabilities",
            "must sum to 1 over the classes",
            f"a row that is off by {off:.3g}",
            "Pass the probabilities of all classes, softmax(logits).",
        )


def labelled(probabilities: object, labels: object, ignore_index: int | None) -> tuple[Tensor, Tensor]:
    """Probabilities of a checked shape (their values are looked at later) and labels that fit.

    What `ignore_index` marks is taken out first, and never looked at: then they are (n, K) and (n,).
    """
    probability_shape(probabilities)
    assert isinstance(probabilities, Tensor)
    checks.class_labels("labels", labels, probabilities.shape[1], ignore_index=_whole(ignore_index))
    assert isinstance(labels, Tensor)
    expected = (probabilities.shape[0], *probabilities.shape[2:])
    if tuple(labels.shape) != expected:
        checks.refuse(
            "labels",
            f"must have shape {expected} to fit probabilities of shape {tuple(probabilities.shape)}",
            tuple(labels.shape),
            "Give one label for each row (or pixel).",
        )
    return _kept(probabilities.detach(), labels, ignore_index)


def labelled_logits(logits: object, labels: object, ignore_index: int | None) -> tuple[Tensor, Tensor]:
    """The same for logits, which must be finite; the gradient is kept."""
    checks.label_logits(logits, labels, ignore_index=_whole(ignore_index))
    assert isinstance(logits, Tensor)
    assert isinstance(labels, Tensor)
    logits, labels = _kept(logits, labels, ignore_index)
    checks.finite("logits", logits)
    return logits, labels


def sure_and_right(confidences: object, right: object) -> None:
    """`confidences` in [0, 1], of any shape, and `right` bool of the same one."""
    checks.floating("confidences", confidences)
    assert isinstance(confidences, Tensor)
    if not isinstance(right, Tensor) or right.dtype != torch.bool or right.shape != confidences.shape:
        seen = f"{right.dtype} of shape {tuple(right.shape)}" if isinstance(right, Tensor) else type(right).__name__
        checks.refuse(
            "right",
            f"must be a bool tensor of shape {tuple(confidences.shape)}, like the confidences",
            seen,
            "Compare first, for example predicted == labels.",
            error=TypeError,
        )
    if confidences.numel() > 0 and not bool((confidences.amin() >= 0) & (confidences.amax() <= 1)):
        checks.refuse(
            "confidences",
            "must lie in [0, 1]",
            f"values from {float(confidences.amin()):.4g} to {float(confidences.amax()):.4g}",
            "Pass probabilities, not logits.",
        )


def some(argument: str, count: int) -> None:
    """A mean needs a sample."""
    if count == 0:
        checks.refuse(
            argument,
            "must hold at least one sample for a mean",
            "none (or all of them ignored)",
            "Leave empty batches out.",
        )


def _whole(ignore_index: int | None) -> int | None:
    if ignore_index is None:
        return None
    return checks.whole("ignore_index", ignore_index, -(2**63), "Give the label that marks what to leave out.")


def _kept(values: Tensor, labels: Tensor, ignore_index: int | None) -> tuple[Tensor, Tensor]:
    if ignore_index is None:
        return values, labels
    counted = labels != ignore_index
    if bool(counted.all()):
        return values, labels
    return values.movedim(1, -1)[counted], labels[counted]


def chunks(*arrays: Tensor, entries: int | None = None) -> Iterator[tuple[Tensor, ...]]:
    """The arrays in step along dimension 0, about a million entries of the first (or `entries`) at a time."""
    first = arrays[0]
    step = max(1, (entries or _ENTRIES) * len(first) // max(1, first.numel()))
    return zip(*(array.split(step) for array in arrays), strict=True)
