"""What every loss does first and last: look at its arguments, and turn one loss a sample into the answer."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.checks import Number, Rules, look

# From logits, and whether to take care of −∞ among them (which costs a pass or two), to one loss a row.
Formula = Callable[[Tensor, bool], Tensor]


class Batch(NamedTuple):
    """Checked logits, the labels (all in 0 … K − 1) or soft targets that go with them, and which rows count."""

    logits: Tensor
    target: Tensor
    counted: Tensor | None  # None: all
    rules: Rules
    name: str = "logits"  # the argument that the logits came in


def upcast(logits: Tensor) -> Tensor:
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


def weighted_logs(weights: Tensor, logs: Tensor, careful: bool) -> Tensor:
    """`weights` · `logs` for each class; with care 0 · log 0 is 0, and so are its slopes."""
    if careful:
        logs = logs.masked_fill((weights == 0) & (logs == -torch.inf), 0)
    return weights * logs


def weighted_loss(weight: Number, losses: Callable[[], Tensor], careful: bool) -> Tensor | float:
    """`weight` · `losses`, one weight for all rows; with a weight of 0 it is 0 though the losses are infinite."""
    if not isinstance(weight, Tensor):
        return weight * losses() if weight != 0 else 0.0
    rows = losses()
    return weight * (torch.where(weight == 0, rows.nan_to_num(), rows) if careful else rows)


def ratio(above: Tensor, below: Tensor) -> Tensor:
    """`above` / `below` for each row; NaN where `below` is infinite, where the ratio would be 0 and its slope NaN."""
    return above / below + 0 * below.detach()


def check_labels(logits: Tensor, labels: Tensor, ignore_index: int | None, rules: Rules, name: str = "logits") -> Batch:
    """Logits (B, K) or (B, K, H, W) with labels (B,) or (B, H, W), those that do not count replaced by class 0."""
    checks.ignored_label(ignore_index)
    classes = checks.label_logits(logits, labels, values=False, name=name)
    counted = None if ignore_index is None else labels != ignore_index
    classed = labels if counted is None else torch.where(counted, labels, 0)
    if rules is not None and labels.numel() > 0:
        safe = classed.clamp(0, classes - 1)

        def complain() -> None:
            checks.class_labels("labels", labels, classes, ignore_index=ignore_index)

        if not labels.is_cpu:  # a label that is no class would fail the device: it is told at the end
            rules.append(((safe == classed).all(), complain))
        elif not torch.equal(safe, classed):
            complain()
        classed = safe
    return Batch(upcast(logits), classed, counted, rules, name)


def check_targets(logits: Tensor, targets: Tensor, ignore: Tensor | None, rules: Rules) -> Batch:
    """Logits and soft targets of one shape, the targets in the logits' precision."""
    checks.floating("logits", logits)
    if logits.ndim not in (2, 4):
        step = "Put one row of K logits for each sample."
        checks.refuse("logits", "must have shape (B, K) or (B, K, H, W)", tuple(logits.shape), step)
    checks.soft_labels(
        "targets", targets, tuple(logits.shape), values=False, beside=logits
    )  # they are looked at with all others
    if ignore is not None:
        _mask(ignore, (logits.shape[0], *logits.shape[2:]))
    counted = None if ignore is None else ~ignore
    if rules is not None and checks.readable(targets) and targets.numel() > 0:
        rows = targets.detach()
        if counted is not None:  # what is ignored is not looked at
            rows = rows.masked_fill(~counted.unsqueeze(1), 1 / rows.shape[1])
        far = checks.far_from_one(rows) <= checks.sum_rounding(rows.dtype)
        holds = far & (rows.amin() >= -checks.rounding(rows.dtype))
        rules.append((holds, lambda: checks.soft_values("targets", rows)))
    precise = upcast(logits)
    return Batch(precise, without(targets.to(precise.dtype), counted), counted, rules)


def without(values: Tensor, counted: Tensor | None) -> Tensor:
    """`values` (B, K) or (B, K, H, W) with 0 in the rows that do not count, whatever stands there."""
    return values if counted is None else values.masked_fill(~counted.unsqueeze(1), 0)


