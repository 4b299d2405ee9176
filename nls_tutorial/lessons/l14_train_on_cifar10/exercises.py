"""Exercises of lesson 14, train_on_cifar10: smoothing twice, the same pictures, seeds, one row of three.

Numbers are shares unless they are said to be points.
"""

import math

import torch
from scipy.stats import t as student
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise


@exercise(
    "14.1",
    title="Smoothed twice",
    stars=1,
    prompt=(
        "A recipe smooths the labels by `first`, and the loss you came to test smooths what it is given by `second`, "
        "both the same way: p → (1 − ε)·p + ε/K. By which one ε has the label been smoothed in the end?"
    ),
    hints=(
        "How much of the one-hot label is left after the first smoothing, and how much of that after the second?",
        "What is not left has gone to all classes alike, so it is the ε you look for.",
        "`1 - (1 - first) * (1 - second)`.",
    ),
    cases=[(0.2, 0.1), (0.0, 0.1), (0.5, 0.5), (0.2, 0.0), (1.0, 0.3)],
    wrong=[
        WrongAnswer(lambda first, second: first + second, "Nearly, for small ε; at 0.5 and 0.5 nothing would be left."),
        WrongAnswer(max, "The larger of the two is not all: both take their part."),
        WrongAnswer(lambda first, second: (1 - first) * (1 - second), "That is what is left of the one-hot label."),
        WrongAnswer(lambda first, second: first * second, "Each takes from what the other left; they do not multiply."),
    ],
    remark="With the speed-run recipe's 0.2 underneath, “CE” is LS 0.2 and “LS 0.1” is LS 0.28: nothing is hard.",
)
def smoothed_twice(first: float, second: float) -> float:
    """The ε of one smoothing that equals two, from their shares `first` and `second`."""
    return 1 - (1 - first) * (1 - second)


def _both(seed: int, count: int, right: float, other: float, alike: float) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    hard = torch.rand(count, generator=generator)
    own = torch.where(torch.rand(count, generator=generator) < alike, hard, torch.rand(count, generator=generator))
    return hard < right, own < other


def _error(first: Tensor, second: Tensor) -> float:
    apart = first.double() - second.double()
    return float(apart.square().mean() - apart.mean() ** 2) / len(apart)


@exercise(
    "14.2",
    title="The same pictures",
    stars=2,
    prompt=(
        "Two networks were tested on the same N pictures; `first` and `second` (N,) say where each was right. Give the "
        "standard error of the difference of their accuracies, with what they share taken into account: that of the "
        "mean of the N differences −1, 0 or 1. Take their variance over N, not N − 1."
    ),
    hints=(
        "`first.double() - second.double()` is 0 wherever both are right or both are wrong.",
        "The mean's variance is the variance of one divided by N; then take the root.",
        "`(apart.var(correction=0) / len(apart)).sqrt()`.",
    ),
    cases=[_both(0, 400, 0.9, 0.88, 0.8), _both(1, 100, 0.6, 0.7, 0.5), _both(2, 250, 0.93, 0.93, 0.95)],
    wrong=[
        WrongAnswer(
            lambda first, second: math.sqrt(
                sum(float(one.double().mean()) * (1 - float(one.double().mean())) for one in (first, second))
                / len(first)
            ),
            "That is the error of two networks that err independently: all that a table allows, and too wide here.",
        ),
        WrongAnswer(
            lambda first, second: math.sqrt(_error(first, second) * len(first)),
            "That is the spread of one picture. The mean of N of them is steadier by √N.",
        ),
        WrongAnswer(lambda first, second: _error(first, second), "That is the variance: take the root."),
        WrongAnswer(
            lambda first, second: float((first != second).double().mean()) / math.sqrt(len(first)),
            "The share of pictures on which they differ: its root would be near.",
        ),
    ],
    tolerance=1e-9,
    remark="Only the pictures on which they differ count. That is why one should keep predictions, not accuracies.",
)
def paired_error(first: Tensor, second: Tensor) -> float:
    """The standard error of the accuracies' difference, from where two networks were right (N,), as a share."""
    apart = first.double() - second.double()
    return float((apart.var(correction=0) / len(apart)).sqrt())


def _enough(spread: float, wanted: float) -> int:
    return next(k + 1 for k in range(1, 10_000) if student.ppf(0.975, k) * spread / math.sqrt(k + 1) <= wanted)


