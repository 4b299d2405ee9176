"""Bins of confidence: the only place where bin edges exist."""

from collections.abc import Iterable, Sequence

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import inputs
from nls_tutorial.calibration.confidence import iter_confidence_correct
from nls_tutorial.records import Bins

_MOST = 2**20  # bins


def reliability(
    probabilities: Tensor,
    labels: Tensor,
    *,
    bins: int = 15,
    scheme: str = "width",
    edges: Tensor | Sequence[float] | None = None,
    ignore_index: int | None = None,
) -> Bins:
    r"""Predictions sorted into bins of confidence $\hat p = \max_k p_k$, with their right answers counted.

    `probabilities` (B, K), or (B, K, H, W) for one decision a pixel, K ≥ 2, rows in [0, 1] that sum to 1; `labels`
    int64 (B,) or (B, H, W); samples whose label is `ignore_index` are left out and not looked at.

    Bin b takes (lo, hi]; a confidence of 0 falls in the first bin and of 1 in the last. The edges:

    - `scheme="width"`: $e_b = b/M$ with M = `bins`;
    - `scheme="mass"`: as many samples in each bin as can be, $e_b$ the sample of rank $\lceil bN/M \rceil$ in rising
      order. Every sample counts; samples that tie share a bin, so their order does not matter, and bins are as unequal
      as the ties make them. With fewer samples than bins (or many ties) neighbouring edges are equal and the bin
      between them is empty;
    - `edges`, if given, replaces both: M + 1 numbers from 0 to 1 that do not fall.

    Comparisons are exact: a float32 confidence is compared with the edges as the real number it is. Sums are float64,
    of size O(M), so `reliability(first) + reliability(second)` is the reliability of both, where the edges are equal:
    equal-mass bins of a stream need the edges of one part, `edges=first.edges`.

    Raises TypeError for probabilities that are not floats or labels that are not int64, and ValueError for bins < 1,
    an unknown scheme, edges that fall or do not run from 0 to 1, shapes that do not fit, labels outside 0 … K − 1,
    probabilities outside [0, 1] or that do not sum to 1, and equal-mass bins of no samples.

    Source: the diagrams of WDLSH sec. 3, figure 2; the edge rule is this course's (papers differ).
    First met in notebooks/06_read_a_reliability_diagram.
    """
    checks.choice("scheme", scheme, ("width", "mass"))
    probabilities, labels = inputs.check_labels(probabilities, labels, ignore_index)
    if edges is None and scheme == "mass":
        parts = list(iter_confidence_correct(probabilities, labels))
        return _bins(parts, equal_mass(torch.cat([confidences for confidences, _ in parts]), bins))
    fixed = equal_width(bins) if edges is None else given_edges(edges)
    return _bins(iter_confidence_correct(probabilities, labels), fixed)


def reliability_of(
    confidences: Tensor,
    right: Tensor,
    *,
    bins: int = 15,
    scheme: str = "width",
    edges: Tensor | Sequence[float] | None = None,
) -> Bins:
    r"""The same bins from confidences that are there already, with whether each was right.

    `confidences` (N,) or any other shape, in [0, 1]; `right` bool of that shape. For a yes-or-no question the
    confidence is the probability of yes and `right` says whether yes was true. All else is as for `reliability`.

    Raises what `reliability` raises, TypeError for `right` that is not bool, and ValueError for confidences outside
    [0, 1]. First met in notebooks/06_read_a_reliability_diagram.
    """
    confidences = inputs.check_confidence_correct(confidences, right)
    checks.choice("scheme", scheme, ("width", "mass"))
    flat = confidences.detach().flatten()
    right = checks.where_double_is(right)
    if edges is not None:
        edges = given_edges(edges)
    else:
        edges = equal_width(bins) if scheme == "width" else equal_mass(flat, bins)
    return _bins(inputs.chunks(flat, right.flatten()), edges)


def equal_width(bins: int) -> Float[Tensor, " edges"]:
    r"""Edges $e_b = b/M$, (M + 1,) float64, each the nearest float64 to its fraction.

    `bins` is M ≥ 1. Raises ValueError for M < 1. First met in notebooks/06_read_a_reliability_diagram.
    """
    bins = bin_count(bins)
    # e_b = b/M
    return torch.arange(bins + 1, dtype=torch.float64, device="cpu") / bins


def bin_count(bins: int) -> int:
    """The number of bins M, which must leave room in memory."""
    bins = checks.whole("bins", bins, 1, "Use 15, as the papers do.")
    if bins > _MOST:
        checks.refuse("bins", f"must be at most {_MOST}", bins, "Use 15, as the papers do.")
    return bins


