"""Exercises of lesson 11, take_the_object_away: fill a box, objectness, doubt, a map in a box, a threshold.

K is the number of classes, p̂ the confidence, a box (x1, y1, x2, y2) in whole pixels, half-open.
"""

import math

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

Box = tuple[int, int, int, int]


def _rising(*shape: int) -> Tensor:
    """Numbers that are all different, so that a wrong place shows."""
    return torch.arange(1, math.prod(shape) + 1, dtype=torch.float32).reshape(shape) / 50


_PICTURES = [
    (_rising(3, 4, 6), (1, 0, 3, 2), torch.tensor([0.5, 0.25, 0.125])),
    (_rising(3, 5, 5), (2, 3, 5, 5), torch.tensor([0.9, 0.1, 0.4])),
    (_rising(3, 3, 7), (0, 0, 7, 3), torch.tensor([0.3, 0.6, 0.2])),
    (_rising(3, 4, 4), (2, 2, 2, 4), torch.tensor([0.7, 0.8, 0.9])),
]


def _filled(image: Tensor, rows: slice, columns: slice, value: Tensor | float) -> Tensor:
    found = image.clone()
    found[:, rows, columns] = value
    return found


def _outside(image: Tensor, box: Box, mean: Tensor) -> Tensor:
    found = mean[:, None, None].expand_as(image).clone()
    found[:, box[1] : box[3], box[0] : box[2]] = image[:, box[1] : box[3], box[0] : box[2]]
    return found


@exercise(
    "11.1",
    title="Take an object away",
    stars=1,
    prompt=(
        "Fill the box of a picture with the training pictures' mean colour, one number a channel, and return the new "
        "picture; leave the one you were given as it is. The box is half-open: pixel x1 belongs to it, x2 does not."
    ),
    hints=(
        "A picture is (channels, rows, columns): y comes before x.",
        "Take a `.clone()`, and assign to `[:, y1:y2, x1:x2]`. A slice is half-open, as the box is.",
        "`mean[:, None, None]` has the shape (C, 1, 1), which fills every pixel of a (C, h, w) part.",
    ),
    cases=_PICTURES,
    wrong=[
        WrongAnswer(
            lambda image, box, mean: _filled(image, slice(box[0], box[2]), slice(box[1], box[3]), mean[:, None, None]),
            "x and y are swapped: rows are y, columns are x.",
        ),
        WrongAnswer(
            lambda image, box, mean: _filled(
                image, slice(box[1], box[3] + 1), slice(box[0], box[2] + 1), mean[:, None, None]
            ),
            "Your box is one pixel too wide and too high: it is half-open, and x2 and y2 lie outside.",
        ),
        WrongAnswer(
            lambda image, box, mean: _filled(image, slice(box[1], box[3]), slice(box[0], box[2]), 0.0),
            "You filled with black, which a network can notice. Fill with the mean colour.",
        ),
        WrongAnswer(
            lambda image, box, mean: _filled(image, slice(box[1], box[3]), slice(box[0], box[2]), mean.mean()),
            "You filled with one grey; the mean colour has a number for each channel.",
        ),
        WrongAnswer(
            lambda image, box, mean: _filled(
                image, slice(box[1], box[3]), slice(box[0], box[2]), image.mean((1, 2))[:, None, None]
            ),
            "You filled with this picture's own mean, and the object is part of that. Use the mean that was given.",
        ),
        WrongAnswer(_outside, "You kept the object and filled the background: it is the other way round."),
        WrongAnswer(lambda image, box, mean: image, "That is the picture as it was."),
    ],
    remark="The filled box still says where the object was and how large: object-less is not quite context-only.",
)
def take_away(image: Tensor, box: tuple[int, int, int, int], mean: Tensor) -> Tensor:
    """The picture (C, H, W) with its box (x1, y1, x2, y2) filled with the mean colour (C,)."""
    x1, y1, x2, y2 = box
    without = image.clone()
    without[:, y1:y2, x1:x2] = mean[:, None, None]
    return without


_SURE = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.25, 0.15, 0.6], [0.9, 0.05, 0.05]])
_PAIRS = torch.tensor([[0.6, 0.4], [0.5, 0.5], [0.01, 0.99]])
_OBJECTS = [
    (_SURE, torch.tensor([0.3, 0.5, 0.8, 0.0])),
    (_SURE[:2], torch.tensor([1.0, 0.4])),
    (_PAIRS, torch.tensor([0.6, 0.9, 0.1])),
    (_SURE[3:], torch.tensor([0.4])),
]


