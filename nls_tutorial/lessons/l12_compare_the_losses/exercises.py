"""Exercises of lesson 12, compare_the_losses: differences by seed, luck, what may be ranked, an unfair table.

Scores are (S,): one number for each seed, in the same order for both losses.
"""

import math

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise


def _pair(differences: Tensor, error: Tensor) -> Tensor:
    return torch.stack([differences.mean(), error])


_FIRST = torch.tensor([0.12, 0.15, 0.11, 0.18, 0.14], dtype=torch.float64)
_SECOND = torch.tensor([0.10, 0.12, 0.10, 0.15, 0.11], dtype=torch.float64)


@exercise(
    "12.1",
    title="Difference by seed",
    stars=1,
    prompt=(
        "Two losses, one score for each seed; a seed means the same digits, first weights and order for both. Give the "
        "mean of the differences, first less second, and its standard error: their standard deviation (with S − 1) "
        "over √S."
    ),
    hints=(
        "Subtract first, seed by seed. What is left does not know how hard the digits of a seed were.",
        "`differences.std()` divides by S − 1 by itself.",
        "`torch.stack([differences.mean(), differences.std() / len(differences) ** 0.5])`.",
    ),
    cases=[(_FIRST, _SECOND), (_SECOND, _FIRST), (_FIRST[:2], _SECOND[:2]), (_FIRST, torch.flip(_SECOND, [0]))],
    wrong=[
        WrongAnswer(
            lambda first, second: _pair(first - second, (first.var() / len(first) + second.var() / len(second)).sqrt()),
            "Your error is that of two separate groups. The seeds are the same: take the spread of the differences.",
        ),
        WrongAnswer(
            lambda first, second: _pair(second - first, (first - second).std() / len(first) ** 0.5),
            "You subtracted the other way round: first less second.",
        ),
        WrongAnswer(
            lambda first, second: _pair(first - second, (first - second).std()),
            "That is the spread of single differences. Their mean is surer: divide by √S.",
        ),
        WrongAnswer(
            lambda first, second: _pair(first - second, (first - second).std(correction=0) / len(first) ** 0.5),
            "You divided by S. With few seeds S − 1 matters.",
        ),
        WrongAnswer(
            lambda first, second: _pair(first - second, (first - second).std() / len(first)),
            "You divided by S. The error of a mean falls with √S only.",
        ),
    ],
    remark="Both losses find one seed hard and another easy. Pairing takes that out, and a small difference can show.",
)
def difference_by_seed(first: Tensor, second: Tensor) -> Tensor:
    """Mean difference and its standard error, (2,), of scores (S,) of two losses, S ≥ 2."""
    differences = first - second
    return torch.stack([differences.mean(), differences.std() / len(differences) ** 0.5])


@exercise(
    "12.2",
    title="What luck would do",
    stars=2,
    prompt=(
        "A loss was better in k of S seeds. If there were no difference at all, each seed would be a fair coin. How "
        "probable is it that at least k of S coins show heads?"
    ),
    hints=(
        "Count the ways to have exactly j heads: S over j, `math.comb(S, j)`. All in all there are 2^S outcomes.",
        "At least k: add up j = k, k + 1, …, S.",
        "`sum(math.comb(seeds, j) for j in range(agree, seeds + 1)) / 2**seeds`.",
    ),
    cases=[(5, 5), (4, 5), (0, 5), (3, 3), (7, 10)],
    wrong=[
        WrongAnswer(
            lambda agree, seeds: math.comb(seeds, agree) / 2**seeds,
            "That is exactly k. Better results than yours count as luck, too: at least k.",
        ),
        WrongAnswer(
            lambda agree, seeds: sum(math.comb(seeds, j) for j in range(agree + 1, seeds + 1)) / 2**seeds,
            "That is more than k. At least k has k in it.",
        ),
        WrongAnswer(lambda agree, seeds: 0.5**agree, "That is k heads in a row. The coins that failed count as well."),
        WrongAnswer(
            lambda agree, seeds: min(1.0, 2 * sum(math.comb(seeds, j) for j in range(agree, seeds + 1)) / 2**seeds),
            "That allows either loss to be the better one. Here the claim names which.",
        ),
    ],
    remark="3 of 3 happens by luck once in eight times; with nine losses against one, somewhere nearly always.",
)
def luck(agree: int, seeds: int) -> float:
    """The probability that at least `agree` of `seeds` fair coins show heads."""
    return sum(math.comb(seeds, j) for j in range(agree, seeds + 1)) / 2**seeds


@exercise(
    "12.3",
    title="What may be ranked",
    stars=2,
    prompt=(
        "ECE of four losses in per cent over ten seeds, 600 test digits, and what chance gives a calibrated network "
        "that is as sure:\n\n"
        "| loss | ECE | by chance |\n"
        "|:--|--:|--:|\n"
        "| A | 4.1 ± 0.6 | 4.0 |\n"
        "| B | 4.3 ± 0.7 | 4.2 |\n"
        "| C | 7.9 ± 0.5 | 3.8 |\n"
        "| D | 3.9 ± 0.5 | 3.9 |\n\n"
        "Which sentence may stand in a paper?\n\n"
        "a. D is the best calibrated of the four.\n\n"
        "b. C is worse calibrated than the others, which cannot be told from calibrated ones here, nor ranked.\n\n"
        "c. The order is D, A, B, C.\n\n"
        "d. None of the four is calibrated, for no ECE is 0."
    ),
    hints=(
        "Compare each ECE with the number beside it, not with 0.",
        "Three of the four are where chance would put a perfect network.",
        "Between scores that are all noise, there is no order to find.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "D's 3.9 is what chance gives a perfect network. So are A's and B's numbers."),
        WrongAnswer("c", "Among A, B and D the order is chance: another 600 digits would give another one."),
        WrongAnswer("d", "An ECE is a mean of absolute values. With 600 digits even a perfect network has one near 4."),
    ],
    remark="To rank the three, ten thousand test pictures would be needed, not ten more seeds.",
)
def sentence() -> str:
    """The letter of the sentence that may stand, "a" to "d"."""
    return "b"


@exercise(
    "12.4",
    title="An unfair table",
    stars=3,
    prompt=(
        "A paper compares its new loss with smoothing, ECE in per cent over five seeds on 10,000 test pictures:\n\n"
        "| loss | setting | ECE |\n"
        "|:--|:--|--:|\n"
        "| smoothing | ε = 0.1, as usual | 3.4 ± 0.2 |\n"
        "| the new loss | λ = 0.03, the best of seven on the test pictures | 2.1 ± 0.2 |\n\n"
        "What is the gravest objection?\n\n"
        "a. Five seeds are too few for a difference of 1.3 with a spread of 0.2.\n\n"
        "b. ECE depends on the number of bins.\n\n"
        "c. One dial was turned seven times, on the test pictures; the other was not touched.\n\n"
        "d. Temperature was not fitted."
    ),
    hints=(
        "Which of the four would make the difference look larger than it is?",
        "Imagine seven values of ε, and the best of them.",
        "Settings belong to the calibration part; and both losses have a dial.",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "1.3 is more than six spreads: five seeds see it easily."),
        WrongAnswer("b", "It does, and for both losses alike. Look for what treats them differently."),
        WrongAnswer("d", "It was not, for either of them. Look for what treats them differently."),
    ],
    remark="In this lesson one row shows what turning helps: ε = 0.05 does about as well as the margin.",
)
def objection() -> str:
    """The letter of the gravest objection, "a" to "d"."""
    return "c"