def equal_mass(confidences: Tensor, bins: int) -> Float[Tensor, " edges"]:
    r"""Edges $e_b = x_{(\lceil bN/M \rceil)}$, the sample of that rank in rising order; $e_0 = 0$, $e_M = 1$.

    `confidences` x (N,) in [0, 1], N ≥ 1; `bins` is M ≥ 1. Returns (M + 1,) float64. See `reliability` for ties and
    N < M. Raises ValueError for no samples and M < 1. First met in notebooks/06_read_a_reliability_diagram.
    """
    bins = bin_count(bins)
    samples = confidences.numel()
    if samples == 0:
        checks.refuse(
            "confidences",
            "must hold at least one sample for equal-mass bins",
            "none",
            'Use scheme="width", or leave empty batches out.',
        )
    # ⌈bN/M⌉ for b = 1 … M − 1, in whole numbers
    ranks = torch.tensor([-(-b * samples // bins) for b in range(1, bins)], dtype=torch.int64, device="cpu")
    # e_b = x_(⌈bN/M⌉)
    inner = confidences.detach().flatten().sort().values.cpu()[ranks - 1]
    return torch.cat([inner.new_zeros(1).double(), inner.double(), inner.new_ones(1).double()])


def which_bin(values: Tensor, edges: Float[Tensor, " edges"]) -> Int64[Tensor, "*shape"]:
    """For each of `values` (any shape) in [0, 1], the index b of the bin (e_b, e_{b+1}] that takes it.

    The edges are equal_width's, equal_mass's or the reader's; 0 belongs to the first bin.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    bins = len(edges) - 1
    values = values.contiguous()
    if values.dtype == torch.float64:
        return torch.bucketize(values, edges[1:-1].to(values.device))
    if bins <= 2**16 and torch.equal(edges, equal_width(bins)):
        # b = ⌈M·x⌉ − 1: a float32 number (24 bits) times M (up to 16 bits) is exact in float64 (53 bits)
        return (values.double() * bins).ceil_().long().sub_(1).clamp_(min=0)
    return torch.bucketize(values.float(), _rounded_down(edges[1:-1]).to(values.device))


def _rounded_down(edges: Float[Tensor, " inner"]) -> Float[Tensor, " inner"]:
    """The largest float32 numbers that are not above the edges: a float32 x > e just where x is above these."""
    nearest = edges.float()
    below = torch.nextafter(nearest, torch.full_like(nearest, -1))
    return torch.where(nearest.double() > edges, below, nearest)


def given_edges(edges: Tensor | Sequence[float]) -> Float[Tensor, " edges"]:
    """The reader's own edges as float64 on the CPU: they run from 0 to 1 and do not fall."""
    if isinstance(edges, Tensor):
        checks.tensor("edges", edges)
    step = "Give 0, edges between, and 1."
    try:
        numbers = edges if isinstance(edges, Tensor) else torch.as_tensor(edges, dtype=torch.float64, device="cpu")
        numbers = numbers.detach().to("cpu", torch.float64)
    except (TypeError, ValueError, RuntimeError, NotImplementedError, OverflowError):
        checks.refuse("edges", "must be numbers", f"{type(edges).__name__} that holds others", step, error=TypeError)
    if numbers.ndim != 1 or len(numbers) < 2:
        checks.refuse("edges", "must have shape (M + 1,), M ≥ 1", tuple(numbers.shape), step)
    if float(numbers[0]) != 0 or float(numbers[-1]) != 1:
        checks.refuse(
            "edges",
            "must begin with 0 and end with 1",
            f"{float(numbers[0]):g} and {float(numbers[-1]):g}",
            "Add the ends, so that every confidence has a bin.",
        )
    if not bool((numbers.diff() >= 0).all()):
        checks.refuse("edges", "must not fall", numbers.tolist(), "Sort them.")
    return numbers


def _bins(parts: Iterable[tuple[Tensor, ...]], edges: Float[Tensor, " edges"]) -> Bins:
    """Confidences and right predictions, a part at a time, as sums over bins."""
    bins = len(edges) - 1
    totals = [bin_sums(which_bin(confidences, edges), confidences, right, bins) for confidences, right in parts]
    counts, hits, sums = (torch.stack(column).sum(0).cpu() for column in zip(*totals, strict=True))
    return Bins(edges=edges, counts=counts, correct=hits, confidence_sums=sums)


def bin_sums(
    index: Int64[Tensor, " N"], confidences: Float[Tensor, " N"], right: Bool[Tensor, " N"], bins: int
) -> tuple[Int64[Tensor, " bins"], Int64[Tensor, " bins"], Float[Tensor, " bins"]]:
    """Samples, right answers and the float64 sum of confidences in each bin."""
    table = torch.bincount(index.mul(2).add_(right), minlength=2 * bins).view(bins, 2)
    sums = torch.zeros(bins, dtype=torch.float64, device=confidences.device)
    return table.sum(1), table[:, 1], sums.index_add_(0, index, confidences.double())
