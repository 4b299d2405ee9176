"""What ECE a perfectly calibrated network gets: the share of the figure that is chance."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.bins import equal_mass, equal_width, given_edges, reliability_of
from nls_tutorial.calibration.scores import expected_calibration_error

MOST = 1_000_000  # draws
APART = 7919  # added to the seed: confidences that were drawn from the same seed must not meet themselves


def chance_calibration_errors(
    confidences: Tensor,
    *,
    bins: int = 15,
    scheme: str = "width",
    edges: Tensor | None = None,
    draws: int = 200,
    seed: int = 0,
) -> Float[Tensor, " draws"]:
    r"""ECE of networks that are calibrated by construction: sample i is right with probability $\hat p_i$, drawn anew
    `draws` times.

    `confidences` $\hat p$ (N,) in [0, 1], N ≥ 1, those of a real network or made up; `bins`, `scheme` and `edges` as
    for `reliability`; `seed` fixes the draws. Returns (draws,) float64 ECEs in [0, 1]. None of them is 0: with few
    samples in a bin the share of right answers misses the mean confidence by chance, and ECE adds up how far, without
    the sign. An ECE that lies among these numbers is no evidence of miscalibration. On average they fall like
    $1/\sqrt N$, and grow with the number of bins.

    Raises what `reliability_of` raises, and ValueError for no samples and draws < 1.

    Source: consistency resampling, Bröcker and Smith 2007; Vaicenavicius et al. 2019.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    checks.floating("confidences", confidences)
    checks.with_numbers("confidences", confidences)
    draws = checks.whole("draws", draws, 1, "Use 200.", high=MOST)
    checks.choice("scheme", scheme, ("width", "mass"))
    sure = confidences.detach().flatten().cpu()
    if sure.numel() == 0:
        checks.refuse("confidences", "must hold at least one sample", "none", "Take some.")
    if edges is not None:
        fixed = given_edges(edges)
    else:
        fixed = equal_width(bins) if scheme == "width" else equal_mass(sure, bins)
    generator = torch.Generator().manual_seed(
        APART + checks.whole("seed", seed, 0, "Use a whole number such as 0.", high=2**62)
    )
    found = []
    for _ in range(draws):
        # right with probability p̂
        right = torch.rand(sure.shape, generator=generator, dtype=torch.float64, device="cpu") < sure
        found.append(expected_calibration_error(reliability_of(sure, right, edges=fixed)))
    return torch.stack(found)
