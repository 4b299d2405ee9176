"""Distillation: a student learns from a teacher's probabilities."""

from collections.abc import Callable
from functools import partial
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.checks import Number, look
from nls_tutorial.losses.batch import (
    add_at_label,
    at_label,
    check_labels,
    reduce,
    refuse_infinite,
    upcast,
    weighted_logs,
    weighted_loss,
    without,
)
from nls_tutorial.losses.blocks import Formula, in_blocks
from nls_tutorial.losses.exponential import exponential


def distillation_loss(
    student_logits: Tensor,
    teacher_logits: Tensor,
    labels: Tensor,
    *,
    temperature: Number = 1.0,
    weight: Number = 1.0,
    reduction: str = "mean",
    ignore_index: int | None = None,
) -> Float[Tensor, "*rows"]:
    r"""Cross-entropy with a teacher's tempered probabilities, mixed with the labels':
    $L = w\,T^2\,\bigl(-\sum_k p^t_k \log p^s_k\bigr) + (1-w)\,(-\log p_y)$ with
    $p^t = \mathrm{softmax}(z^t/T)$, $p^s = \mathrm{softmax}(z^s/T)$ and $p = \mathrm{softmax}(z^s)$, in nats.

    T² keeps the gradient of the first part at one size whatever T is. The first part is at least T² times the entropy
    of the teacher's tempered probabilities, and has the gradient of T² times their KL divergence. `student_logits` and
    `teacher_logits`, both (B, K) or (B, K, H, W), K ≥ 2; `labels` int64 (B,) or (B, H, W); `temperature` T > 0;
    `weight` w in [0, 1], 1 for the teacher alone; `reduction` is "mean", "sum" or "none"; labels equal to
    `ignore_index` count nowhere. No gradient flows to the teacher.

    Raises ValueError for T ≤ 0 or w outside [0, 1], labels outside 0 … K − 1, shapes that do not fit, logits with
    NaN, and a mean over nothing; TypeError for labels that are not int64.

    Source: Hinton et al. 2015 (arXiv 1503.02531) sec. 2; WDLSH sec. 4. First met in notebooks/15_teach_a_student.

    >>> import torch
    >>> from torch import tensor
    >>> student, teacher, labels = tensor([[1.0, 0.0, 0.0]]), tensor([[4.0, 2.0, 0.0]]), tensor([0])
    >>> for T in (1.0, 4.0):
    ...     print(f"T = {T:g}: {distillation_loss(student, teacher, labels, temperature=T).item():.3f} nats")
    T = 1: 0.685 nats
    T = 4: 16.999 nats
    >>> hard = distillation_loss(student, teacher, labels, weight=0.0)  # the labels alone
    >>> torch.allclose(hard, torch.nn.functional.cross_entropy(student, labels))
    True
    """
    rules = look.start(student_logits, teacher_logits, labels)
    temperature = look.positive(
        rules, "temperature", temperature, "Use 1 for the probabilities as they are, 2 to soften."
    )
    weight = look.fraction(rules, "weight", weight, "Use 1 for the teacher alone, 0 for the labels alone.")
    batch = check_labels(student_logits, labels, ignore_index, rules, "student_logits")
    checks.floating("teacher_logits", teacher_logits)
    checks.same_place("teacher_logits", teacher_logits, student_logits)
    if not torch.jit.is_tracing() and teacher_logits.shape != student_logits.shape:
        checks.refuse(
            "teacher_logits",
            f"must have the student's shape {tuple(student_logits.shape)}",
            tuple(teacher_logits.shape),
            "Give both nets the same batch and the same classes.",
        )
    teacher = without(upcast(teacher_logits.detach()), batch.counted)
    formula = partial(_formula, temperature=temperature, weight=weight)
    return reduce(partial(_losses, teacher, batch.target, formula), batch, reduction, partial(_blame, teacher))


def _blame(teacher: Tensor) -> None:
    if bool((torch.isnan(teacher) | (teacher == torch.inf)).any()):
        refuse_infinite("teacher_logits", teacher)


def _losses(teacher: Tensor, labels: Tensor, formula: Formula, student: Tensor, careful: bool) -> Tensor:
    return in_blocks(partial(formula, careful=careful), student, teacher, labels)


def _formula(
    student: Tensor, teacher: Tensor, labels: Tensor, temperature: Number, weight: Number, careful: bool
) -> tuple[Tensor, Callable[[], Tensor]]:
    # z − max z: an exponential of it never overflows, and both softmaxes of the student are made from it
    below = student - student.amax(1, keepdim=True)
    tempered = below / temperature
    if careful and isinstance(temperature, Tensor):  # −∞/T has no slope in T
        masked = below == -torch.inf
        tempered = (below.masked_fill(masked, 0) / temperature).masked_fill(masked, -torch.inf)
    targets = F.softmax(teacher / temperature, 1).to(student.dtype)
    soft = exponential(tempered)
    soft_sum = soft.sum(1)
    # L = w·T²·(−Σ_k p^t_k log p^s_k), with log p^s_k = z_k/T − log Σ_j exp(z_j/T) and Σ_k p^t_k = 1
    taught = weighted_loss(
        weight, lambda: temperature**2 * (soft_sum.log() - weighted_logs(targets, tempered, careful).sum(1)), careful
    )
    if not isinstance(weight, Tensor) and weight == 1:
        losses = cast(Tensor, taught)
        return losses, lambda: _pull(soft, soft_sum, targets, cast(float, weight * temperature))
    hard = _powers(soft, below, temperature)
    hard_sum = hard.sum(1)
    # + (1 − w)·(−log p_y)
    label_weight = 1 - weight
    losses = taught + label_weight * (hard_sum.log() - at_label(below, labels))
    return losses, lambda: _gradient(
        _pull(soft, soft_sum, targets, cast(float, weight * temperature)),
        hard,
        hard_sum,
        labels,
        cast(float, label_weight),
    )


def _gradient(taught: Tensor, hard: Tensor, hard_sum: Tensor, labels: Tensor, label_weight: float) -> Tensor:
    # ∂L/∂z_k = w·T·(p^s_k − p^t_k) + (1 − w)·(p_k − 1[k = y])
    told = hard.mul_((label_weight / hard_sum).unsqueeze(1))
    return add_at_label(taught.add_(told), labels, -label_weight)


def _pull(soft: Tensor, soft_sum: Tensor, targets: Tensor, scale: float) -> Tensor:
    """scale·(p^s − p^t), in the memory of `soft`."""
    return soft.mul_((scale / soft_sum).unsqueeze(1)).sub_(targets, alpha=scale)


def _powers(soft: Tensor, below: Tensor, temperature: Number) -> Tensor:
    """exp(z − max z): the T-th power of exp((z − max z)/T), which for T = 1 and 2 is there almost for nothing."""
    if isinstance(temperature, Tensor):
        return exponential(below)
    if temperature == 1:
        return soft.clone()
    return soft.square() if temperature == 2 else exponential(below)
