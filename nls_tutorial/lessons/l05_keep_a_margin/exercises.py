"""Exercises of lesson 05, keep_a_margin: logit distances, who is pulled, the promise, the price, the resting place,
and a row that cannot be.

K is the number of classes; all logarithms are natural.
"""

import math

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_HAND = [
    (torch.tensor([[3.0, 1.0, -2.0]]),),
    (torch.tensor([[0.0, 0.0, 0.0, 0.0]]),),
    (torch.tensor([[1.0, 4.0], [-1.0, -6.0], [2.5, 2.5]]),),
    (torch.tensor([[-5.0, -1.0, -2.0], [10.0, 20.0, 15.0]]),),
]


def _from_second(logits: Tensor) -> Tensor:
    return logits.topk(2, dim=1).values[:, 1:] - logits


@exercise(
    "05.1",
    title="Distances by hand",
    stars=1,
    prompt=(
        "Write the logit distances of a batch: for every sample, how far each logit lies below the largest one. "
        "Try one by hand first: what are the distances of the logits 3, 1, −2?"
    ),
    hints=(
        "By hand: 0, 2, 5. The winner has distance 0, and no distance is negative.",
        "Take each row's maximum over the classes and keep its dimension, so that it can be subtracted from.",
        "`logits.amax(dim=1, keepdim=True)` is the largest logit of each row, of shape (B, 1).",
    ),
    cases=_HAND,
    wrong=[
        WrongAnswer(
            lambda logits: logits - logits.amax(dim=1, keepdim=True),
            "The sign is the wrong way round: a distance is never negative.",
        ),
        WrongAnswer(
            lambda logits: logits.amax() - logits,
            "You took the largest logit of the whole batch; each sample has its own winner.",
        ),
        WrongAnswer(
            lambda logits: logits.amax(dim=0, keepdim=True) - logits,
            "Your maximum runs over the batch (dim 0); take it over the classes, dim 1.",
        ),
        WrongAnswer(
            lambda logits: logits[:, :1] - logits,
            "You measured from the first class. Measure from the largest logit, whichever class it is.",
        ),
        WrongAnswer(
            _from_second,
            "You measured from the second largest logit; the winner itself has distance 0.",
        ),
        WrongAnswer(
            lambda logits: logits - logits.amin(dim=1, keepdim=True),
            "You measured from the smallest logit upwards; measure from the largest downwards.",
        ),
    ],
    remark="Add the same number to all logits of a row: the distances stay, and so do the probabilities.",
)
def distances(logits: Tensor) -> Tensor:
    """The logit distances, shape (B, K), of logits (B, K)."""
    # d_k = max_j z_j − z_k
    return logits.amax(dim=1, keepdim=True) - logits


_PULLED = [
    (torch.tensor([[3.0, 1.0, -2.0]]), 4.0),
    (torch.tensor([[3.0, 1.0, -2.0]]), 5.0),
    (torch.tensor([[0.0, 8.0, 7.0, -3.0], [1.0, 1.0, 1.0, 1.0]]), 6.0),
    (torch.tensor([[2.0, 0.0], [0.0, 0.0]]), 0.0),
    (torch.tensor([[12.0, 1.0, 0.5], [0.5, -12.0, 0.0], [-4.0, 2.0, 9.0]]), 10.0),
]


