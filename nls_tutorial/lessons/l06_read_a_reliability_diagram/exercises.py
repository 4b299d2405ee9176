"""Exercises of lesson 06, read_a_reliability_diagram: bins, ECE, its floor, a missing column, and a test of tests.

Bins have equal width: of M bins, bin b = 0 … M − 1 takes (b/M, (b + 1)/M], and the first takes 0 too.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.exercises import ece_gallery
from nls_tutorial.exercises.define import WrongAnswer, exercise

_PLACES = [
    (0.3, 2),
    (1.0, 10),
    (0.5, 2),
    (0.0, 15),
    (0.75, 4),
    (0.76, 4),
    (0.97, 100),
    (1.0, 1),
    (0.07, 100),  # 0.07 · 100 is computed as 7.000000000000001
    (0.29, 100),  # 0.29 · 100 is computed as 28.999999999999996
]


@exercise(
    "06.1",
    title="Which bin does it fall in?",
    stars=1,
    prompt=(
        "M bins of equal width are numbered from 0 to M − 1. Bin b takes the confidences above b/M, up to and with "
        "(b + 1)/M; a confidence of 0 goes to the first bin, too. Which bin takes the confidence c?"
    ),
    hints=(
        "Where does c = 1 belong? There is no bin M.",
        "The right edge belongs to the bin: it is the first bin whose right edge, (b + 1)/M, is not below c.",
        "`next(b for b in range(bins) if confidence <= (b + 1) / bins)`; a confidence of 0 ends in bin 0 by itself.",
    ),
    cases=_PLACES,
    wrong=[
        WrongAnswer(
            lambda confidence, bins: math.floor(confidence * bins),
            "You closed the bins on the left. Then 1.0 falls in a bin M that does not exist: a phantom.",
        ),
        WrongAnswer(
            lambda confidence, bins: min(math.floor(confidence * bins), bins - 1),
            "You closed the bins on the left and put 1.0 back. That is a definition, too (another library's), but a "
            "confidence on an edge goes to the other bin.",
        ),
        WrongAnswer(
            lambda confidence, bins: max(math.ceil(confidence * bins) - 1, 0),
            "Right on paper. But a computer rounds c·M: 0.07 · 100 gives 7.000000000000001, and the edge jumps into "
            "the next bin. Compare c with the edges (b + 1)/M themselves.",
        ),
        WrongAnswer(
            lambda confidence, bins: math.ceil(confidence * bins) - 1,
            "A confidence of 0 lands in bin −1, which Python would count with the last bin. And c·M is rounded: "
            "0.07 · 100 gives 7.000000000000001. Compare c with the edges (b + 1)/M.",
        ),
        WrongAnswer(
            lambda confidence, bins: max(math.ceil(confidence * bins), 1),
            "That counts the bins from 1; they are numbered from 0.",
        ),
        WrongAnswer(
            lambda confidence, bins: round(confidence * bins),
            "You rounded to the nearest edge; a bin lies between two edges.",
        ),
    ],
    remark="A network that has learnt its data by heart says exactly 1.0 now and then, so the edge is no rare case.",
)
def bin_of(confidence: float, bins: int) -> int:
    """The number of the bin, 0 … M − 1, that takes a confidence in [0, 1]."""
    # c in (b/M, (b + 1)/M]
    return next(b for b in range(bins) if confidence <= (b + 1) / bins)


def _drawn(samples: int, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    confidences = 0.3 + 0.7 * torch.rand(samples, generator=generator, dtype=torch.float64)
    return confidences, torch.rand(samples, generator=generator, dtype=torch.float64) < confidences - 0.1


_SAMPLES = [
    (torch.tensor([0.3, 0.91, 0.92, 0.95], dtype=torch.float64), torch.tensor([False, True, True, False]), 2),
    (torch.tensor([0.7], dtype=torch.float64), torch.tensor([False]), 15),
    (torch.tensor([0.91, 1.0, 1.0], dtype=torch.float64), torch.tensor([True, True, False]), 10),
    (torch.tensor([0.0, 0.3, 0.35], dtype=torch.float64), torch.tensor([True, False, False]), 3),
    (torch.tensor([0.5, 0.9], dtype=torch.float64), torch.tensor([False, True]), 2),
    (torch.tensor([0.07, 0.065], dtype=torch.float64), torch.tensor([True, False]), 100),
    (*_drawn(50, 0), 10),
    (*_drawn(80, 1), 15),
]


def _place(confidences: Tensor, bins: int) -> Tensor:
    """The bin of each confidence: the first whose right edge is not below it."""
    return torch.bucketize(confidences, torch.arange(1, bins + 1, dtype=torch.float64) / bins)


def _sums(confidences: Tensor, right: Tensor, bins: int, place: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The sum of right − confidence and the number of samples in each bin."""
    place = _place(confidences, bins) if place is None else place
    gaps = torch.zeros(bins, dtype=torch.float64).index_add_(0, place, right.double() - confidences.double())
    return gaps, torch.bincount(place, minlength=bins)