@exercise(
    "11.2",
    title="Mean objectness deviation",
    stars=1,
    prompt=(
        "How far is confidence from the share of the picture that the object fills? Write the paper's measure: the "
        "mean over the samples of |p̂ − objectness|, with p̂ the largest probability of a sample."
    ),
    hints=(
        "First the confidences: one number a sample, from the K probabilities.",
        "`probabilities.amax(dim=1)` are the confidences (B,). Subtract the objectness, sample by sample.",
        "Take the absolute value of each difference before the mean, so that too sure and too timid do not cancel.",
    ),
    cases=_OBJECTS,
    wrong=[
        WrongAnswer(
            lambda probabilities, objectness: (probabilities.amax(1) - objectness).mean(),
            "You let too sure and too timid cancel each other: take the absolute value of each difference.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities.amax(1) - objectness).mean().abs(),
            "You took the absolute value of the mean; take the mean of the absolute values.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities.amax(1) - objectness).square().mean(),
            "You squared the differences; the measure takes their absolute values.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities.amax(1) - objectness).square().mean().sqrt(),
            "That is the root of the mean square; the measure is the mean of the absolute values.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities - objectness[:, None]).abs().mean(),
            "You compared every class's probability with the objectness; only the largest is the confidence.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities[:, 0] - objectness).abs().mean(),
            "You took the first class's probability; the confidence is the largest of the row.",
        ),
        WrongAnswer(
            lambda probabilities, objectness: (probabilities.amax(1) - objectness).abs().sum(),
            "You summed over the samples; take the mean.",
        ),
    ],
    remark="It knows no labels: a network that is always wrong, but wrong with the right size, has deviation 0.",
)
def objectness_deviation(probabilities: Tensor, objectness: Tensor) -> Tensor:
    """The mean of |p̂ − objectness| for probabilities (B, K) and objectness (B,)."""
    # mean |p̂ − o|
    return (probabilities.amax(dim=1) - objectness).abs().mean()


_DOUBTS = [
    (_SURE, torch.tensor([0, 2, 2, 1])),
    (_SURE, torch.tensor([0, 1, 2, 0])),
    (_SURE, torch.tensor([1, 2, 0, 1])),
    (_PAIRS[[0, 2]], torch.tensor([0, 0])),
]


def _right(probabilities: Tensor, labels: Tensor) -> Tensor:
    return probabilities.argmax(1) == labels


def _zero_for_none(probabilities: Tensor, labels: Tensor) -> Tensor:
    right = _right(probabilities, labels)
    doubt = 1 - probabilities.amax(1)
    return doubt[right].mean() if right.any() else torch.tensor(0.0)


@exercise(
    "11.3",
    title="Underconfidence, and when there is none",
    stars=2,
    prompt=(
        "Underconfidence is the mean doubt 1 − p̂ over the samples that a network gets right. Where it gets none right, "
        "there is no such mean: return NaN then, not 0, which would be the best score of all."
    ),
    hints=(
        "Which samples count? Those whose largest probability stands on the label.",
        "`right = probabilities.argmax(dim=1) == labels` marks them; look at 1 − p̂ there only.",
        "The mean of an empty tensor is NaN in torch: the rule keeps itself, unless you divide by max(1, n).",
    ),
    cases=_DOUBTS,
    wrong=[
        WrongAnswer(
            _zero_for_none,
            "Where nothing is right you said 0, as if the network had no doubt. It has no right prediction to doubt: "
            "NaN.",
        ),
        WrongAnswer(
            lambda probabilities, labels: probabilities.amax(1)[_right(probabilities, labels)].mean(),
            "That is the confidence where it is right; underconfidence is the doubt, 1 − p̂.",
        ),
        WrongAnswer(
            lambda probabilities, labels: probabilities.amax(1)[~_right(probabilities, labels)].mean(),
            "That is overconfidence: confidence where it is wrong.",
        ),
        WrongAnswer(
            lambda probabilities, labels: (1 - probabilities.amax(1))[~_right(probabilities, labels)].mean(),
            "You took the wrong predictions; doubt is a fault where the network is right.",
        ),
        WrongAnswer(
            lambda probabilities, labels: (1 - probabilities.amax(1)).mean(),
            "You took all samples; only right predictions count.",
        ),
        WrongAnswer(
            lambda probabilities, labels: (1 - probabilities.gather(1, labels[:, None])).mean(),
            "You took 1 minus the label's probability over all samples; only right predictions count.",
        ),
        WrongAnswer(
            lambda probabilities, labels: ((1 - probabilities.amax(1)) * _right(probabilities, labels)).mean(),
            "You divided by all samples; divide by the number of right ones.",
        ),
    ],
    remark="On object-less pictures high underconfidence is a virtue: what is right there is right by luck or context.",
)
def underconfidence(probabilities: Tensor, labels: Tensor) -> Tensor:
    """The mean of 1 − p̂ over right predictions, NaN where there is none; probabilities (B, K), labels (B,)."""
    right = probabilities.argmax(dim=1) == labels
    # mean (1 − p̂) where ŷ = y
    return (1 - probabilities.amax(dim=1))[right].mean()