@exercise(
    "05.2",
    title="Who is pulled?",
    stars=1,
    prompt=(
        "The margin penalty λ Σ max(0, d − m) pulls at a logit only when that logit's distance is beyond the margin. "
        "Say for each logit of the batch whether it is pulled: a tensor of True and False, (B, K). "
        "At a distance of exactly m nothing pulls yet."
    ),
    hints=(
        "Draw max(0, d − m). Where is it flat, and where does it rise?",
        "Compute the distances as in 05.1, then compare them with m.",
        "It is a strict comparison: a distance equal to m costs nothing and is not pulled.",
    ),
    cases=_PULLED,
    wrong=[
        WrongAnswer(
            lambda logits, margin: logits.amax(dim=1, keepdim=True) - logits >= margin,
            "You counted distances of exactly m, too. The penalty there is 0 and does not pull; see also m = 0, where "
            "you would pull at the winner itself.",
        ),
        WrongAnswer(
            lambda logits, margin: logits.amax(dim=1, keepdim=True) - logits < margin,
            "Those are the logits within the margin: they are free. The others are pulled.",
        ),
        WrongAnswer(
            lambda logits, margin: logits > margin,
            "You compared the logits themselves with m; it is their distance from the largest that counts.",
        ),
        WrongAnswer(
            lambda logits, margin: logits.abs() > margin,
            "You compared the size of the logits with m; it is their distance from the largest that counts.",
        ),
        WrongAnswer(
            lambda logits, margin: (logits.amax(dim=1) - logits.amin(dim=1) > margin)[:, None].expand_as(logits),
            "You said it once for the whole sample; within one sample some logits may be pulled and others not.",
        ),
        WrongAnswer(
            lambda logits, margin: logits.amax() - logits > margin,
            "You took the largest logit of the whole batch; each sample has its own winner.",
        ),
    ],
    remark="Every logit that is pulled up pulls the winner down by as much: the penalty cannot tell which of the two "
    "should move.",
)
def pulled(logits: Tensor, margin: float) -> Tensor:
    """True where the penalty pulls at a logit, shape (B, K), for logits (B, K) and a margin m ≥ 0."""
    # d_k > m
    return logits.amax(dim=1, keepdim=True) - logits > margin


_PROMISES = [(10.0, 10), (6.0, 10), (6.0, 100), (0.0, 4), (2.0, 2), (4.0, 1000)]


@exercise(
    "05.3",
    title="What a margin promises",
    stars=2,
    prompt=(
        "A network keeps its promise: every logit lies at most m below the largest one. "
        "How confident can it be at most, with K classes?"
    ),
    hints=(
        "p̂ is largest where all the other logits are as low as they may be.",
        "Put the winner at 0 and all the other logits at −m, and write the softmax.",
        "The winner's weight is 1, each of the K − 1 others weighs e to the −m.",
    ),
    cases=_PROMISES,
    wrong=[
        WrongAnswer(
            lambda margin, classes: 1 / (1 + math.exp(-margin)),
            "You counted one other class. There are K − 1 of them, and each may lie m below.",
        ),
        WrongAnswer(
            lambda margin, classes: 1 / (1 + classes * math.exp(-margin)),
            "You counted K other classes; the winner is one of the K. See m = 0, where all K are equal: 1/K.",
        ),
        WrongAnswer(
            lambda margin, classes: 1 / (1 + (classes - 1) * math.exp(margin)),
            "The sign of m is wrong: a wider margin must allow more confidence, not less.",
        ),
        WrongAnswer(
            lambda margin, classes: math.exp(margin) / (classes - 1 + 1e-9),
            "That is the winner's weight over the others'; divide by the weight of all K classes.",
        ),
        WrongAnswer(
            lambda margin, classes: math.exp(-margin) / (1 + (classes - 1) * math.exp(-margin)),
            "That is the probability of one other class; the winner's is asked for.",
        ),
    ],
    remark="It is a bound, not a goal: a network may be less confident than the margin allows, and on hard samples "
    "it should be.",
)
def largest_confidence(margin: float, classes: int) -> float:
    """The largest confidence, in [1/K, 1), that logit distances of at most m allow."""
    # p̂ ≤ 1/(1 + (K − 1)·e^{−m})
    return 1 / (1 + (classes - 1) * math.exp(-margin))


_CAPS = [(0.9, 100), (0.9, 10), (0.978, 10), (0.5, 2), (0.25, 4), (0.999, 1000)]


