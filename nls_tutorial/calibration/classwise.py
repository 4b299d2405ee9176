"""Calibration of every class's probability, not of the largest alone."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial.calibration.bins import equal_width, which_bin
from nls_tutorial.calibration.inputs import check_labels, check_nonempty, chunks, probability_values


def classwise_calibration_error(
    probabilities: Tensor, labels: Tensor, *, bins: int = 15, ignore_index: int | None = None
) -> Float[Tensor, ""]:
    r"""Classwise ECE: $\frac{1}{K}\sum_k \sum_b \frac{n_{bk}}{N}\,|\mathrm{freq}_{bk} - \mathrm{conf}_{bk}|$.

    For each class k, p_k is the confidence in the statement "the label is k": bins of equal width over p_k, the share
    of labels k in each beside the mean p_k. `probabilities` (B, K) or (B, K, H, W), rows in [0, 1] that sum to 1;
    `labels` int64 (B,) or (B, H, W); `bins` is M ≥ 1, with the edges of `reliability`; samples whose label is
    `ignore_index` are left out. Returns a float64 number in [0, 1], the mean over all K classes, whether a label names
    them or not. With many classes most p_k are near 0 and rightly so, which makes the figure small: compare it between
    networks on one data set only.

    Raises TypeError for probabilities that are not floats or labels that are not int64, and ValueError for bins < 1,
    no samples, shapes that do not fit, labels outside 0 … K − 1, and probabilities outside [0, 1] or that do not sum
    to 1.

    Source: Kull et al. 2019, eq. 2. First met in notebooks/06_read_a_reliability_diagram.
    """
    edges = equal_width(bins)
    probabilities, labels = check_labels(probabilities, labels, ignore_index)
    check_nonempty("labels", labels.numel())
    classes = probabilities.shape[1]
    differences = torch.zeros(classes, bins, dtype=torch.float64, device=probabilities.device)
    for rows, own in chunks(probabilities, labels):
        _add_differences(differences, probability_values(rows), own, edges)
    # (1/K) Σ_k Σ_b (n_bk/N)·|freq_bk − conf_bk|, where n_bk·freq_bk and n_bk·conf_bk are the sums themselves
    return (differences.abs().sum() / (classes * labels.numel())).cpu()


def _add_differences(
    differences: Float[Tensor, "K M"],
    rows: Float[Tensor, "B K *pixels"],
    labels: Int64[Tensor, "B *pixels"],
    edges: Float[Tensor, " edges"],
) -> None:
    """To n_bk·(freq_bk − conf_bk), in place: +1 in the bin of each label's probability, −p_k in the bin of each p_k.

    A row has fewer than M entries above 1/M, so of many classes only a few have to be looked up: the rest of a class
    lies in its first bin, and its sum is the class's sum without them.
    """
    bins = len(edges) - 1
    flat = differences.view(-1)
    named = rows.gather(1, labels.unsqueeze(1)).flatten()
    flat.index_add_(0, labels.flatten() * bins + which_bin(named, edges), torch.ones_like(named, dtype=flat.dtype))
    differences[:, 0] -= rows.sum([dim for dim in range(rows.ndim) if dim != 1], dtype=flat.dtype)
    # a little below 1/M, where no type rounds above it; what still lies in the first bin is put back there
    large = (rows > 0.99 / bins).nonzero(as_tuple=True)
    values, classes = rows[large], large[1]
    flat.index_add_(0, classes * bins + which_bin(values, edges), values.double(), alpha=-1)
    differences[:, 0].index_add_(0, classes, values.double())
