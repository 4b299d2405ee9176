"""What the page shows of a network, as a function of tensors alone, so that it can be made a graph."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial.calibration.bins import bin_sums, equal_width, which_bin
from nls_tutorial.calibration.chance import APART
from nls_tutorial.calibration.proper import negative_log_likelihood
from nls_tutorial.geometry import logit_distances
from nls_tutorial.playground.points import TEST
from nls_tutorial.playground.step import logits_of

GRID = 64  # places a side at which the plane is looked at
VIEW = 2.6  # from −VIEW to VIEW: nearly all points lie there
BINS = 15
DRAWS = 24  # calibrated networks drawn for the floor of ECE
FAR, WIDE = 20, 1.0  # the histogram of logit distances: so many bins, each so wide; the last takes all beyond
OUTPUTS = ("plane", "scores", "accuracies", "confidences", "distances")
SCORES = ("accuracy", "ece", "floor", "nll", "confidence")


def plane_grid() -> Float[Tensor, "places 2"]:
    """The middles of GRID × GRID squares of the plane in view, row by row from the top left."""
    along = (torch.arange(GRID) + 0.5) * (2 * VIEW / GRID) - VIEW
    down, right = torch.meshgrid(-along, along, indexing="ij")
    return torch.stack([right.flatten(), down.flatten()], 1)


def chance() -> Float[Tensor, "draws N"]:
    """The numbers in [0, 1) that decide where calibrated networks are right: `chance_calibration_errors`'s own."""
    generator = torch.Generator().manual_seed(APART)
    return torch.stack([torch.rand(TEST, generator=generator, dtype=torch.float64) for _ in range(DRAWS)]).float()


def looker() -> Callable[[Tensor, Tensor, Tensor, Tensor], tuple[Tensor, ...]]:
    r"""`look(state, points, labels, temperature)`: what a network says of the plane and of held-out points.

    `state` (2, P), `points` (512, 2), `labels` int64 (512,) and the temperature T, a 0-dim tensor: logits are divided
    by it. Returns, in the order of `OUTPUTS`, all float32:

    - plane (GRID², 3): the probabilities over `plane_grid()`;
    - scores (5,), in the order of `SCORES`: accuracy, ECE with 15 bins, the mean ECE of networks that are calibrated
      by construction and as sure as this one, negative log-likelihood in nats, mean confidence;
    - accuracies (15,) and confidences (15,): of each bin, NaN where it is empty;
    - distances (20,): the share of the points whose largest logit distance lies in [0, 1), [1, 2), …, [19, ∞).

    >>> from nls_tutorial.playground import looker, plane_points, start
    >>> test = plane_points("blobs")[1]
    >>> plane, scores, *_ = looker()(start(), test.points, test.labels, torch.tensor(1.0))
    >>> plane.shape, scores.shape
    (torch.Size([4096, 3]), torch.Size([5]))
    """
    grid, drawn = plane_grid(), chance()
    edges = equal_width(BINS)

    def look(state: Tensor, points: Tensor, labels: Tensor, temperature: Tensor) -> tuple[Tensor, ...]:
        plane = (logits_of(state[0], grid) / temperature).softmax(1)
        logits = logits_of(state[0], points) / temperature
        # p̂ = max_k p_k, and whether ŷ = y
        sure, predicted = logits.softmax(1).max(1)
        right = predicted == labels
        index = which_bin(sure.double(), edges)
        counts, hits, sums = bin_sums(index, sure, right, BINS)
        correct = hits.double()
        # ECE = Σ_b (n_b/N)·|acc_b − conf_b|
        ece = (correct - sums).abs().sum() / TEST
        floor = _floor(sure, index, sums, drawn)
        nll = negative_log_likelihood(logits, labels)
        scores = torch.stack([right.double().mean(), ece, floor, nll, sure.double().mean()])
        bins = torch.stack([correct, sums]) / counts  # 0/0 where none is: not a number
        told = (plane, scores, bins[0], bins[1], _histogram(logits))
        return tuple(part.float() for part in told)

    return look


def _floor(sure: Tensor, index: Int64[Tensor, " N"], sums: Tensor, drawn: Tensor) -> Tensor:
    """The mean over draws of the ECE of networks that are right with probability p̂."""
    inside = (index[:, None] == torch.arange(BINS)).double()
    hits = (drawn < sure).double() @ inside
    return (hits - sums).abs().sum(1).mean() / TEST


def _histogram(logits: Float[Tensor, "N K"]) -> Float[Tensor, " bins"]:
    farthest = (logit_distances(logits).amax(1) / WIDE).long().clamp(max=FAR - 1)
    return (farthest[:, None] == torch.arange(FAR)).double().mean(0)