@exercise(
    "05.4",
    title="A margin to order",
    stars=2,
    prompt=(
        "Turn it round. Your network has K = 100 classes and shall never say more than 0.9. Which margin caps its "
        "confidence there? Write the formula for any cap c from 1/K up to (but not) 1, and any K."
    ),
    hints=(
        "Set the largest confidence of 05.3 equal to c and solve for m.",
        "1/c = 1 + (K − 1)·e^{−m}. Take the 1 to the other side, then the logarithm.",
        "(1 − c)/c equals (K − 1)·e^{−m}: turn the fraction over and take the logarithm.",
    ),
    cases=_CAPS,
    wrong=[
        WrongAnswer(
            lambda cap, classes: math.log(cap / (1 - cap)),
            "That is right for K = 2 only: the K − 1 other classes together must leave room, so K − 1 belongs inside "
            "the logarithm.",
        ),
        WrongAnswer(
            lambda cap, classes: math.log(cap * classes / (1 - cap)),
            "You counted K other classes; there are K − 1. See c = 1/K, where the margin must be 0.",
        ),
        WrongAnswer(
            lambda cap, classes: math.log((1 - cap) / (cap * (classes - 1))),
            "You have the logarithm upside down: this is −m.",
        ),
        WrongAnswer(
            lambda cap, classes: math.log(cap / ((1 - cap) * (classes - 1))),
            "K − 1 stands on the wrong side: with more classes the same cap needs a wider margin.",
        ),
        WrongAnswer(
            lambda cap, classes: cap * (classes - 1) / (1 - cap),
            "That is the ratio of the winner's weight to one other's; the margin is its logarithm.",
        ),
    ],
    remark="6.79 for K = 100, but 4.39 for K = 10: quote a margin together with the number of classes.",
)
def margin_for(cap: float, classes: int) -> float:
    """The margin m ≥ 0 that caps confidence at `cap`, for 1/K ≤ cap < 1."""
    # c = 1/(1 + (K − 1)·e^{−m})
    return math.log(cap * (classes - 1) / (1 - cap))


_RESTS = [
    (0.0, 0.1, 10, "mean"),
    (8.0, 0.1, 10, "mean"),
    (2.0, 0.01, 10, "sum"),
    (3.0, 0.1, 10, "sum"),
    (6.0, 0.1, 10, "sum"),
    (0.0, 0.2, 10, "sum"),
    (1.0, 0.5, 2, "mean"),
    (6.0, 0.001, 100, "sum"),
]


def _rest(margin: float, slope: float, classes: int) -> float:
    if slope >= (classes - 1) / classes:
        return margin
    return max(margin, math.log((classes - 1) * (1 - slope) / slope))