def _closed_left(confidences: Tensor, right: Tensor, bins: int) -> float:
    place = (confidences * bins).long().clamp(max=bins - 1)
    return float(_sums(confidences, right, bins, place)[0].abs().sum()) / len(confidences)


def _rounded_up(confidences: Tensor, right: Tensor, bins: int) -> float:
    place = ((confidences * bins).ceil().long() - 1).clamp(min=0)
    return float(_sums(confidences, right, bins, place)[0].abs().sum()) / len(confidences)


@exercise(
    "06.2",
    title="ECE without a loop",
    stars=2,
    prompt=(
        "Write the expected calibration error of N predictions with M bins of equal width, without a loop over samples "
        "or bins. Note that in n·|acc − conf| the n cancels: it is |number of right ones − sum of confidences|."
    ),
    hints=(
        "For each sample compute right − confidence; add these up bin by bin; then take absolute values.",
        (
            "06.1 for a whole tensor: with the right edges, `torch.arange(1, bins + 1, dtype=torch.float64) / bins`, "
            "`torch.bucketize(confidences, edges)` finds the first that is not below each confidence."
        ),
        "`torch.zeros(bins, dtype=torch.float64).index_add_(0, place, differences)` adds each difference to its bin.",
    ),
    cases=_SAMPLES,
    wrong=[
        WrongAnswer(
            ece_gallery.bins_not_weighted,
            "You took the mean over the bins. Each bin counts by its share of the samples, n/N.",
        ),
        WrongAnswer(
            ece_gallery.gaps_that_cancel,
            "You summed over the bins before the absolute value, so over- and underconfident bins cancel.",
        ),
        WrongAnswer(
            ece_gallery.phantom_bin,
            "Your bins are closed on the left: a confidence of exactly 1.0 is alone in a bin of its own.",
        ),
        WrongAnswer(
            _closed_left,
            "Your bins are closed on the left: a confidence on an edge, such as 0.5 of two bins, belongs to the bin "
            "below it.",
        ),
        WrongAnswer(
            _rounded_up,
            "You rounded c·M up, and the product is rounded itself: 0.07 · 100 gives 7.000000000000001, so the edge "
            "jumps into the next bin. Compare with the edges: torch.bucketize.",
        ),
        WrongAnswer(
            lambda confidences, right, bins: float(
                (_sums(confidences, right, bins)[0].abs() / _sums(confidences, right, bins)[1].clamp(min=1)).max()
            ),
            "That is the largest gap of any bin, MCE; ECE is the mean gap, weighted by the samples.",
        ),
        WrongAnswer(
            lambda confidences, right, bins: float((right.double() - confidences).abs().mean()),
            "You took the absolute value sample by sample. A single prediction is right or wrong, never 80 % right: "
            "average within the bin first.",
        ),
        WrongAnswer(
            lambda confidences, right, bins: float(_sums(confidences, right, bins)[0].abs().sum()),
            "Divide by N: that is the sum over the samples, not their mean.",
        ),
    ],
    remark="Sums of size M are all it takes, so a stream of any length can be scored batch by batch.",
)
def ece(confidences: Tensor, right: Tensor, bins: int) -> float:
    """ECE in [0, 1] of confidences (N,) float64 in [0, 1] and right (N,) bool, with M bins of equal width."""
    # c in (b/M, (b + 1)/M]
    place = torch.bucketize(confidences, torch.arange(1, bins + 1, dtype=torch.float64) / bins)
    # Σ_b |Σ_{i in b} (right_i − p̂_i)| / N
    gaps = torch.zeros(bins, dtype=torch.float64).index_add_(0, place, right.double() - confidences)
    return float(gaps.abs().sum()) / len(confidences)