_MAP = torch.tensor([[0.0, 1.0, 2.0, -1.0], [3.0, -4.0, 5.0, 0.5], [-2.0, 0.25, 1.0, 2.0]])
_MAPS = [
    (_MAP, (1, 0, 3, 2)),
    (_MAP, (0, 1, 2, 3)),
    (_MAP.T.contiguous(), (0, 0, 2, 4)),
    (_MAP, (0, 0, 4, 3)),
    (_MAP.abs(), (2, 0, 4, 1)),
]


def _part(grid: Tensor, box: Box) -> Tensor:
    return grid[box[1] : box[3], box[0] : box[2]]


@exercise(
    "11.4",
    title="How much of the map lies in the box?",
    stars=2,
    prompt=(
        "A class activation map has one number a pixel here, (H, W). Keep what speaks for the class, the positive "
        "numbers, and say which share of their sum lies inside the box."
    ),
    hints=(
        "What is below 0 speaks against the class: set it to 0 first, inside and outside.",
        "The share is a sum inside the box over the sum of everything.",
        "`positive = activation.clamp(min=0)`; the part inside is `positive[y1:y2, x1:x2]`.",
    ),
    cases=_MAPS,
    wrong=[
        WrongAnswer(
            lambda activation, box: _part(activation, box).sum() / activation.sum(),
            "Negative numbers are still in your sums. They can even make a share above 1: set them to 0 first.",
        ),
        WrongAnswer(
            lambda activation, box: _part(activation.abs(), box).sum() / activation.abs().sum(),
            "You took absolute values, so that evidence against the class counts for it. Set it to 0.",
        ),
        WrongAnswer(
            lambda activation, box: (
                activation.clamp(min=0)[box[0] : box[2], box[1] : box[3]].sum() / activation.clamp(min=0).sum()
            ),
            "x and y are swapped: rows are y, columns are x.",
        ),
        WrongAnswer(
            lambda activation, box: _part(activation.clamp(min=0), box).mean() / activation.clamp(min=0).mean(),
            "You compared means. That says how dense the map is in the box; the share compares sums.",
        ),
        WrongAnswer(
            lambda activation, box: (_part(activation, box) > 0).float().sum() / (activation > 0).float().sum(),
            "You counted pixels; weigh each with its number.",
        ),
        WrongAnswer(
            lambda activation, box: _part(activation.clamp(min=0), box).sum(),
            "That is the sum in the box; divide by the sum of the whole map.",
        ),
        WrongAnswer(
            lambda activation, box: 1 - _part(activation.clamp(min=0), box).sum() / activation.clamp(min=0).sum(),
            "That is the share outside.",
        ),
    ],
    remark="Compare it with the box's share of the picture: a map that is the same everywhere reaches that already.",
)
def share_in_box(activation: Tensor, box: tuple[int, int, int, int]) -> Tensor:
    """The share of the map's positive part inside (x1, y1, x2, y2), for a map (H, W) that is positive somewhere."""
    x1, y1, x2, y2 = box
    positive = activation.clamp(min=0)
    # Σ inside M⁺ / Σ M⁺
    return positive[y1:y2, x1:x2].sum() / positive.sum()


