"""Calibration of the whole distribution: the strictest reading of the word."""

from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.calibration.bins import equal_width, which_bin
from nls_tutorial.calibration.inputs import check_labels, check_nonempty, probability_values


def simplex_calibration_error(
    probabilities: Tensor, labels: Tensor, *, bins: int = 10, ignore_index: int | None = None
) -> Float[Tensor, ""]:
    r"""Calibration error over the simplex, in total variation:
    $\sum_c \frac{n_c}{N}\cdot\frac{1}{2}\lVert \mathrm{freq}_c - \mathrm{conf}_c\rVert_1$ over the occupied cells c.

    Each of the K probabilities is split into `bins` intervals of equal width (edges as in `reliability`); a cell is one
    interval for each class; $\mathrm{conf}_c$ (K,) is the mean prediction in the cell and $\mathrm{freq}_c$ (K,) the
    shares of the labels there. `probabilities` (B, K) or (B, K, H, W), rows in [0, 1] that sum to 1; `labels` int64
    (B,) or (B, H, W); samples whose label is `ignore_index` are left out. Returns a float64 number in [0, 1].

    A network can have no top-label ECE and still fail here: all K numbers must mean what they say. Most cells hold few
    samples unless K or `bins` is small, and then the figure is too large: the data must be many times the cells.

    Raises what `classwise_calibration_error` raises.

    Source: Vaicenavicius et al. 2019; "ECE_uniform" of Widmann et al. 2019, with 10 bins.
    First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import expected_calibration_error, reliability
    >>> p, labels = tensor([[0.6, 0.3, 0.1]] * 10), tensor([0] * 6 + [2] * 4)  # the second class never comes
    >>> round(expected_calibration_error(reliability(p, labels)).item(), 2)
    0.0
    >>> round(simplex_calibration_error(p, labels).item(), 2)
    0.3
    """
    edges = equal_width(bins)
    probabilities, labels = check_labels(probabilities, labels, ignore_index)
    check_nonempty("labels", labels.numel())
    classes = probabilities.shape[1]
    rows = probabilities.movedim(1, -1).reshape(-1, classes)
    rows = probability_values(rows)
    _, cell = which_bin(rows, edges).unique(dim=0, return_inverse=True)
    # n_c·(freq_c − conf_c), for each class
    differences = F.one_hot(labels.flatten(), classes) - rows.double()
    sums = differences.new_zeros(int(cell.max()) + 1, classes).index_add_(0, cell, differences)
    # Σ_c (n_c/N)·½‖freq_c − conf_c‖₁
    return (sums.abs().sum() / (2 * labels.numel())).cpu()
