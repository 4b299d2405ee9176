"""Proper scores: smallest in expectation when the probabilities are the true ones."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial.calibration.inputs import check_label_logits, check_labels, check_nonempty, chunks, probability_values


def negative_log_likelihood(logits: Tensor, labels: Tensor, *, ignore_index: int | None = None) -> Float[Tensor, ""]:
    r"""Negative log-likelihood: $-\frac{1}{N}\sum_i \log p_{i,y_i}$ with $p = \mathrm{softmax}(z)$, in nats.

    `logits` z (B, K) or (B, K, H, W), K ≥ 2, B ≥ 1; `labels` int64 (B,) or (B, H, W); samples whose label is
    `ignore_index` are left out. Returns a float64 number ≥ 0; log K is what a network that knows nothing gets.
    Computed in float64, a part of the rows at a time. Differentiable.

    Raises TypeError for logits that are not floats or labels that are not int64, and ValueError for shapes that do not
    fit, labels outside 0 … K − 1, logits with NaN or infinity, and no samples.

    Source: WDLSH sec. 3; equal to the cross-entropy of NLS eq. 1. First met in notebooks/06_read_a_reliability_diagram.
    """
    logits, labels = check_label_logits(logits, labels, ignore_index)
    check_nonempty("labels", labels.numel())
    total = torch.zeros((), dtype=torch.float64, device=logits.device)
    for rows, own in chunks(logits, labels):
        z = rows.double()
        # −log p_y = log Σ_k exp(z_k) − z_y
        total = total + (z.logsumexp(1) - z.gather(1, own.unsqueeze(1)).squeeze(1)).sum()
    return total / labels.numel()


def brier_score(probabilities: Tensor, labels: Tensor, *, ignore_index: int | None = None) -> Float[Tensor, ""]:
    r"""Brier score: $\frac{1}{N}\sum_i \sum_k (p_{ik} - 1[y_i = k])^2$, summed over the classes.

    `probabilities` (B, K) or (B, K, H, W), B ≥ 1, rows in [0, 1] that sum to 1; `labels` int64 (B,) or (B, H, W);
    samples whose label is `ignore_index` are left out. Returns a float64 number in [0, 2], 0 for the sure and right;
    for K = 2 some books halve it. Computed in float64.

    Raises TypeError for probabilities that are not floats or labels that are not int64, and ValueError for shapes that
    do not fit, labels outside 0 … K − 1, probabilities outside [0, 1] or that do not sum to 1, and no samples.

    Source: Brier 1950. First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> p = tensor([[0.8, 0.1, 0.1]])
    >>> round(brier_score(p, tensor([0])).item(), 2), round(brier_score(p, tensor([1])).item(), 2)
    (0.06, 1.46)
    >>> brier_score(tensor([[1.0, 0.0]]), tensor([1])).item()  # sure and wrong: the worst there is
    2.0
    """
    probabilities, labels = check_labels(probabilities, labels, ignore_index)
    check_nonempty("labels", labels.numel())
    total = torch.zeros((), dtype=torch.float64, device=probabilities.device)
    for rows, own in chunks(probabilities, labels):
        rows = probability_values(rows)
        label = own.unsqueeze(1)
        p = rows.double()
        # Σ_k (p_k − 1[y = k])²
        total += p.scatter(1, label, p.gather(1, label) - 1).square().sum()
    return total / labels.numel()
