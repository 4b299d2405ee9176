"""What every loss does first and last: look at its arguments, and turn one loss a sample into the answer."""

import torch
from torch import Tensor

from nls_tutorial import checks


def wide(logits: Tensor) -> Tensor:
    """Half-precision logits as float32 (a sum over K classes needs the room); others as they are."""
    return logits.float() if logits.dtype in (torch.float16, torch.bfloat16) else logits


def at_label(values: Tensor, labels: Tensor) -> Tensor:
    """Of values (B, K) or (B, K, H, W), the one at each label: (B,) or (B, H, W)."""
    return values.gather(1, labels.unsqueeze(1)).squeeze(1)


def add_at_label(values: Tensor, labels: Tensor, more: Tensor | float) -> Tensor:
    """`more`, a number or one for each label, added in place to the value at each label."""
    rows = labels.unsqueeze(1)
    amount = more.unsqueeze(1) if isinstance(more, Tensor) else values.new_full((1,), more).expand_as(rows)
    return values.scatter_add_(1, rows, amount)


def labelled(logits: Tensor, labels: Tensor, ignore_index: int | None) -> tuple[Tensor, Tensor, Tensor | None]:
    """Checked logits, labels that are all in 0 … K − 1, and which of them count (None: all)."""
    if not torch.compiler.is_compiling():
        if ignore_index is not None:
            checks.whole("ignore_index", ignore_index, -(2**63), "Give the label that marks what to leave out.")
        checks.label_logits(logits, labels, ignore_index=ignore_index)
    if ignore_index is None:
        return wide(logits), labels, None
    counted = labels != ignore_index
    return wide(logits), torch.where(counted, labels, 0), counted


def targeted(logits: Tensor, targets: Tensor, ignore: Tensor | None) -> tuple[Tensor, Tensor, Tensor | None]:
    """Checked logits, soft targets in the same precision, and which rows count (None: all)."""
    if not torch.compiler.is_compiling():
        checks.floating("logits", logits)
        if logits.ndim not in (2, 4):
            checks.refuse(
                "logits",
                "must have shape (B, K) or (B, K, H, W)",
                tuple(logits.shape),
                "Put one row of K logits for each sample.",
            )
        checks.floating("targets", targets)
        checks.soft_labels("targets", targets.detach(), tuple(logits.shape))
        if ignore is not None:
            _mask(ignore, (logits.shape[0], *logits.shape[2:]))
    precise = wide(logits)
    return precise, targets.to(precise.dtype), None if ignore is None else ~ignore


def _mask(ignore: object, rows: tuple[int, ...]) -> None:
    if not isinstance(ignore, Tensor) or ignore.dtype != torch.bool or tuple(ignore.shape) != rows:
        seen = f"{ignore.dtype} of shape {tuple(ignore.shape)}" if isinstance(ignore, Tensor) else type(ignore).__name__
        checks.refuse(
            "ignore",
            f"must be a bool tensor of shape {rows}, True where a row is left out",
            seen,
            "Make it from the labels, for example labels == 255.",
        )


def reduced(losses: Tensor, logits: Tensor, reduction: str, counted: Tensor | None) -> Tensor:
    """One loss a sample (or pixel) as "mean", "sum" or "none"; what does not count is 0 and not in the mean.

    Logits that are not finite are found here, in the B results, and only then looked for among the B·K logits.
    """
    checks.choice("reduction", reduction, ("mean", "sum", "none"))
    eager = not torch.compiler.is_compiling()
    if eager and not bool(torch.isfinite(losses).all()):
        checks.finite("logits", logits)
        if bool(torch.isnan(losses).any()):
            checks.refuse(
                "logits",
                f"must not lie further apart than {losses.dtype} reaches",
                f"values from {float(logits.min()):g} to {float(logits.max()):g}",
                "Scale them down, or convert them with .double().",
            )
    if counted is not None:
        losses = torch.where(counted, losses, 0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if losses.numel() == 0:
        checks.refuse("logits", "must hold at least one sample for a mean", "none", 'Use reduction="sum" or "none".')
    if counted is None:
        return losses.mean()
    count = counted.sum()
    if eager and int(count) == 0:
        checks.refuse(
            "logits",
            "must hold at least one row that is not ignored for a mean",
            f"{counted.numel()} that are all ignored",
            'Leave such batches out, or use reduction="sum" or "none".',
        )
    return losses.sum() / count
