"""Probabilities, logits and labels that fit each other."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from nls_tutorial import checks

_ENTRIES = 2**20  # looked at in one go: a few megabytes, so that several passes find them in the cache


def probability_shape(probabilities: object) -> None:
    """`probabilities` are floats of shape (B, K) or (B, K, H, W), K ≥ 2."""
    checks.floating("probabilities", probabilities)
    assert isinstance(probabilities, Tensor)
    checks.with_numbers("probabilities", probabilities)
    if probabilities.ndim not in (2, 4) or probabilities.shape[1] < 2:
        checks.refuse(
            "probabilities",
            "must have shape (B, K) or (B, K, H, W) with K ≥ 2",
            tuple(probabilities.shape),
            "Put one row of K probabilities for each sample.",
        )


def probability_values(rows: Tensor) -> Tensor:
    """Checks that each of `rows`, along dimension 1, lies in [0, 1] and sums to 1; gives them without rounding beyond.

    An average of several networks' probabilities may be 1.0000001: within the rounding of its type it counts as 1.
    """
    if rows.numel() == 0 or not checks.readable(rows):
        return rows
    low, high = checks.ends(rows)
    beyond = check_probabilities(rows.dtype, low, high, row_sums(rows))
    return rows.clamp(0, 1) if beyond else rows


def row_sums(rows: Tensor) -> Tensor:
    """The sums along dimension 1, those of halves in float32."""
    return rows.sum(1, dtype=torch.promote_types(rows.dtype, torch.float32))


def check_probabilities(dtype: torch.dtype, low: Tensor, high: Tensor, sums: Tensor) -> bool:
    """The same from what is known of the rows: their smallest and largest entry, and their sums.

    Says whether an entry lies beyond [0, 1] by rounding.
    """
    least, most, off = torch.stack([low, high, (sums - 1).abs().max().to(low.dtype)]).tolist()
    rounding = checks.rounding(dtype)
    if not (least >= -rounding and most <= 1 + rounding):  # also false where an entry is NaN
        checks.refuse(
            "probabilities",
            "must lie in [0, 1]",
            checks.span(least, most),
            "Pass softmax(logits), not logits.",
        )
    if not off <= checks.sum_rounding(dtype):
        checks.refuse(
            "probabilities",
            "must sum to 1 over the classes",
            f"a row that is off by {off:.3g}",
            "Pass the probabilities of all classes, softmax(logits).",
        )
    return least < 0 or most > 1


def check_labels(probabilities: object, labels: object, ignore_index: int | None) -> tuple[Tensor, Tensor]:
    """Probabilities of a checked shape (their values are looked at later) and labels that fit.

    What `ignore_index` marks is taken out first, and never looked at: then they are (n, K) and (n,).
    """
    probability_shape(probabilities)
    assert isinstance(probabilities, Tensor)
    checks.class_labels("labels", labels, probabilities.shape[1], ignore_index=ignore_index)
    assert isinstance(labels, Tensor)
    checks.same_place("labels", labels, probabilities)
    expected = (probabilities.shape[0], *probabilities.shape[2:])
    if tuple(labels.shape) != expected:
        checks.refuse(
            "labels",
            f"must have shape {expected} to fit probabilities of shape {tuple(probabilities.shape)}",
            tuple(labels.shape),
            "Give one label for each row (or pixel).",
        )
    return _kept(checks.where_double_is(probabilities.detach()), checks.where_double_is(labels), ignore_index)


def check_label_logits(logits: object, labels: object, ignore_index: int | None) -> tuple[Tensor, Tensor]:
    """The same for logits, which must be finite; the gradient is kept."""
    checks.label_logits(logits, labels, ignore_index=ignore_index)
    assert isinstance(logits, Tensor)
    assert isinstance(labels, Tensor)
    checks.with_numbers("logits", logits)
    logits, labels = _kept(checks.where_double_is(logits), checks.where_double_is(labels), ignore_index)
    _unmasked(logits, labels)
    return logits, labels


def _unmasked(logits: Tensor, labels: Tensor) -> None:
    """No NaN and no ∞; −∞ masks a class, which no label may name."""
    if logits.numel() == 0 or not checks.readable(logits):
        return
    low, high = checks.ends(logits).tolist()
    if math.isfinite(low) and math.isfinite(high):
        return
    if math.isnan(low) or high == math.inf:
        checks.finite("logits", logits)
    if bool((logits.detach().gather(1, labels.unsqueeze(1)) == -torch.inf).any()):
        step = "Leave such samples out, or give the class a finite logit."
        checks.refuse("logits", "must not be −∞ for a label's own class", "a label that is masked", step)


def check_confidence_correct(confidences: object, right: object) -> Tensor:
    """`confidences` in [0, 1], of any shape, and `right` bool of the same one; confidences without rounding beyond."""
    checks.floating("confidences", confidences)
    assert isinstance(confidences, Tensor)
    checks.with_numbers("confidences", confidences)
    if isinstance(right, Tensor):
        checks.tensor("right", right)
        checks.same_place("right", right, confidences)
    if not isinstance(right, Tensor) or right.dtype != torch.bool or right.shape != confidences.shape:
        seen = f"{right.dtype} of shape {tuple(right.shape)}" if isinstance(right, Tensor) else type(right).__name__
        checks.refuse(
            "right",
            f"must be a bool tensor of shape {tuple(confidences.shape)}, like the confidences",
            seen,
            "Compare first, for example predicted == labels.",
            error=TypeError,
        )
    return check_unit_interval("confidences", checks.where_double_is(confidences), "Pass probabilities, not logits.")


def check_unit_interval(argument: str, values: Tensor, step: str) -> Tensor:
    """`values` in [0, 1], without what lies beyond by rounding."""
    if values.numel() == 0 or not checks.readable(values):
        return values
    low, high = checks.ends(values).tolist()
    rounding = checks.rounding(values.dtype)
    if not (low >= -rounding and high <= 1 + rounding):
        checks.refuse(argument, "must lie in [0, 1]", checks.span(low, high), step)
    return values.clamp(0, 1) if low < 0 or high > 1 else values


def check_nonempty(argument: str, count: int) -> None:
    """A mean needs a sample."""
    if count == 0:
        checks.refuse(
            argument,
            "must hold at least one sample for a mean",
            "none (or all of them ignored)",
            "Leave empty batches out.",
        )


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