def _mask(ignore: object, rows: tuple[int, ...]) -> None:
    if isinstance(ignore, Tensor):
        checks.tensor("ignore", ignore)
    if not isinstance(ignore, Tensor) or ignore.dtype != torch.bool or tuple(ignore.shape) != rows:
        seen = f"{ignore.dtype} of shape {tuple(ignore.shape)}" if isinstance(ignore, Tensor) else type(ignore).__name__
        checks.refuse(
            "ignore",
            f"must be a bool tensor of shape {rows}, True where a row is left out",
            seen,
            "Make it from the labels, for example labels == 255.",
        )


def reduce(formula: Formula, batch: Batch, reduction: str, explain: Callable[[], object] = lambda: None) -> Tensor:
    """`formula`'s loss a sample (or pixel) as "mean", "sum" or "none"; what does not count is 0 and not in the mean.

    The values are read once. Where the answer is not finite, it is made again with care for −∞ and without the rows
    that do not count; where that does not help, `explain` may refuse, and then the cause is looked for in the logits.
    """
    checks.choice("reduction", reduction, ("mean", "sum", "none"))
    if reduction == "mean" and not torch.jit.is_tracing() and batch.logits.numel() == 0:
        checks.refuse(batch.name, "must hold at least one sample for a mean", "none", 'Use reduction="sum" or "none".')
    if batch.rules is not None:
        losses = formula(batch.logits, False)
        answer = _reduced(losses, reduction, batch.counted)
        # rows that do not count are in this sum: their NaN would come back with the gradient
        probe = answer if batch.counted is None and reduction != "none" else losses.sum()
        if batch.counted is not None and reduction == "mean":  # and where none counts, the mean is NaN
            probe = probe + answer
        if look.finds_well(batch.rules, probe.detach()):
            return answer
        look.complain(batch.rules)
    losses = formula(without(batch.logits, batch.counted), True)
    answer = _reduced(losses, reduction, batch.counted)
    if batch.rules is not None and not bool(torch.isfinite(answer).all()):
        explain()
        _explain(batch, losses, reduction)
    return answer


def _reduced(losses: Tensor, reduction: str, counted: Tensor | None) -> Tensor:
    if counted is not None:
        losses = torch.where(counted, losses, 0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    return losses.mean() if counted is None else losses.sum() / counted.sum()


def _explain(batch: Batch, losses: Tensor, reduction: str) -> None:
    """Say why the losses of the rows that count are not finite; silent where finite logits lie too far apart."""
    logits, counted = batch.logits.detach(), batch.counted
    if counted is not None:
        if reduction == "mean" and not bool(counted.any()):
            checks.refuse(
                batch.name,
                "must hold at least one row that is not ignored for a mean",
                f"{counted.numel()} that are all ignored",
                'Leave such batches out, or use reduction="sum" or "none".',
            )
        logits, losses = logits.movedim(1, -1)[counted], losses[counted]
    refuse_infinite(batch.name, logits)
    if bool(torch.isnan(losses).any()):
        checks.refuse(
            batch.name,
            f"must not lie further apart than {losses.dtype} reaches",
            f"values from {float(logits.min()):g} to {float(logits.max()):g}",
            "Scale them down, or convert them with .double().",
        )


def refuse_infinite(argument: str, logits: Tensor) -> None:
    """Refuse NaN and ∞, and −∞, which stands for a masked class, where the loss gives that class weight."""
    if bool((torch.isnan(logits) | (logits == torch.inf)).any()):
        checks.finite(argument, logits)
    masked = logits == -torch.inf
    if bool(masked.any()):
        checks.refuse(
            argument,
            "must not be −∞ for a class to which the loss gives weight",
            f"an infinite loss, with {int(masked.sum())} of {logits.numel()} entries that are −∞",
            "Give a masked class no weight (no smoothing, no margin, no normalization over it), or a finite logit.",
        )
