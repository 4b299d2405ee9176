"""Exercises of lesson 10, shrink_the_label_with_the_object: objectness, a union, the label, β, a sign.

A box or a crop is (x1, y1, x2, y2) in pixels, half-open; K is the number of classes; all logarithms are natural.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax, one_hot

from nls_tutorial.exercises.define import WrongAnswer, exercise

Box = tuple[float, float, float, float]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _met(box: Box, other: Box) -> Box:
    """What two boxes share; no width or no height where they do not meet."""
    x1, y1 = max(box[0], other[0]), max(box[1], other[1])
    return x1, y1, max(x1, min(box[2], other[2])), max(y1, min(box[3], other[3]))


def _unclamped(box: Box, crop: Box) -> float:
    width = min(box[2], crop[2]) - max(box[0], crop[0])
    height = min(box[3], crop[3]) - max(box[1], crop[1])
    return width * height / _area(crop)


def _inclusive(box: Box, crop: Box) -> float:
    x1, y1, x2, y2 = _met(box, crop)
    return (x2 - x1 + 1) * (y2 - y1 + 1) / _area(crop) if x2 > x1 and y2 > y1 else 0.0


@exercise(
    "10.1",
    title="Objectness by hand",
    stars=1,
    prompt=(
        "A crop is (10, 10, 50, 50), the object's box (30, 0, 60, 20). By hand first: which share of the crop does the "
        "box fill? Then write it for any box and any crop, also for a box that lies outside the crop."
    ),
    hints=(
        "By hand: they share the columns 30 to 50 and the rows 10 to 20, 20 · 10 pixels of 40 · 40: one eighth.",
        "What they share begins at the larger of the two first corners and ends at the smaller of the two second ones.",
        "Where they do not meet the width min(x2) − max(x1) is negative; make it 0, and the height likewise.",
    ),
    cases=[
        ((30.0, 0.0, 60.0, 20.0), (10.0, 10.0, 50.0, 50.0)),
        ((0.0, 0.0, 100.0, 100.0), (20.0, 20.0, 40.0, 60.0)),
        ((70.0, 80.0, 90.0, 95.0), (0.0, 0.0, 32.0, 32.0)),
        ((5.0, 40.0, 9.0, 44.0), (0.0, 0.0, 32.0, 32.0)),
        ((4.0, 8.0, 12.0, 16.0), (0.0, 0.0, 16.0, 16.0)),
    ],
    wrong=[
        WrongAnswer(
            _unclamped,
            "A box outside the crop shares nothing with it: make a negative width or height 0. Two negative ones "
            "multiply to a positive area.",
        ),
        WrongAnswer(
            lambda box, crop: max(0.0, _unclamped(box, crop)),
            "You made the product 0 where it is negative. Where both width and height are negative it is positive: "
            "make each of them 0 before you multiply.",
        ),
        WrongAnswer(
            lambda box, crop: _area(_met(box, crop)) / _area(box),
            "You divided by the box's area: that is the share of the object that is in the crop. Divide by the crop's.",
        ),
        WrongAnswer(
            lambda box, crop: min(_area(box) / _area(crop), 1.0),
            "You took the whole box, though part of it lies outside the crop. Only what they share counts.",
        ),
        WrongAnswer(
            lambda box, crop: _area(_met(box, crop)) / (_area(box) + _area(crop) - _area(_met(box, crop))),
            "You divided by the union of box and crop, which gives IoU, the score of detectors. Divide by the crop.",
        ),
        WrongAnswer(
            _inclusive,
            "You counted one column and one row too many: x2 and y2 are the first pixels that are no longer inside.",
        ),
        WrongAnswer(
            lambda box, crop: 1 - _area(_met(box, crop)) / _area(crop),
            "That is α. Objectness is the share that the object does fill.",
        ),
    ],
    remark="`boxes.objectness` does this for whole batches, and for many boxes.",
)
def one_box_objectness(box: tuple, crop: tuple) -> float:
    """The share of the crop that the box fills, in [0, 1]; both are (x1, y1, x2, y2)."""
    # |b ∩ c| / |c|
    width = max(0.0, min(box[2], crop[2]) - max(box[0], crop[0]))
    height = max(0.0, min(box[3], crop[3]) - max(box[1], crop[1]))
    return width * height / ((crop[2] - crop[0]) * (crop[3] - crop[1]))


@exercise(
    "10.2",
    title="Two oranges",
    stars=2,
    prompt=(
        "A crop can hold two objects of its label, and their boxes may overlap. Which share of the crop do the two "
        "boxes fill together?"
    ),
    hints=(
        "Adding both shares counts what the boxes have in common twice.",
        "|a ∪ b| = |a| + |b| − |a ∩ b|, with everything cut to the crop first.",
        "Cut both boxes to the crop, then cut one of those to the other: three areas.",
    ),
    cases=[
        ((10.0, 10.0, 30.0, 30.0), (20.0, 20.0, 40.0, 40.0), (0.0, 0.0, 50.0, 50.0)),
        ((10.0, 10.0, 30.0, 30.0), (20.0, 20.0, 40.0, 40.0), (25.0, 25.0, 45.0, 45.0)),
        ((0.0, 0.0, 8.0, 8.0), (16.0, 16.0, 24.0, 24.0), (0.0, 0.0, 32.0, 32.0)),
        ((0.0, 0.0, 40.0, 40.0), (10.0, 10.0, 20.0, 20.0), (5.0, 5.0, 25.0, 25.0)),
        ((50.0, 50.0, 60.0, 60.0), (0.0, 0.0, 16.0, 8.0), (0.0, 0.0, 32.0, 32.0)),
    ],
    wrong=[
        WrongAnswer(
            lambda first, second, crop: (_area(_met(first, crop)) + _area(_met(second, crop))) / _area(crop),
            "You counted what the two boxes share twice.",
        ),
        WrongAnswer(
            lambda first, second, crop: max(_area(_met(first, crop)), _area(_met(second, crop))) / _area(crop),
            "You took the larger box alone; both are objects of the label.",
        ),
        WrongAnswer(
            lambda first, second, crop: _area(_met(_met(first, crop), _met(second, crop))) / _area(crop),
            "That is what both boxes fill at once, the intersection. The union is asked for.",
        ),
        WrongAnswer(
            lambda first, second, crop: (
                (_area(_met(first, crop)) + _area(_met(second, crop)) - _area(_met(first, second))) / _area(crop)
            ),
            "You subtracted the boxes' whole overlap, also the part of it outside the crop. Cut the overlap, too.",
        ),
        WrongAnswer(
            lambda first, second, crop: (
                _area(
                    _met(
                        (
                            min(first[0], second[0]),
                            min(first[1], second[1]),
                            max(first[2], second[2]),
                            max(first[3], second[3]),
                        ),
                        crop,
                    )
                )
                / _area(crop)
            ),
            "You took the box around both boxes; it holds corners that neither of them fills.",
        ),
    ],
    remark="With more boxes the inclusions and exclusions multiply. The library cuts the crop into strips instead.",
)
def two_box_objectness(first: tuple, second: tuple, crop: tuple) -> float:
    """The share of the crop that two boxes fill together, in [0, 1]; all are (x1, y1, x2, y2)."""

    def shared(*boxes: tuple) -> float:
        width = min(box[2] for box in boxes) - max(box[0] for box in boxes)
        height = min(box[3] for box in boxes) - max(box[1] for box in boxes)
        return max(0.0, width) * max(0.0, height)

    # |a ∪ b| = |a| + |b| − |a ∩ b|, each of them inside the crop
    return (shared(first, crop) + shared(second, crop) - shared(first, second, crop)) / shared(crop)


_LABELS = torch.tensor([2, 0, 1])
_OBJECTNESS = torch.tensor([0.0, 0.35, 1.0])
_TARGETS = [(_LABELS, _OBJECTNESS, 4, 1.0), (_LABELS, _OBJECTNESS, 3, 0.75), (_LABELS, _OBJECTNESS, 10, 0.0)]


def _adaptive(labels: Tensor, kept: Tensor, others: Tensor, classes: int, beta: float) -> Tensor:
    """β·(kept·onehot + others·(1 − onehot)) + (1 − β)·onehot."""
    hard = one_hot(labels, classes).float()
    soft = kept[:, None] * hard + others[:, None] * (1 - hard)
    return beta * soft + (1 - beta) * hard


def _over_all(labels: Tensor, objectness: Tensor, classes: int, beta: float) -> Tensor:
    alpha = 1 - objectness
    return _adaptive(labels, objectness + alpha / classes, alpha / classes, classes, beta)


@exercise(
    "10.3",
    title="The adaptive label",
    stars=2,
    prompt=(
        "Write the adaptive labels of a batch: α = 1 − objectness, smoothed over the other K − 1 classes, then mixed "
        "with the hard label by β."
    ),
    hints=(
        "Two of the three steps you know: `targets.smooth_others` takes one α for each sample.",
        "The true class gets 1 − α, each other class α/(K − 1). Then β times that plus 1 − β times the hard label.",
        "With hard = one_hot(labels, K): (1 − α)·hard + α/(K − 1)·(1 − hard), where α has shape (B, 1).",
    ),
    cases=_TARGETS,
    wrong=[
        WrongAnswer(
            lambda labels, objectness, classes, beta: _adaptive(
                labels, 1 - objectness, objectness / (classes - 1), classes, beta
            ),
            "You took α for the objectness: a crop full of the object must keep a hard label.",
        ),
        WrongAnswer(
            _over_all,
            "You smoothed over all K classes. This paper smooths over the other K − 1; the true class keeps 1 − α.",
        ),
        WrongAnswer(
            lambda labels, objectness, classes, beta: _adaptive(
                labels, objectness, (1 - objectness) / (classes - 1), classes, 1 - beta
            ),
            "β is the wrong way round: β = 1 gives the full effect, β = 0 the hard label.",
        ),
        WrongAnswer(
            lambda labels, objectness, classes, beta: _adaptive(labels, objectness, 1 - objectness, classes, beta),
            "Each other class gets a share of α: divide it by K − 1, so that the label sums to 1.",
        ),
        WrongAnswer(
            lambda labels, objectness, classes, beta: _adaptive(
                labels, objectness, (1 - objectness) / classes, classes, beta
            ),
            "α is shared by K − 1 other classes, not by K: your labels do not sum to 1.",
        ),
        WrongAnswer(
            lambda labels, objectness, classes, beta: _adaptive(
                labels, objectness, (1 - objectness) / (classes - 1), classes, 1.0
            ),
            "You left β out: mix the soft label with the hard one.",
        ),
    ],
    remark="That is `targets.smooth_by_objectness`.",
)
def adaptive_labels(labels: Tensor, objectness: Tensor, classes: int, beta: float) -> Tensor:
    """The labels (B, K) for `labels` (B,) and `objectness` (B,) in [0, 1]."""
    alpha = 1 - objectness[:, None]
    hard = torch.nn.functional.one_hot(labels, classes).float()
    # q = β·[(1 − α)·onehot + α/(K − 1)·(1 − onehot)] + (1 − β)·onehot
    return beta * ((1 - alpha) * hard + alpha / (classes - 1) * (1 - hard)) + (1 - beta) * hard


@exercise(
    "10.4",
    title="Keep the true class on top",
    stars=2,
    prompt=(
        "With β = 1 a crop without its object gets a label that speaks against the true class. With a smaller β the "
        "true class keeps at least 1 − β. What is the largest β for which no other class is ever above the true one, "
        "whatever the objectness, with K classes?"
    ),
    hints=(
        "The worst crop is the empty one. Write both labels at objectness 0.",
        "There the true class has 1 − β and each other class β/(K − 1).",
        "Solve 1 − β = β/(K − 1) for β.",
    ),
    cases=[(2,), (3,), (10,), (100,), (1000,)],
    wrong=[
        WrongAnswer(
            lambda classes: 1 / classes,
            "That is 1 − β, what the true class keeps. The largest β is what remains.",
        ),
        WrongAnswer(
            lambda classes: 1.0,
            "At β = 1 the true class has nothing left at objectness 0.",
        ),
        WrongAnswer(
            lambda classes: 1 / (classes - 1),
            "Solve 1 − β = β/(K − 1) once more: multiply by K − 1 and collect β.",
        ),
        WrongAnswer(
            lambda classes: 0.5,
            "That is right for K = 2. With more classes each other one gets less, and β may be larger.",
        ),
        WrongAnswer(
            lambda classes: (classes - 2) / (classes - 1),
            "Nearly: β/(K − 1) is what each other class has; you set 1 − β equal to 1/(K − 1).",
        ),
    ],
    remark="0.9 for ten classes, 0.999 for a thousand: the warning is one for small K. At that β the label of an empty "
    "crop is exactly uniform, as the paper's text wants it.",
)
def largest_beta(classes: int) -> float:
    """The largest β in [0, 1] that keeps the true class's label at least as large as any other's, for K classes."""
    # 1 − β = β/(K − 1)
    return (classes - 1) / classes


_LOGITS = torch.tensor([[2.0, -1.0, 0.5, 0.0], [-3.0, 4.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
_SIGNS = [
    (_LOGITS, torch.tensor([0, 0, 3]), torch.tensor([0.7, 0.7, 0.2]), 1.0),
    (_LOGITS, torch.tensor([1, 1, 2]), torch.tensor([0.0, 1.0, 0.5]), 0.75),
    (_LOGITS[:, :2], torch.tensor([1, 0, 1]), torch.tensor([0.9, 0.4, 0.1]), 0.5),
]


def _bracket(logits: Tensor, labels: Tensor, alpha: Tensor, beta: float, sign: float, shared: float) -> Tensor:
    """−β·[(1 − α) log p_y + sign·α·Σ log p_k / shared] − (1 − β) log p_y."""
    log_p = log_softmax(logits, dim=1)
    true = log_p.gather(1, labels[:, None]).squeeze(1)
    others = log_p.sum(1) - true
    return -beta * ((1 - alpha) * true + sign * alpha * others / shared) - (1 - beta) * true


@exercise(
    "10.5",
    title="Mend equation 6",
    stars=3,
    prompt=(
        "Equation 6 of the paper prints the loss as −β ((1 − α) log p_y − α Σ log p_k / (K − 1)) − (1 − β) log p_y, "
        "with the sum over k ≠ y. Write the loss of each sample as it must be: the cross-entropy of the adaptive label."
    ),
    hints=(
        "Cross-entropy is −Σ q_k log p_k. Put the adaptive label in for q and collect the terms.",
        "No q_k is negative, so no log p_k may end up with a plus in front of it.",
        "The minus before the bracket is for both terms in it: inside the bracket, add.",
    ),
    cases=_SIGNS,
    wrong=[
        WrongAnswer(
            lambda logits, labels, alpha, beta: _bracket(logits, labels, alpha, beta, -1, logits.shape[1] - 1),
            "That is the equation as printed. Its loss falls without end as the network grows sure of any class, wrong "
            "ones included.",
        ),
        WrongAnswer(
            lambda logits, labels, alpha, beta: -_bracket(logits, labels, alpha, beta, 1, logits.shape[1] - 1),
            "The whole loss has the wrong sign: it must not be negative.",
        ),
        WrongAnswer(
            lambda logits, labels, alpha, beta: _bracket(logits, labels, alpha, beta, 1, logits.shape[1]),
            "α is shared by the K − 1 other classes: divide by K − 1.",
        ),
        WrongAnswer(
            lambda logits, labels, alpha, beta: _bracket(logits, labels, alpha, 1.0, 1, logits.shape[1] - 1),
            "You left β out.",
        ),
        WrongAnswer(
            lambda logits, labels, alpha, beta: _bracket(logits, labels, 1 - alpha, beta, 1, logits.shape[1] - 1),
            "α and objectness changed places: α is large where little of the object is seen.",
        ),
        WrongAnswer(
            lambda logits, labels, alpha, beta: cross_entropy(logits, labels, reduction="none"),
            "That is the loss of the hard label; the other classes have their share, too.",
        ),
    ],
    remark="One character in a printed line. The code that trained the networks cannot have had it: they learned.",
)
def adaptive_loss(logits: Tensor, labels: Tensor, alpha: Tensor, beta: float) -> Tensor:
    """The loss of each sample in nats, shape (B,), for logits (B, K), labels (B,) and α (B,)."""
    log_p = torch.log_softmax(logits, dim=1)
    true = log_p.gather(1, labels[:, None]).squeeze(1)
    others = (log_p.sum(dim=1) - true) / (logits.shape[1] - 1)
    # L = −β·((1 − α) log p_y + α/(K − 1)·Σ log p_k) − (1 − β) log p_y
    return -beta * ((1 - alpha) * true + alpha * others) - (1 - beta) * true