@exercise(
    "06.3",
    title="How low can it go?",
    stars=2,
    prompt=(
        "You may choose the bins of a reliability diagram as you like: as many as you like, edges where you like. "
        "What is the smallest ECE that you can get for these predictions?"
    ),
    hints=(
        "Does ECE rise or fall when two neighbouring bins are merged into one?",
        "|a| + |b| is never below |a + b|. So merging never raises ECE; merge until nothing is left to merge.",
        "One bin: the accuracy of all samples against their mean confidence.",
    ),
    cases=[
        *((confidences, right) for confidences, right, _ in _SAMPLES),
        (torch.tensor([0.4, 0.9], dtype=torch.float64), torch.tensor([True, False])),
    ],
    wrong=[
        WrongAnswer(
            lambda confidences, right: 0.0,
            "Bins cannot hide it when all samples together are too sure: one bin holds them all, and has a gap.",
        ),
        WrongAnswer(
            lambda confidences, right: float((right.double() - confidences).abs().mean()),
            "That is the largest: one bin a sample. Which bins give the smallest?",
        ),
        WrongAnswer(
            lambda confidences, right: float(confidences.mean() - right.double().mean()),
            "Right but for the sign: an underconfident network has a gap, too. Take the absolute value.",
        ),
        WrongAnswer(
            lambda confidences, right: ece_gallery.by_the_library(confidences, right, 15),
            "That is ECE with 15 bins. Fewer bins can give less.",
        ),
        WrongAnswer(
            lambda confidences, right: min(
                ece_gallery.by_the_library(confidences, right, bins) for bins in range(2, 31)
            ),
            "You tried from two bins on. One bin is a choice, too.",
        ),
    ],
    remark="So an ECE can be made small by few bins, but never below the gap between accuracy and mean confidence.",
)
def least_ece(confidences: Tensor, right: Tensor) -> float:
    """The smallest ECE that any choice of bins gives, for confidences (N,) float64 and right (N,) bool."""
    # |acc − mean p̂|
    return abs(float(right.double().mean() - confidences.mean()))


_ROWS = [(0.8, 0.7, 0.15), (0.5, 0.4, 0.4), (0.9, 0.9, 0.1 - 0.02), (0.298, 0.2734, 0.3362), (0.1, 0.1, 0.3)]


@exercise(
    "06.4",
    title="The missing column",
    stars=2,
    prompt=(
        "A table gives a network's average confidence, its overconfidence (mean confidence where it is wrong) and its "
        "underconfidence (mean of 1 − confidence where it is right), but not its accuracy. Recover it."
    ),
    hints=(
        "Average confidence is a mixture of how sure it is when right and how sure it is when wrong.",
        "average = acc·(1 − under) + (1 − acc)·over. Solve for acc.",
        "acc stands in two places: acc·(1 − under − over) = average − over.",
    ),
    cases=_ROWS,
    wrong=[
        WrongAnswer(
            lambda average, over, under: (average - over) / (under - over),
            "When right, its mean confidence is 1 − underconfidence, not underconfidence.",
        ),
        WrongAnswer(
            lambda average, over, under: (average - over) / (1 - under),
            "The wrong share shrinks as the right one grows: the factor of over is (1 − acc).",
        ),
        WrongAnswer(
            lambda average, over, under: (1 - under - average) / (1 - under - over),
            "That is the share of wrong predictions; the accuracy is one minus that.",
        ),
        WrongAnswer(
            lambda average, over, under: average,
            "Accuracy and average confidence are equal for a calibrated network only.",
        ),
    ],
    remark="Try it on the hard-label row of the ALS table: 0.063, as printed.",
)
def missing_accuracy(average: float, over: float, under: float) -> float:
    """The accuracy in [0, 1] that goes with an average confidence, an overconfidence and an underconfidence."""
    # average = acc·(1 − under) + (1 − acc)·over
    return (average - over) / (1 - under - over)


