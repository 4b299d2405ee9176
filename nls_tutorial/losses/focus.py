"""The focal term of every class at once, for losses that sum it over the classes."""

from collections.abc import Callable

import torch
from torch import Tensor


def focal_terms(log_probabilities: Tensor, probabilities: Tensor, gamma: float) -> tuple[Tensor, Callable[[], Tensor]]:
    r"""$f_k = (1-p_k)^\gamma \log p_k$ for every class, and a function that gives $\partial f_k/\partial\log p_k$.

    Where 1 − p_k rounds to 0 the rounding unit stands in for it: f_k is then below the rounding unit, and its slope
    stays finite for γ < 1.
    """
    doubt = (1 - probabilities).clamp_min(torch.finfo(probabilities.dtype).eps)
    factor = doubt.pow(gamma)
    # f = (1 − p)^γ · log p
    terms = factor * log_probabilities
    return terms, lambda: _slopes(factor, terms, probabilities, doubt, gamma)


def _slopes(factor: Tensor, terms: Tensor, probabilities: Tensor, doubt: Tensor, gamma: float) -> Tensor:
    # ∂f/∂log p = (1 − p)^γ − γ·p·f / (1 − p)
    return factor - (gamma * probabilities).mul_(terms).div_(doubt)


def through_softmax(slopes: Tensor, probabilities: Tensor) -> Tensor:
    r"""From slopes $t_k = \partial L/\partial\log p_k$ to slopes in the logits: $t_k - p_k \sum_j t_j$."""
    return slopes - probabilities * slopes.sum(1, keepdim=True)
