"""Exercises of lesson 19: the overlap of half-open boxes, suppression by hand, label 0, a −1, a flattering threshold.

Boxes are xyxy pixels, half-open: (0, 0, 4, 4) is 4 wide and holds 16 pixels.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise


def _overlap(
    first: list[float], second: list[float], *, more: float = 0.0, clamp: bool = True, minus: bool = True
) -> float:
    wide = min(first[2], second[2]) - max(first[0], second[0]) + more
    high = min(first[3], second[3]) - max(first[1], second[1]) + more
    shared = max(wide, 0.0) * max(high, 0.0) if clamp else wide * high
    areas = sum((box[2] - box[0] + more) * (box[3] - box[1] + more) for box in (first, second))
    return shared / (areas - shared * minus)


@exercise(
    "19.1",
    title="The overlap of two boxes",
    stars=1,
    prompt=(
        "Two boxes (x1, y1, x2, y2), in pixels, half-open: x2 − x1 is the width. Write their IoU, the area that both "
        "cover over the area that at least one covers. Boxes that do not meet have an IoU of 0."
    ),
    hints=(
        "The shared box begins at the larger of the two first corners and ends at the smaller of the two second ones.",
        "Its width is min(x2) − max(x1). Below 0 the boxes do not meet: take `max(…, 0)`, for the height, too.",
        "Union = area + area − shared: what both cover is in both areas.",
    ),
    cases=[
        ([0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0]),
        ([0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]),
        ([0.0, 0.0, 10.0, 10.0], [20.0, 20.0, 30.0, 30.0]),
        ([0.0, 0.0, 3.0, 3.0], [1.0, 1.0, 2.0, 2.0]),
        ([0.0, 0.0, 2.0, 2.0], [2.0, 0.0, 4.0, 2.0]),
    ],
    wrong=[
        WrongAnswer(
            lambda first, second: _overlap(first, second, more=1.0),
            "You added 1 to each width, as the VOC challenge does, whose corners are pixels inside the box. Half-open "
            "boxes need no + 1.",
        ),
        WrongAnswer(
            lambda first, second: _overlap(first, second, clamp=False),
            "Two negative sides make a positive area: boxes that do not meet must share nothing.",
        ),
        WrongAnswer(
            lambda first, second: _overlap(first, second, minus=False),
            "You divided by the sum of the areas. What both cover is in it twice.",
        ),
        WrongAnswer(
            lambda first, second: 2 * _overlap(first, second) / (1 + _overlap(first, second)),
            "That is the Dice coefficient, twice the shared area over the sum. IoU divides by the union.",
        ),
    ],
    remark="With + 1 two boxes of 2×2 pixels side by side overlap by a fifth: small things get another AP.",
)
def overlap(first: list[float], second: list[float]) -> float:
    """The IoU of two boxes."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    # |a ∩ b| / |a ∪ b|
    shared = max(wide, 0.0) * max(high, 0.0)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (first, second)]
    return shared / (sum(areas) - shared)


def _fits() -> list[tuple[Tensor, Tensor, float]]:
    """Scores, IoU and the threshold; in the second, 0 hides 1, and 1 would hide 2."""
    chain = torch.tensor([[1.0, 0.6, 0.2], [0.6, 1.0, 0.6], [0.2, 0.6, 1.0]])
    draws = torch.Generator().manual_seed(0)
    some = torch.rand(7, 7, generator=draws)
    some = ((some + some.T) / 2).fill_diagonal_(1.0)
    two = torch.tensor([[1.0, 0.5], [0.5, 1.0]])
    return [
        (torch.tensor([0.6, 0.9]), torch.tensor([[1.0, 0.8], [0.8, 1.0]]), 0.5),
        (torch.tensor([0.9, 0.8, 0.7]), chain, 0.5),
        (torch.tensor([0.7, 0.8, 0.9]), chain, 0.5),
        (torch.tensor([0.9, 0.8]), two, 0.5),
        (torch.rand(7, generator=draws), some, 0.55),
    ]


def _suppressed(
    scores: Tensor, fit: Tensor, threshold: float, gone: Callable[[list[int], list[int], int], bool]
) -> list[int]:
    kept: list[int] = []
    seen: list[int] = []
    for one in scores.argsort(descending=True).tolist():
        if not gone(kept, seen, one):
            kept.append(one)
        seen.append(one)
    return kept


def _by_order(scores: Tensor, fit: Tensor, threshold: float) -> list[int]:
    return _suppressed(
        -torch.arange(len(scores), dtype=torch.float64),
        fit,
        threshold,
        lambda kept, seen, one: any(fit[one, other] > threshold for other in kept),
    )


@exercise(
    "19.2",
    title="Suppression by hand",
    stars=2,
    prompt=(
        "Boxes of one class, their scores (n,) and the IoU of each pair (n, n). Walk down the scores: "
        "a box stays unless its IoU with one *that stayed* is above the threshold. Give the numbers of the boxes that "
        "stay, the surest first, as a list."
    ),
    hints=(
        "`scores.argsort(descending=True).tolist()` is the order in which to look.",
        "Keep a list of those that stayed, and compare each next box with that list alone.",
        "`any(fit[one, other] > threshold for other in kept)`: if none, append it.",
    ),
    cases=_fits(),
    wrong=[
        WrongAnswer(
            lambda scores, fit, threshold: _suppressed(
                scores, fit, threshold, lambda kept, seen, one: any(fit[one, other] > threshold for other in seen)
            ),
            "You compared with all boxes before it. One that is gone itself hides nobody.",
        ),
        WrongAnswer(
            lambda scores, fit, threshold: _suppressed(
                scores, fit, threshold, lambda kept, seen, one: any(fit[one, other] >= threshold for other in kept)
            ),
            "A box whose IoU is just the threshold stays: above, not from.",
        ),
        WrongAnswer(_by_order, "You walked in the order given. The surest comes first."),
        WrongAnswer(
            lambda scores, fit, threshold: sorted(
                _suppressed(
                    scores, fit, threshold, lambda kept, seen, one: any(fit[one, other] > threshold for other in kept)
                )
            ),
            "Those are the right boxes in the order given. The surest comes first.",
        ),
    ],
    remark="torchvision.ops.nms and boxes.suppress do just this.",
)
def that_stay(scores: Tensor, fit: Tensor, threshold: float) -> list[int]:
    """The numbers of the boxes that stay, the surest first: scores (n,), IoU (n, n), a threshold."""
    kept: list[int] = []
    for one in scores.argsort(descending=True).tolist():
        if not any(fit[one, other] > threshold for other in kept):
            kept.append(one)
    return kept


