"""Targets of pictures that were mixed, and of pictures whose objects were taken away."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.targets.unit_interval import as_unit_interval


def mix_targets(first: Tensor, second: Tensor, share: float | Tensor) -> Float[Tensor, "B K"]:
    r"""The target of a mixed picture: $q = \lambda\,q_1 + (1-\lambda)\,q_2$, λ the share of the first picture's pixels.

    `first` and `second` (B, K), rows that are distributions; `share` λ in [0, 1], a number or (B,). Returns (B, K);
    every row sums to 1.

    Raises ValueError for other shapes, rows that are no distribution, or λ outside [0, 1]; TypeError for targets that
    are not floats.

    Source: Yun et al. 2019 (CutMix), arXiv 1905.04899, eq. 1. First met in notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> dog, cat = tensor([[1.0, 0.0, 0.0]]), tensor([[0.0, 1.0, 0.0]])
    >>> mix_targets(dog, cat, 0.75).tolist()
    [[0.75, 0.25, 0.0]]
    """
    _rows("first", first)
    _rows("second", second)
    if not torch.jit.is_tracing() and first.shape != second.shape:
        rule = f"must have the shape of first, {tuple(first.shape)}"
        checks.refuse("second", rule, tuple(second.shape), "Mix targets of the same classes.")
    part = as_unit_interval("share", share, first[:, 0])
    # q = λ q₁ + (1 − λ) q₂
    return (part * first + (1 - part) * second).to(first.dtype)


def uniform_where(targets: Tensor, context_only: Tensor) -> Float[Tensor, "B K"]:
    r"""`targets`, with $q_k = 1/K$ in the rows of context-only pictures, and as they were elsewhere.

    `targets` (B, K), rows that are distributions; `context_only` (B,) bool, true where every object was taken away.

    Raises TypeError for targets that are not floats or a choice that is not bool, and ValueError for other shapes or
    rows that are no distribution.

    Source: ALS, the 'context' variant, for about 15 % of the samples. First met in
    notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> uniform_where(tensor([[1.0, 0.0], [1.0, 0.0]]), tensor([False, True])).tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    _rows("targets", targets)
    if not isinstance(context_only, Tensor) or context_only.dtype != torch.bool:
        seen = context_only.dtype if isinstance(context_only, Tensor) else type(context_only).__name__
        checks.refuse("context_only", "must be a bool tensor", seen, "Say True or False of each.", error=TypeError)
    if not torch.jit.is_tracing() and context_only.shape != targets.shape[:1]:
        rule = f"must have shape ({len(targets)},) to fit targets {tuple(targets.shape)}"
        checks.refuse("context_only", rule, tuple(context_only.shape), "Say True or False of each sample.")
    # q_k = 1/K
    return targets.masked_fill(context_only[:, None], 1 / targets.shape[1])


def _rows(argument: str, targets: Tensor) -> None:
    checks.floating(argument, targets)
    if targets.ndim != 2:
        step = "Make them with nls_tutorial.targets, for example one_hot(labels, classes)."
        checks.refuse(argument, "must have shape (B, K)", tuple(targets.shape), step)
    checks.soft_labels(argument, targets)