_TRIES = torch.tensor([0.95, 0.9, 0.8, 0.7, 0.6, 0.3])
_ANSWERS = [
    (_TRIES, torch.tensor([True, False, True, True, False, False]), 0.75),
    (_TRIES, torch.tensor([True, True, True, False, True, False]), 0.8),
    (_TRIES, torch.tensor([False, True, True, True, True, True]), 0.8),
    (_TRIES, torch.tensor([True, True, False, True, False, False]), 1.0),
    (torch.tensor([0.9, 0.6, 0.6, 0.6, 0.5]), torch.tensor([True, True, False, False, True]), 0.6),
    (torch.tensor([0.9, 0.7, 0.7]), torch.tensor([True, True, False]), 0.9),
    (_TRIES, torch.tensor([False, False, True, False, False, False]), 0.9),
    (_TRIES[[3, 0, 5, 2, 4, 1]], torch.tensor([True, True, False, True, True, False]), 0.75),
]


def _kept(confidence: Tensor, right: Tensor, level: float) -> float:
    answered = confidence >= level
    return float(right[answered].float().mean())


def _enough(confidence: Tensor, right: Tensor, precision: float) -> list[float]:
    return [level for level in sorted(set(confidence.tolist())) if _kept(confidence, right, level) >= precision]


def _first_failure(confidence: Tensor, right: Tensor, precision: float) -> float:
    found = math.inf
    for level in sorted(set(confidence.tolist()), reverse=True):
        if _kept(confidence, right, level) < precision:
            break
        found = level
    return found


def _ignores_ties(confidence: Tensor, right: Tensor, precision: float) -> float:
    order = confidence.argsort(descending=True, stable=True)
    running = right[order].float().cumsum(0) / torch.arange(1, len(order) + 1)
    good = (running >= precision).nonzero().flatten()
    return float(confidence[order][good[-1]]) if len(good) else math.inf


def _strict(confidence: Tensor, right: Tensor, precision: float) -> float:
    found = math.inf
    for level in sorted(set(confidence.tolist()), reverse=True):
        answered = confidence > level
        if bool(answered.any()) and float(right[answered].float().mean()) >= precision:
            found = level
    return found


@exercise(
    "11.5",
    title="A threshold that keeps its word",
    stars=3,
    prompt=(
        "Answer only where p̂ ≥ t. Which of the confidences is the lowest t with which the share of right answers, "
        "among those given, is at least `precision`? The lower, the more is answered. Return infinity where none will "
        "do."
    ),
    hints=(
        "Try every confidence as a threshold. How many are answered, and how many of those are right?",
        (
            "Precision does not change steadily: one threshold may fail and a lower one do. Try them all, and "
            "take the lowest that will do."
        ),
        (
            "For one t, `answered = confidence >= t`, and the precision is `right[answered].float().mean()`. Samples "
            "that tie at t are answered together."
        ),
    ),
    cases=_ANSWERS,
    wrong=[
        WrongAnswer(
            _first_failure,
            "You stopped at the first threshold that fails, coming from above. A lower one may keep the precision "
            "again, and answers more.",
        ),
        WrongAnswer(
            lambda confidence, right, precision: max(_enough(confidence, right, precision), default=math.inf),
            "You took the highest threshold that will do: it answers the fewest. The lowest is asked for.",
        ),
        WrongAnswer(
            _ignores_ties,
            "You cut between samples of equal confidence. A threshold answers all of them, or none.",
        ),
        WrongAnswer(
            _strict,
            "You answered where p̂ > t. A sample whose confidence is t itself is answered, too.",
        ),
        WrongAnswer(
            lambda confidence, right, precision: min(_enough(confidence, right, precision), default=1.0),
            "Where no threshold will do you gave one all the same; return infinity: answer nothing.",
        ),
        WrongAnswer(
            lambda confidence, right, precision: min(
                (level for level in confidence.tolist() if level >= precision), default=math.inf
            ),
            "You trusted the confidences to be precisions. That is what calibration would mean; here count the right "
            "answers.",
        ),
    ],
    remark="Chosen on the pictures that you report, it is too good to be true: choose it on the calibration part.",
)
def threshold_for(confidence: Tensor, right: Tensor, precision: float) -> float:
    """The lowest of the confidences (N,) that keeps `precision` where p̂ ≥ t; `right` (N,) bool; ∞ if none does."""
    enough = math.inf
    for level in confidence.tolist():
        # Σ 1[ŷ = y, p̂ ≥ t] / Σ 1[p̂ ≥ t]
        reached = right[confidence >= level].float().mean()
        if reached >= precision and level < enough:
            enough = level
    return enough