@exercise(
    "19.3",
    title="Label 0",
    stars=2,
    prompt=(
        "Data with three classes, cat = 0, dog = 1, fox = 2. Somebody trains a detector of torchvision with "
        "`num_classes=3` and these labels, and gets an AP50 of 0.55; cats are found in no picture. Nothing crashed. "
        "What happened?\n\n"
        "a. Cats are rare, so their AP is low; train for longer.\n\n"
        "b. 0 is the background: the detector learnt that there is nothing where a cat is. It must be num_classes=4, "
        "and labels 1, 2, 3.\n\n"
        "c. 0 is the background: the evaluation leaves class 0 out. It must count from 0, then AP is right.\n\n"
        "d. The threshold is too high for cats; lower it, and cats appear."
    ),
    hints=(
        "What does a detector say of the empty parts of a picture?",
        "It needs a class for nothing. Which number has it in torchvision?",
        "Would a change in the evaluation make a detector find cats?",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "Not one cat in all pictures is no small AP. The detector has no way to say cat."),
        WrongAnswer("c", "The evaluation counts what was found. The detector itself was taught that cats are nothing."),
        WrongAnswer("d", "No score belongs to cats: with label 0 they went into the score of the background."),
    ],
    remark="In this course class k of the data is label k + 1 of a detector, and 0 is added by itself.",
)
def no_cats() -> str:
    """The letter of what happened, "a" to "d"."""
    return "b"


@exercise(
    "19.4",
    title="AP is −1",
    stars=2,
    prompt=(
        "Somebody evaluates one detector three times, by torchmetrics with `max_detection_thresholds=[1, 10, cap]`:\n\n"
        "| backend | cap | AP | AP50 |\n"
        "|:--|--:|--:|--:|\n"
        "| pycocotools | 100 | 0.46 | 0.77 |\n"
        "| pycocotools | 300 | −1 | 0.77 |\n"
        "| faster_coco_eval | 300 | 0.46 | 0.77 |\n\n"
        "What does the −1 say?\n\n"
        "a. That the detector is worse than chance once 300 boxes count.\n\n"
        "b. That there were no objects: −1 is COCO's word for a mean over nothing.\n\n"
        "c. That pycocotools sums up AP for a cap of 100 alone; with 300 it finds no such row, and a mean over nothing "
        "is −1. The detector has not changed.\n\n"
        "d. That no picture has 300 boxes, so AP is not defined."
    ),
    hints=(
        "Can a mean of precisions be negative?",
        "Two columns, two backends: which of the numbers moved?",
        "If there were no objects, what would AP50 be?",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "No precision is below 0. −1 is a message, not a score."),
        WrongAnswer("b", "A good half of the reason: it is a mean over nothing. But AP50 counted the objects."),
        WrongAnswer("d", "A cap is a limit, not a demand. The other backend had the same boxes."),
    ],
    remark="A −1 in a table, or worse, averaged into one, has happened. Keep the cap of 100, or count by hand.",
)
def minus_one() -> str:
    """The letter of what the −1 says, "a" to "d"."""
    return "c"


@exercise(
    "19.5",
    title="A flattering threshold",
    stars=3,
    prompt=(
        "Two reports give the D-ECE of the same detector on the same pictures. The first counts boxes of at least 0.05 "
        "and gets 14 per cent, the second those of at least 0.5 and gets 6. The weights are the same. Which statement "
        "fits?\n\n"
        "a. The second is better calibrated; take its numbers.\n\n"
        "b. D-ECE is a mean over the boxes that are counted. The second left most of them out, and says nothing of "
        "them, nor of the objects that it lost with them: no two D-ECE are comparable without threshold and recall.\n\n"
        "c. A threshold is a kind of temperature scaling: it moves every confidence toward precision.\n\n"
        "d. The first must be wrong: a threshold cannot change a calibration error, since no weight changed."
    ),
    hints=(
        "Which boxes are counted in each? Where do most of a detector's boxes lie?",
        "Set the threshold so high that one right box of confidence 0.99 is left. What is D-ECE, and what is recall?",
        "Does a threshold change the confidence of any box?",
    ),
    options=("a", "b", "c", "d"),
    wrong=[
        WrongAnswer("a", "It is the same detector. It cannot be better calibrated than itself."),
        WrongAnswer("c", "A threshold changes no confidence. It changes who is asked."),
        WrongAnswer("d", "No weight changed, but the set of boxes did, and D-ECE is a mean over it."),
    ],
    remark="One right box at 0.99 gives a D-ECE of 1 per cent, and a recall of nearly nothing. With this lesson's own "
    "detectors D-ECE rises with the threshold: it can go either way, for it is a mean over whoever is asked.",
)
def same_detector() -> str:
    """The letter of the statement that fits, "a" to "d"."""
    return "b"