@exercise(
    "14.3",
    title="How many seeds",
    stars=2,
    prompt=(
        "The differences of two losses, paired by seed, have the standard deviation `spread`. What is the smallest "
        "number of seeds n ≥ 2 at which the 95 % interval reaches no further than `wanted` to each side: t·spread/√n ≤ "
        "wanted, with t the 97.5 % quantile of Student's distribution with n − 1 degrees of freedom?"
    ),
    hints=(
        "t depends on n itself, so try n = 2, 3, 4, … until it fits.",
        "`from scipy.stats import t`, and `t.ppf(0.975, n - 1)`.",
        "`next(n for n in range(2, 10_000) if t.ppf(0.975, n - 1) * spread / n**0.5 <= wanted)`.",
    ),
    cases=[(0.3, 0.3), (0.3, 0.1), (1.0, 2.0), (0.2, 0.65), (0.05, 0.5)],
    wrong=[
        WrongAnswer(
            lambda spread, wanted: max(2, math.ceil((1.96 * spread / wanted) ** 2)),
            "With few seeds 1.96 is far too small: at n = 2 the quantile is 12.7.",
        ),
        WrongAnswer(
            lambda spread, wanted: next(
                n for n in range(2, 10_000) if student.ppf(0.95, n - 1) * spread / math.sqrt(n) <= wanted
            ),
            "That quantile leaves 5 % on each side: an interval of 90 %.",
        ),
        WrongAnswer(
            lambda spread, wanted: next(
                n for n in range(2, 10_000) if student.ppf(0.975, n) * spread / math.sqrt(n) <= wanted
            ),
            "n − 1 degrees of freedom: one went into the mean.",
        ),
        WrongAnswer(
            lambda spread, wanted: _enough(spread, wanted / 2),
            "`wanted` is the reach to each side, not the whole width.",
        ),
    ],
    remark="At a spread of 0.3 points it takes seven seeds to reach no further than 0.3. The tables have one.",
)
def seeds_needed(spread: float, wanted: float) -> int:
    """The smallest number of seeds whose interval reaches no further than `wanted`, both in points."""
    return next(n for n in range(2, 10_000) if student.ppf(0.975, n - 1) * spread / math.sqrt(n) <= wanted)


def _table(seed: int, rows: int, columns: int) -> tuple[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return ((93 + torch.randn(rows, columns, dtype=torch.float64, generator=generator)).round(decimals=2),)


def _left(table: Tensor) -> Tensor:
    return table - table.mean(1, keepdim=True) - table.mean(0, keepdim=True) + table.mean()


@exercise(
    "14.4",
    title="What one cell does alone",
    stars=3,
    prompt=(
        "A table (M networks, L losses) of accuracies. If networks and losses only *add*, each cell is a row part plus "
        "a column part, and every loss gains the same with every network. Return what is left of each cell (M, L) when "
        "the best such sum is taken away, so that every row and every column of what is left has the mean 0."
    ),
    hints=(
        "Take each row's mean away, then each column's mean of what is left.",
        "In one line: cell − row mean − column mean + the mean of all.",
        "`table - table.mean(1, keepdim=True) - table.mean(0, keepdim=True) + table.mean()`.",
    ),
    cases=[_table(0, 3, 4), _table(1, 2, 7), _table(2, 5, 3)],
    wrong=[
        WrongAnswer(
            lambda table: table - table.mean(0, keepdim=True),
            "Only the columns are centered: a deep network's row would stand out as a whole.",
        ),
        WrongAnswer(
            lambda table: table - table.mean(1, keepdim=True),
            "Only the rows are centered: a good loss would stand out in every row.",
        ),
        WrongAnswer(
            lambda table: table - table.mean(1, keepdim=True) - table.mean(0, keepdim=True),
            "You took the mean of all away twice: add it once.",
        ),
        WrongAnswer(
            lambda table: table - table[:, :1] - table[:1] + table[0, 0],
            "That compares with one corner, whose own luck then goes into every cell. Use the means.",
        ),
        WrongAnswer(lambda table: -_left(table), "The other way round: cell less sum."),
    ],
    tolerance=1e-9,
    remark="On NLS Table 3 the largest are ResNet50's: LS lower, normLS higher than the rest would have them.",
)
def beyond_the_sum(table: Tensor) -> Tensor:
    """What is left of a table (M, L) when row and column parts are taken away, (M, L)."""
    return table - table.mean(1, keepdim=True) - table.mean(0, keepdim=True) + table.mean()