def _ignores_reduction(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(margin, weight * (classes - 1) / classes, classes)


def _always_sum(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(margin, weight * (classes - 1), classes)


def _no_margin(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(0.0, weight * (classes - 1) / (classes if over_classes == "mean" else 1), classes)


def _one_class(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(margin, weight / (classes if over_classes == "mean" else 1), classes)


def _adds(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return margin + _rest(0.0, weight * (classes - 1) / (classes if over_classes == "mean" else 1), classes)


def _swapped(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(margin, weight * (classes - 1) / (classes if over_classes == "sum" else 1), classes)


def _no_guard(margin: float, weight: float, classes: int, over_classes: str) -> float:
    pull = weight * (classes - 1) / (classes if over_classes == "mean" else 1)
    return max(margin, math.log((classes - 1) * (1 - pull) / pull))


def _mean_over_others(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return _rest(margin, weight if over_classes == "mean" else weight * (classes - 1), classes)


def _margin_only(margin: float, weight: float, classes: int, over_classes: str) -> float:
    return margin


@exercise(
    "05.5",
    title="Mean or sum: where does training rest?",
    stars=3,
    prompt=(
        "All other logits lie the same distance d below the true one. Cross-entropy pushes outwards with "
        "the force 1 − p̂. Beyond m the penalty pulls back, with λ for each of the K − 1 others if `over_classes` is "
        '"sum", with λ/K for each if it is "mean". At which d ≥ 0 does training rest?'
    ),
    hints=(
        "Below m only cross-entropy is there, so d grows at least to m. Beyond it, who is stronger?",
        (
            "All pulls together are s = λ(K − 1), or λ(K − 1)/K. Without a margin the forces are equal where "
            "1 − p̂ = s; use 05.4 with c = 1 − s."
        ),
        (
            "Take the larger of m and that distance. If the pull beats the push already at d = 0, where 1 − p̂ is "
            "(K − 1)/K, the answer is m."
        ),
    ),
    cases=_RESTS,
    wrong=[
        WrongAnswer(
            _ignores_reduction,
            'You always took the mean. With "sum" each of the K − 1 others pulls with the whole λ.',
        ),
        WrongAnswer(
            _always_sum,
            'You always took the sum. With "mean" each of the K − 1 others pulls with λ/K only.',
        ),
        WrongAnswer(_swapped, "Mean and sum are swapped: it is the mean that divides λ by K."),
        WrongAnswer(
            _no_margin,
            "You forgot the margin: below m nothing pulls, so d grows at least that far.",
        ),
        WrongAnswer(
            _one_class,
            "You counted the pull of one class; all K − 1 others pull.",
        ),
        WrongAnswer(
            _adds,
            "You added the margin to the place where the forces are equal. The force of cross-entropy depends on d, "
            "not on d − m: take the larger of the two.",
        ),
        WrongAnswer(
            _no_guard,
            "A pull of more than 1 − 1/K is stronger than the push everywhere, already at d = 0: the logarithm has no "
            "answer there, or one below 0. Return m in that case.",
        ),
        WrongAnswer(
            _mean_over_others,
            "The mean runs over all K classes, the winner's 0 included: each of the K − 1 others pulls with λ/K.",
        ),
        WrongAnswer(
            _margin_only,
            "That is right where the pull is strong enough. A weak pull loses at m, and d goes on growing until "
            "1 − p̂ has become as small as the pull.",
        ),
    ],
    remark="With m = 0 and the mean this is label smoothing's gap with ε = λ. With the sum, λ = 0.1 and K = 10 the "
    "pull is 0.9, and every margin is kept.",
)
def resting_distance(margin: float, weight: float, classes: int, over_classes: str) -> float:
    """The distance d ≥ 0 where push and pull are equal, for m ≥ 0, λ > 0, K, and "mean" or "sum"."""
    pull = weight * (classes - 1) / (classes if over_classes == "mean" else 1)
    if pull >= (classes - 1) / classes:
        return margin
    # 1 − p̂ = pull, with p̂ = 1/(1 + (K − 1)·e^{−d})
    return max(margin, math.log((classes - 1) * (1 - pull) / pull))


@exercise(
    "05.6",
    title="A row that cannot be",
    stars=3,
    prompt=(
        "A report on networks with ten classes prints, for three margins, the largest logit distance of all test "
        "pictures and the largest confidence. One row is wrong. Which m?\n\n"
        "| m | largest distance | largest confidence |\n"
        "|--:|--:|--:|\n"
        "| 4 | 3.9 | 0.8200 |\n"
        "| 6 | 5.9 | 0.9759 |\n"
        "| 8 | 7.9 | 0.9997 |"
    ),
    hints=(
        "How sure can a network be whose other nine logits lie at most d below the first?",
        "At most 1/(1 + 9·exp(−d)), when all nine lie as far as they can: 05.3.",
        "For d = 3.9, 5.9 and 7.9 that is 0.8459, 0.9759 and 0.9967.",
    ),
    wrong=[
        WrongAnswer(
            4,
            "0.82 is below what d = 3.9 allows, 0.846. A limit need not be reached: not all nine others are as far.",
        ),
        WrongAnswer(6, "0.9759 is just what d = 5.9 allows: there the nine others are all as far as they can be."),
    ],
    remark="A margin is a promise that a reader can check, with one line, on the printed page.",
)
def impossible_margin() -> int:
    """The margin m of the row that cannot be."""
    # p̂ ≤ 1/(1 + (K − 1) exp(−d))
    rows = {4: (3.9, 0.8200), 6: (5.9, 0.9759), 8: (7.9, 0.9997)}
    return next(m for m, (d, sure) in rows.items() if sure > 1 / (1 + 9 * math.exp(-d)) + 5e-5)
