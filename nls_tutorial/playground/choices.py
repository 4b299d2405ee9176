"""The losses that the playground offers, each with the knobs that it listens to."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial import checks, losses, targets

Loss = Callable[..., Tensor]


@dataclass(frozen=True)
class Choice:
    """A loss on offer: `name` in the address, `label` for the reader, the `knobs` it takes, and the loss itself.

    `loss(logits, labels, **knobs)` is the mean over the batch; `code` is the same call as a reader would write it.
    """

    name: str
    label: str
    knobs: tuple[str, ...]
    loss: Loss
    code: str


def _cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    return losses.soft_cross_entropy(logits, targets.one_hot(labels, logits.shape[1]))


def _normalized(logits: Tensor, labels: Tensor, *, epsilon: float | Tensor) -> Tensor:
    each = torch.as_tensor(epsilon, dtype=logits.dtype).expand(labels.shape)  # one ε a sample, all alike
    soft = targets.smooth_uniform(labels, logits.shape[1], each, dtype=logits.dtype)
    return losses.normalized_cross_entropy(logits, soft)


CHOICES = (
    Choice(
        "cross_entropy",
        "cross-entropy",
        (),
        _cross_entropy,
        "losses.soft_cross_entropy(logits, targets.one_hot(labels, 3))",
    ),
    Choice(
        "smoothing",
        "label smoothing",
        ("epsilon",),
        losses.label_smoothing_cross_entropy,
        "losses.label_smoothing_cross_entropy(logits, labels, epsilon={epsilon:g})",
    ),
    Choice(
        "margin",
        "margin",
        ("margin", "weight"),
        losses.margin_loss,
        "losses.margin_loss(logits, labels, margin={margin:g}, weight={weight:g})",
    ),
    Choice("focal", "focal", ("gamma",), losses.focal_loss, "losses.focal_loss(logits, labels, gamma={gamma:g})"),
    Choice("flsd", "FLSD", (), losses.flsd_loss, "losses.flsd_loss(logits, labels)"),
    Choice(
        "penalty",
        "confidence penalty",
        ("weight",),
        losses.confidence_penalty_loss,
        "losses.confidence_penalty_loss(logits, labels, weight={weight:g})",
    ),
    Choice(
        "normalized",
        "normalized",
        ("epsilon",),
        _normalized,
        "losses.normalized_cross_entropy(logits, targets.smooth_uniform(labels, 3, {epsilon:g}))",
    ),
    Choice(
        "normalized_focal",
        "normalized focal",
        ("gamma",),
        losses.normalized_focal_loss,
        "losses.normalized_focal_loss(logits, labels, gamma={gamma:g})",
    ),
)


def choice(name: str) -> Choice:
    """The loss on offer under `name`; refuses other names.

    >>> choice("margin").knobs
    ('margin', 'weight')
    """
    checks.choice("name", name, [one.name for one in CHOICES])
    return next(one for one in CHOICES if one.name == name)
