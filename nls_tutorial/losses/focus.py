"""The focal term of every class at once, for losses that sum it over the classes."""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor

from nls_tutorial.checks import Number


def focal_terms(log_probabilities: Tensor, probabilities: Tensor, gamma: Number) -> tuple[Tensor, Callable[[], Tensor]]:
    r"""$f_k = (1-p_k)^\gamma \log p_k$ for every class, and a function that gives $\partial f_k/\partial\log p_k$.

    1 − p_k is taken as 1 − (1 − u)·p_k with the rounding unit u: the same to rounding, but never 0, where the slope
    would be infinite for γ < 1.
    """
    if not isinstance(gamma, Tensor) and gamma == 0:
        return log_probabilities, lambda: torch.ones_like(log_probabilities)
    doubt = torch.rsub(probabilities, 1, alpha=1 - torch.finfo(probabilities.dtype).eps)
    factor = _power(doubt, gamma)
    if probabilities.requires_grad:  # where p has rounded to 0, γ·log p may overflow before it meets p
        factor = torch.where(probabilities > 0, factor, 1.0)
    # f = (1 − p)^γ · log p
    terms = factor * log_probabilities
    # ∂f/∂log p = (1 − p)^γ − γ·p·f / (1 − p)
    return terms, lambda: factor.addcdiv_(terms.mul_(probabilities), doubt, value=-cast(float, gamma))


def _power(base: Tensor, exponent: Number) -> Tensor:
    """base^exponent, base > 0: by torch's short way where it has one, by log2 and exp2, which is faster, elsewhere."""
    if isinstance(exponent, Tensor) or exponent in (0.5, 1, 2, 3):
        return base.pow(exponent)
    return base.log2().mul_(exponent).exp2_()


def through_softmax(slopes: Tensor, probabilities: Tensor) -> Tensor:
    r"""From $s_k = \partial L/\partial\log p_k$ to the gradient in the logits, in place: $s_k - p_k \sum_j s_j$."""
    return slopes.addcmul_(probabilities, slopes.sum(1, keepdim=True), value=-1)
