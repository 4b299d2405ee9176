"""Scores that look at bins: how far confidence and accuracy lie apart."""

from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.inputs import check_nonempty
from nls_tutorial.records import Bins


def expected_calibration_error(bins: Bins) -> Float[Tensor, ""]:
    r"""Expected calibration error: $\mathrm{ECE} = \sum_b \frac{n_b}{N}\,|\mathrm{acc}_b - \mathrm{conf}_b|$.

    `bins` from `reliability`, of at least one sample: equal-width bins give ECE, equal-mass bins (`scheme="mass"`) the
    adaptive ECE. Returns a float64 number in [0, 1]. Empty bins add nothing. The figure depends on the bins, and on few
    samples it is too large: even a perfectly calibrated network gets an ECE above 0.

    Raises ValueError for bins of no samples.

    Source: MbLS and WDLSH sec. 3, table 3; ALS uses 15 and 100 bins. First met in
    notebooks/06_read_a_reliability_diagram.
    """
    _check_bins(bins)
    # Σ_b (n_b/N)·|acc_b − conf_b|, where n_b·acc_b and n_b·conf_b are the sums themselves
    return (bins.correct - bins.confidence_sums).abs().sum() / bins.total


def _check_bins(bins: object) -> None:
    if not isinstance(bins, Bins):
        step = "Call reliability(probabilities, labels) first, and pass what it returns."
        checks.refuse("bins", "must be a record of bins", type(bins).__name__, step, error=TypeError)
    check_nonempty("bins", bins.total)


def maximum_calibration_error(bins: Bins) -> Float[Tensor, ""]:
    r"""Maximum calibration error: $\mathrm{MCE} = \max_{b:\,n_b > 0} |\mathrm{acc}_b - \mathrm{conf}_b|$.

    `bins` from `reliability`, of at least one sample. Returns a float64 number in [0, 1]. Empty bins do not compete; a
    bin with a single sample does, which makes this score jumpy.

    Raises ValueError for bins of no samples.

    Source: Guo et al. 2017, eq. 4. First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import expected_calibration_error, reliability_of
    >>> bins = reliability_of(tensor([0.9] * 99 + [0.5]), tensor([True] * 90 + [False] * 10), bins=10)
    >>> round(expected_calibration_error(bins).item(), 3)
    0.014
    >>> round(maximum_calibration_error(bins).item(), 3)  # of a bin with one sample in it
    0.5
    """
    _check_bins(bins)
    # max over non-empty bins of |acc_b − conf_b|
    return bins.gap[bins.counts > 0].abs().amax()