def _one_bin_only(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    confidences, right = torch.tensor([0.25, 0.85], dtype=torch.float64), torch.tensor([False, True])
    return abs(implementation(confidences, right, 1) - 0.05) < 1e-6


def _no_float32(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    return all(abs(implementation(sure, right, bins) - ece) < 1e-6 for sure, right, bins, ece in _probes()[:3])


def _no_phantom(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    return all(abs(implementation(sure, right, bins) - ece) < 1e-6 for sure, right, bins, ece in _probes()[1:])


def _no_single(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    confidences, right = torch.tensor([0.91, 1.0], dtype=torch.float64), torch.tensor([True, False])
    big, often = torch.full((100_000,), 0.9, dtype=torch.float64), torch.arange(100_000) % 10 != 0
    top, large = abs(implementation(confidences, right, 10) - 0.455), abs(implementation(big, often, 10))
    return top < 1e-6 and large < 1e-6


def _probes() -> list[tuple[Tensor, Tensor, int, float]]:
    """Predictions, bins, and the ECE that they have by hand."""
    many = 100_000
    return [
        (torch.tensor([0.91, 1.0], dtype=torch.float64), torch.tensor([True, False]), 10, 0.455),
        (torch.tensor([0.7], dtype=torch.float64), torch.tensor([False]), 10, 0.7),
        (torch.tensor([0.2, 0.8, 0.9, 0.9], dtype=torch.float64), torch.tensor([False, True, True, True]), 2, 0.15),
        (torch.full((many,), 0.9, dtype=torch.float64), torch.arange(many) % 10 != 0, 10, 0.0),
    ]


@exercise(
    "06.5",
    title="A test of tests",
    stars=3,
    prompt=(
        "Write a check that tells a right ECE from the wrong ones of the gallery: a function that takes an "
        "implementation, calls it as `implementation(confidences, right, bins)` on predictions of your choice, "
        "and returns True if all it says is right. You will meet all seven of the gallery."
    ),
    hints=(
        "For each wrong one, find predictions for which its slip matters and you know the right ECE by hand.",
        (
            "Phantom: 0.91 right and 1.0 wrong, in one bin. Lost sample: a single sample. Cancelling and "
            "unweighted: two unequal bins with gaps of either sign. float32: 100,000 samples at confidence 0.9."
        ),
        (
            "One sample of confidence 0.7 that is wrong has ECE 0.7. And 100,000 samples at 0.9, nine in ten of them "
            "right, have ECE 0; allow 1e-6."
        ),
    ),
    cases=[(implementation,) for implementation in (*ece_gallery.RIGHT.values(), *ece_gallery.WRONG.values())],
    wrong=[
        WrongAnswer(lambda implementation: True, "You trust everyone. Find predictions that give a wrong one away."),
        WrongAnswer(lambda implementation: False, "You trust no one: two of the gallery are right."),
        WrongAnswer(
            _one_bin_only,
            "One bin alone cannot tell how bins are weighted, where 1.0 goes, or what rounding does to large sums.",
        ),
        WrongAnswer(
            _no_float32,
            "The float32 sums slip through. Small samples do not show them: try 100,000 at one confidence.",
        ),
        WrongAnswer(
            _no_phantom,
            "The phantom bin slips through. Put 1.0 and something just below it, with gaps of either sign, in one bin.",
        ),
        WrongAnswer(
            _no_single,
            "Some slip through: how bins are weighted and cancel is seen only with two bins of unequal size.",
        ),
    ],
    remark="Keep those four. They are a fair test of any library's ECE.",
)
def is_right(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    """True if an ECE, called as implementation(confidences, right, bins), is right wherever you look."""
    many = torch.full((100_000,), 0.9, dtype=torch.float64)
    probes = [
        (torch.tensor([0.91, 1.0], dtype=torch.float64), torch.tensor([True, False]), 10, 0.455),
        (torch.tensor([0.7], dtype=torch.float64), torch.tensor([False]), 10, 0.7),
        (torch.tensor([0.2, 0.8, 0.9, 0.9], dtype=torch.float64), torch.tensor([False, True, True, True]), 2, 0.15),
        (many, torch.arange(100_000) % 10 != 0, 10, 0.0),
    ]
    return all(abs(implementation(sure, right, bins) - expected) < 1e-6 for sure, right, bins, expected in probes)
