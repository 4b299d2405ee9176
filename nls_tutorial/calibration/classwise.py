"""Calibration of every class's probability, not of the largest alone."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial.calibration.bins import bin_sums, equal_width, which_bin
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
    differences = torch.zeros(classes * bins, dtype=torch.float64, device=probabilities.device)
    for rows, own in chunks(probabilities, labels):
        rows = probability_values(rows)
        questions = torch.arange(classes, device=rows.device).view(1, classes, *[1] * (rows.ndim - 2))
        # one bin for each class and interval: b + k·M
        place = which_bin(rows, edges) + bins * questions
        is_label = own.unsqueeze(1) == questions
        _, labelled_so, sums = bin_sums(place.flatten(), rows.flatten(), is_label.flatten(), classes * bins)
        differences += labelled_so - sums
    # (1/K) Σ_k Σ_b (n_bk/N)·|freq_bk − conf_bk|, where n_bk·freq_bk and n_bk·conf_bk are the sums themselves
    return (differences.abs().sum() / (classes * labels.numel())).cpu()
