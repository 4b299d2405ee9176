"""Exercises of lesson 13, train_on_a_skewed_set: weights, a sampler, F1 of a rare class, neighbors, the loss's slope.

Labels are (N,) int64; class 1 is the rare one, burning stubble.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.exercises.define import WrongAnswer, exercise


def _labels(*counts: int) -> Tensor:
    return torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))


def _counts(labels: Tensor) -> Tensor:
    return labels.bincount().double()


@exercise(
    "13.1",
    title="A weight for each class",
    stars=1,
    prompt=(
        "Give each class k the weight N/(K·n_k), where n_k of the N labels are k, so that every class weighs as much "
        "as every other and the mean weight over all samples is 1. Each of the K classes has at least one sample."
    ),
    hints=(
        "`labels.bincount()` counts the samples of each class.",
        "A class with few samples needs a large weight: divide by its count.",
        "`len(labels) / (len(counts) * counts)`.",
    ),
    cases=[(_labels(4, 1, 2),), (_labels(5, 5),), (_labels(8, 1, 3, 4),), (_labels(1, 9).flip(0),)],
    wrong=[
        WrongAnswer(
            lambda labels: len(labels) / _counts(labels),
            "Your weights are K times too large: the loss would be, too, and with it the learning rate.",
        ),
        WrongAnswer(
            lambda labels: 1 / _counts(labels),
            "The ratios are right, the mean over the samples is not 1: multiply by N/K.",
        ),
        WrongAnswer(
            lambda labels: _counts(labels) * len(_counts(labels)) / len(labels),
            "Upside down: the frequent class got the large weight.",
        ),
        WrongAnswer(
            lambda labels: (1 / _counts(labels)) / (1 / _counts(labels)).sum(),
            "Your weights sum to 1 over the classes. It is the mean over the samples that should be 1.",
        ),
        WrongAnswer(
            lambda labels: (len(labels) / (len(_counts(labels)) * _counts(labels))).sqrt(),
            "That is the root of the weight, half a cure. Leave the root out.",
        ),
    ],
    remark="A weight repairs the sum of the gradients; it does not make new pictures of the rare class.",
)
def class_weights(labels: Tensor) -> Tensor:
    """The weight of each class, (K,), from labels (N,)."""
    counts = labels.bincount()
    return len(labels) / (len(counts) * counts)


@exercise(
    "13.2",
    title="A sampler",
    stars=2,
    prompt=(
        "Or draw the rare class more often. Give each *sample* the probability with which a loader should draw it, so "
        "that each class is as likely as each other, samples of one class are alike, and all sum to 1."
    ),
    hints=(
        "First the class: probability 1/K. Then a sample of it: 1/n_k.",
        "Indexing with the labels turns one number a class into one a sample: `numbers[labels]`.",
        "`1 / (len(counts) * counts[labels])`.",
    ),
    cases=[(_labels(4, 1, 2),), (_labels(3, 3),), (_labels(1, 2, 3, 4).flip(0),), (_labels(7, 1),)],
    wrong=[
        WrongAnswer(
            lambda labels: torch.full((len(labels),), 1 / len(labels)),
            "All samples are alike: the batches would be as skewed as the set.",
        ),
        WrongAnswer(
            lambda labels: 1 / _counts(labels)[labels],
            "They sum to K: divide by the number of classes.",
        ),
        WrongAnswer(
            lambda labels: 1 / (len(_counts(labels)) * _counts(labels)),
            "That is one number a class. Give one a sample: index with the labels.",
        ),
        WrongAnswer(
            lambda labels: _counts(labels)[labels] / _counts(labels).square().sum(),
            "Frequent classes came out more likely still. Divide by the count.",
        ),
    ],
    remark="The same picture then comes again and again; mirrored, shifted or not. Watch the training accuracy.",
)
def draw_chances(labels: Tensor) -> Tensor:
    """The probability of each sample, (N,), from labels (N,)."""
    counts = labels.bincount()
    return 1 / (len(counts) * counts[labels])


def _seen(seed: int, there: int, samples: int, resamples: int) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    labels = _labels(samples - there - samples // 4, there, samples // 4)
    kept = torch.rand(samples, generator=generator) < 0.7
    predicted = torch.where(kept, labels, torch.randint(3, (samples,), generator=generator))
    return labels, predicted, torch.randint(samples, (resamples, samples), generator=generator)


def _f1(labels: Tensor, predicted: Tensor, label: int = 1) -> Tensor:
    hits = ((labels == label) & (predicted == label)).sum(1)
    named = (labels == label).sum(1) + (predicted == label).sum(1)
    return 2 * hits / named.clamp(min=1).double()


def _ends(scores: Tensor, low: float = 0.025) -> Tensor:
    return scores.double().quantile(torch.tensor([low, 1 - low], dtype=torch.float64))


@exercise(
    "13.3",
    title="How sure is an F1",
    stars=2,
    prompt=(
        "F1 of class 1 is 2·TP/(2·TP + FP + FN), or 0 where that is 0/0. Each row of `draws` (R, N) says which of the "
        "N samples one bootstrap sample holds. Give the 2.5 % and 97.5 % quantiles of the R values of F1, as (2,)."
    ),
    hints=(
        "`labels[draws]` has shape (R, N): one row for each bootstrap sample. Do the same with the predictions.",
        "2·TP + FP + FN is the number of samples that *are* of class 1 plus the number that are *named* 1.",
        "`scores.double().quantile(torch.tensor([0.025, 0.975], dtype=torch.float64))`; a denominator of 0 becomes 1.",
    ),
    cases=[_seen(0, 12, 80, 300), _seen(1, 3, 40, 200), _seen(2, 30, 100, 150), _seen(3, 1, 24, 100)],
    wrong=[
        WrongAnswer(
            lambda labels, predicted, draws: _ends(_f1(labels[draws], predicted.expand(len(draws), -1))),
            "You drew the labels and left the predictions where they were: draw both with the same rows.",
        ),
        WrongAnswer(
            lambda labels, predicted, draws: _ends((labels == predicted)[draws].double().mean(1)),
            "That is the interval of the accuracy, in which the rare class hardly counts.",
        ),
        WrongAnswer(
            lambda labels, predicted, draws: _ends(_f1(labels[draws], predicted[draws]), 0.05),
            "Those are the 5 % and 95 % quantiles: an interval of 90 %.",
        ),
        WrongAnswer(
            lambda labels, predicted, draws: _ends(_f1(labels[draws], predicted[draws], 0)),
            "That is F1 of class 0. The rare class is 1.",
        ),
        WrongAnswer(
            lambda labels, predicted, draws: torch.stack(
                [
                    _f1(labels[draws], predicted[draws]).mean() + sign * 2 * _f1(labels[draws], predicted[draws]).std()
                    for sign in (-1, 1)
                ]
            ),
            "Two standard deviations to each side may leave [0, 1]. Take quantiles.",
        ),
    ],
    remark="With a dozen pictures of a class, an interval as wide as a whole table of losses.",
)
def f1_interval(labels: Tensor, predicted: Tensor, draws: Tensor) -> Tensor:
    """The 95 % interval (2,) of F1 of class 1, from labels and predictions (N,) and drawn rows (R, N)."""
    there, named = labels[draws] == 1, predicted[draws] == 1
    scores = 2 * (there & named).sum(1) / (there.sum(1) + named.sum(1)).clamp(min=1)
    return scores.double().quantile(torch.tensor([0.025, 0.975], dtype=torch.float64))


def _cloud(seed: int, *counts: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    labels = _labels(*counts)
    order = torch.randperm(len(labels), generator=generator)
    places = torch.randn(len(labels), 3, dtype=torch.float64, generator=generator) + 1.2 * labels[:, None]
    return places, labels[order] if seed % 2 else labels


def _near(features: Tensor, labels: Tensor, neighbors: int, own: bool = False) -> Tensor:
    apart = torch.cdist(features, features)
    if not own:
        apart.fill_diagonal_(float("inf"))
    nearest = apart.argsort(dim=1)[:, :neighbors]
    return (labels[nearest] == labels[:, None]).double().mean(1)


def _chance(labels: Tensor) -> float:
    return float((labels == 1).sum() - 1) / (len(labels) - 1)


@exercise(
    "13.4",
    title="Neighbors beyond chance",
    stars=2,
    prompt=(
        "A picture may show clusters that are not there. Count instead: for the samples of class 1, the mean share of "
        "their k nearest others (without themselves) that are of class 1, *less* what chance gives, (n_1 − 1)/(N − 1)."
    ),
    hints=(
        "`torch.cdist(features, features)` has all distances; the nearest of each sample is the sample itself.",
        "Put infinity on the diagonal, then `argsort(dim=1)[:, :k]` are the neighbors, `labels[...]` their classes.",
        "(labels[nearest] == 1), rows of class 1 only, the mean; then subtract (n_1 − 1)/(N − 1).",
    ),
    cases=[(*_cloud(0, 20, 8, 10), 5), (*_cloud(1, 12, 6, 9), 3), (*_cloud(2, 5, 15, 5), 4), (*_cloud(3, 30, 4, 2), 1)],
    wrong=[
        WrongAnswer(
            lambda features, labels, neighbors: float(_near(features, labels, neighbors)[labels == 1].mean()),
            "Chance is still in it: a frequent class has many neighbors of its own wherever it lies.",
        ),
        WrongAnswer(
            lambda features, labels, neighbors: (
                float(_near(features, labels, neighbors, own=True)[labels == 1].mean()) - _chance(labels)
            ),
            "Each sample is its own first neighbor in your count. Leave it out.",
        ),
        WrongAnswer(
            lambda features, labels, neighbors: float(_near(features, labels, neighbors).mean()) - _chance(labels),
            "You averaged over all samples. Take those of class 1.",
        ),
        WrongAnswer(
            lambda features, labels, neighbors: (
                float(_near(features, labels, neighbors)[labels == 1].mean()) - float((labels == 1).double().mean())
            ),
            "Close. Of the N − 1 others, n_1 − 1 are of its class.",
        ),
    ],
    remark="Near 0, the layer knows no such class, whatever the picture shows.",
)
def beyond_chance(features: Tensor, labels: Tensor, neighbors: int) -> float:
    """Mean share of same-class neighbors of class 1 less that of chance, from features (N, D) and labels (N,)."""
    distances = torch.cdist(features, features)
    distances.fill_diagonal_(torch.inf)
    nearest = distances.argsort(dim=1)[:, :neighbors]
    rare = labels == 1
    found = (labels[nearest[rare]] == 1).double().mean()
    return float(found - (rare.sum() - 1) / (len(labels) - 1))


def _place(seed: int, classes: int, spread: float = 1.0) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = spread * torch.randn(classes, dtype=torch.float64, generator=generator)
    return logits, F.softmax(torch.randn(classes, dtype=torch.float64, generator=generator), 0)


def _parts(logits: Tensor, shares: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    each = -F.log_softmax(logits, 0)
    return each, (shares * each).sum(), each.sum()


@exercise(
    "13.5",
    title="The pull at one place",
    stars=3,
    prompt=(
        "Pictures that look alike get the same logits z (K,). If shares q of them are of each class, their mean "
        "normalized loss is L = A/D with A = Σ q_c ℓ_c, D = Σ ℓ_c and ℓ_c = −log p_c. Write its slope on every logit, "
        "∂L/∂z_k, without autograd. You need only ∂ℓ_c/∂z_k = p_k − [c = k]."
    ),
    hints=(
        "∂A/∂z_k = p_k − q_k, since the shares sum to 1. What is ∂D/∂z_k?",
        "∂D/∂z_k = K·p_k − 1. The quotient rule: (A′D − A D′)/D² = (A′ − L·D′)/D.",
        "`((p - q) - L * (K * p - 1)) / D`.",
    ),
    cases=[_place(0, 3), _place(1, 3, 4.0), _place(2, 5), _place(3, 2, 2.0)],
    wrong=[
        WrongAnswer(
            lambda logits, shares: F.softmax(logits, 0) - shares,
            "That is cross-entropy's slope: the denominator has one, too.",
        ),
        WrongAnswer(
            lambda logits, shares: (F.softmax(logits, 0) - shares) / _parts(logits, shares)[2],
            "You took D for a constant. It depends on the logits as well: the quotient rule.",
        ),
        WrongAnswer(
            lambda logits, shares: (
                (
                    (F.softmax(logits, 0) - shares)
                    + _parts(logits, shares)[1] / _parts(logits, shares)[2] * (len(logits) * F.softmax(logits, 0) - 1)
                )
                / _parts(logits, shares)[2]
            ),
            "A sign: A′D *minus* A·D′.",
        ),
        WrongAnswer(
            lambda logits, shares: (
                (
                    (F.softmax(logits, 0) - shares)
                    - _parts(logits, shares)[1] / _parts(logits, shares)[2] * (F.softmax(logits, 0) - 1)
                )
                / _parts(logits, shares)[2]
            ),
            "D sums over all K classes, so D′ = K·p_k − 1.",
        ),
    ],
    tolerance=1e-8,
    remark="D grows while p_k goes to 0, and the slope dies with 1/D², since L − q is itself of order 1/D: what was "
    "forgotten hardly pulls any more.",
)
def slopes(logits: Tensor, shares: Tensor) -> Tensor:
    """∂L/∂z_k for every k, (K,), from logits z (K,) and shares q (K,) that sum to 1."""
    p, each = F.softmax(logits, dim=0), -F.log_softmax(logits, dim=0)
    total = each.sum()
    loss = (shares * each).sum() / total
    return ((p - shares) - loss * (len(logits) * p - 1)) / total
