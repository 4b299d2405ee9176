"""Exercises of lesson 01, look_at_the_last_layer: logits as closeness, tight clusters, the plane through templates.

x are the penultimate features (D numbers a picture), w_k the templates (rows of the last layer's weight), z the logits.
"""

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_LOGIT_CASES = [
    (torch.tensor([1.0, 2.0]), torch.tensor([3.0, -1.0]), 0.5),
    (torch.tensor([0.5, -1.0, 2.0]), torch.tensor([2.0, 2.0, 1.0]), -1.0),
    (torch.tensor([1.0, 0.0, 0.0, 1.0]), torch.tensor([0.0, 1.0, 1.0, 0.0]), 0.25),
]


@exercise(
    "01.1",
    title="One logit by hand",
    stars=1,
    prompt="A picture arrives at the last layer as features x. Compute its logit for one class: x·w + b.",
    hints=(
        "It is one number: multiply feature by feature, and add everything up.",
        "`features * template` has as many entries as the features. Sum them; or use `@`, which does both.",
        "`features @ template` is x·w. One term is missing.",
    ),
    cases=_LOGIT_CASES,
    wrong=[
        WrongAnswer(lambda features, template, bias: features @ template, "You forgot to add the bias."),
        WrongAnswer(
            lambda features, template, bias: features * template + bias,
            "You multiplied feature by feature but did not sum: a logit is one number.",
        ),
        WrongAnswer(
            lambda features, template, bias: (features * template + bias).sum(),
            "You added the bias once for each feature: sum first, then add the bias once.",
        ),
        WrongAnswer(lambda features, template, bias: features @ template - bias, "The bias is added, not subtracted."),
        WrongAnswer(
            lambda features, template, bias: torch.cosine_similarity(features, template, dim=0) + bias,
            "You divided by the lengths of x and w: that is a cosine. A logit keeps the lengths.",
        ),
    ],
    remark="A linear layer does this for all classes at once, with one template in each row of its weight.",
)
def logit(features: Tensor, template: Tensor, bias: float) -> Tensor:
    """The logit (one number) for features (D,), a template (D,) and a bias."""
    # z = x·w + b
    return features @ template + bias


# Made-up points on the template plane, two pictures for each of three classes, in the units of each net's features.
POINTS = {
    "A": ((0.3, 1.3), (-0.3, 0.7), (-1.3, -0.3), (-0.5, -0.7), (1.2, -0.9), (0.6, -0.1)),
    "B": ((0.4, 4.3), (-0.4, 3.7), (-3.8, -1.6), (-3.2, -2.4), (4.0, -1.8), (3.0, -2.2)),
}
PICTURES = ("cat 1", "cat 2", "dog 1", "dog 2", "ship 1", "ship 2")


def _table() -> str:
    rows = [
        f"| {picture} | {first} | {second} |"
        for picture, first, second in zip(PICTURES, POINTS["A"], POINTS["B"], strict=True)
    ]
    return "\n".join(["| picture | net A | net B |", "|:--|:--|:--|", *rows])


@exercise(
    "01.2",
    title="Which net was smoothed?",
    stars=1,
    prompt=(
        "Two nets saw the same six pictures. Here are the points on the plane through their three templates "
        "(made-up numbers, each net in its own units). One net was trained with smoothed labels. Which?\n\n" + _table()
    ),
    hints=(
        "Smoothing pulls the pictures of one class together. Look at two cats.",
        "How far apart are two cats, compared with how far a cat is from a ship? That ratio has no unit.",
        "In net A two cats are about half as far apart as cats and ships are. In net B it is about a seventh.",
    ),
    options=("A", "B"),
    wrong=[
        WrongAnswer(
            "A",
            "All of net A's numbers are smaller, and so are the distances between its classes. The scale proves "
            "nothing: halve the features, double the templates, and no logit changes. Compare the spread within a "
            "class with the distance between classes.",
        )
    ],
    remark="Net B's classes are tight compared with the distances between them; its larger scale says nothing.",
)
def answer_01_2() -> str:
    """The net that was trained with smoothed labels, "A" or "B"."""
    return "B"


def _distance_cases() -> list[tuple[Tensor, Tensor, Tensor]]:
    pairs = [
        (torch.tensor([1.0, 2.0]), torch.tensor([[3.0, -1.0], [1.0, 2.0], [0.0, 0.0]])),
        (torch.tensor([0.5, -1.0, 2.0]), torch.tensor([[2.0, 2.0, 1.0], [-1.0, 0.5, 3.0]])),
        (torch.tensor([2.0]), torch.tensor([[-1.0], [0.5]])),
    ]
    own = [(templates @ features, features, templates) for features, templates in pairs]
    # logits that are not those of x, so that only the formula gives what is expected
    others = (
        torch.tensor([1.0, -2.0, 0.5]),
        torch.tensor([2.0, 1.0]),
        torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
    )
    return [*own, others]


@exercise(
    "01.3",
    title="A logit is a distance in disguise",
    stars=2,
    prompt=(
        "Given are the logits of one picture (no biases), z_k = x·w_k. Compute its squared distance to every "
        "template, ‖x − w_k‖², from z, ‖x‖² and ‖w_k‖². Take z as it is given: one of the tries has logits that are "
        "not those of x, so that neither x − w_k nor x·w_k helps."
    ),
    hints=(
        "Open the square, as in (a − b)² = a² − 2ab + b².",
        "‖x − w_k‖² = x·x − 2 x·w_k + w_k·w_k. The middle term holds a logit.",
        "`features @ features` is one number for all classes; `(templates**2).sum(dim=1)` has one for each.",
    ),
    cases=_distance_cases(),
    wrong=[
        WrongAnswer(
            lambda logits, features, templates: features @ features - logits + (templates**2).sum(1),
            "The middle term counts twice: −2 x·w.",
        ),
        WrongAnswer(
            lambda logits, features, templates: features @ features + 2 * logits + (templates**2).sum(1),
            "A larger logit must mean a smaller distance: the middle term is −2 x·w.",
        ),
        WrongAnswer(
            lambda logits, features, templates: (features @ features - 2 * logits + (templates**2).sum(1)).sqrt(),
            "You took the root: the squared distance is asked for.",
        ),
        WrongAnswer(
            lambda logits, features, templates: features @ features - 2 * logits,
            "The templates' own squared lengths are missing. (Where all are alike, the order of the distances is the "
            "order of the logits without them.)",
        ),
        WrongAnswer(
            lambda logits, features, templates: (templates**2).sum(1) - 2 * logits,
            "The features' own squared length, x·x, is missing.",
        ),
        WrongAnswer(
            lambda logits, features, templates: features @ features - 2 * logits + (templates**2).sum(),
            "You summed the squares of all templates together: each class has its own length. Use sum(dim=1).",
        ),
        WrongAnswer(
            lambda logits, features, templates: ((features - templates) ** 2).sum(1),
            "You formed x − w_k, or computed x·w_k again. Open the square, and put in the logits that are given.",
        ),
    ],
    remark="Where all templates are equally long, the nearest template has the largest logit.",
)
def squared_distances(logits: Tensor, features: Tensor, templates: Tensor) -> Tensor:
    """‖x − w_k‖² for every class, shape (K,), from logits (K,), features (D,) and templates (K, D)."""
    features_squared = features @ features
    templates_squared = (templates**2).sum(dim=1)
    # ‖x − w_k‖² = x·x − 2 x·w_k + w_k·w_k
    return features_squared - 2 * logits + templates_squared


def _clusters(seed: int, pictures: int, classes: int, dimensions: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(pictures) % classes
    centres = 5 * torch.randn(classes, dimensions, generator=generator)
    return centres[labels] + torch.randn(pictures, dimensions, generator=generator), labels


def _means(features: Tensor, labels: Tensor) -> Tensor:
    return torch.stack([features[labels == k].mean(dim=0) for k in range(int(labels.max()) + 1)])


def _spread(features: Tensor, labels: Tensor) -> Tensor:
    means = _means(features, labels)
    return (((features - means[labels]) ** 2).sum() / (len(labels) - len(means))).sqrt()


def _separation(features: Tensor, labels: Tensor) -> Tensor:
    return torch.pdist(_means(features, labels)).mean()


def _over_n(features: Tensor, labels: Tensor) -> Tensor:
    spread = ((features - _means(features, labels)[labels]) ** 2).sum(dim=1).mean().sqrt()
    return spread / _separation(features, labels)


def _mean_distance(features: Tensor, labels: Tensor) -> Tensor:
    spread = torch.linalg.vector_norm(features - _means(features, labels)[labels], dim=1).mean()
    return spread / _separation(features, labels)


def _mean_of_deviations(features: Tensor, labels: Tensor) -> Tensor:
    classes = [features[labels == k] for k in range(int(labels.max()) + 1)]
    return torch.stack([torch.linalg.vector_norm(one.std(dim=0)) for one in classes]).mean() / _separation(
        features, labels
    )


def _mean_over_entries(features: Tensor, labels: Tensor) -> Tensor:
    classes = [features[labels == k] for k in range(int(labels.max()) + 1)]
    return torch.stack([one.std(dim=0).mean() for one in classes]).mean() / _separation(features, labels)


def _one_mean(features: Tensor, labels: Tensor) -> Tensor:
    classes = int(labels.max()) + 1
    spread = (((features - features.mean(dim=0)) ** 2).sum() / (len(labels) - classes)).sqrt()
    return spread / _separation(features, labels)


def _with_itself(features: Tensor, labels: Tensor) -> Tensor:
    means = _means(features, labels)
    return _spread(features, labels) / torch.cdist(means, means).mean()


@exercise(
    "01.4",
    title="Tightness as a number",
    stars=2,
    prompt=(
        "How tight are the clusters? Add up the squared distances from each picture's features to the mean of its "
        "class, divide by N − K (N pictures, K classes), and take the root: that is the spread. Divide it by the mean "
        "distance between two different class means. (Every class 0 … K − 1 occurs.)"
    ),
    hints=(
        "Three steps: the mean of each class, the spread around them, the mean distance between them.",
        (
            "`features[labels == k].mean(dim=0)` is the mean of class k, and `labels.max() + 1` is K. "
            "`torch.pdist(means)` lists the distance of every pair of means once."
        ),
        (
            "Stack the means to (K, D). Then `means[labels]` holds each picture's own mean, and the spread is "
            "`(((features - means[labels]) ** 2).sum() / (N - K)).sqrt()`."
        ),
    ),
    cases=[
        (torch.tensor([[0.0, 2.0], [0.0, -2.0], [6.0, 2.0], [6.0, -2.0]]), torch.tensor([0, 0, 1, 1])),
        _clusters(0, 9, 3, 4),
        _clusters(1, 14, 5, 6),
    ],
    wrong=[
        WrongAnswer(_spread, "You did not divide by the distance between means: doubling x would double your number."),
        WrongAnswer(
            _over_n,
            "You divided by N, not by N − K: each class's mean lies in the middle of its own pictures, so they look "
            "closer to it than they are.",
        ),
        WrongAnswer(
            _mean_distance,
            "You averaged the distances: square them first, and take the root after dividing by N − K.",
        ),
        WrongAnswer(
            lambda features, labels: _spread(features, labels) ** 2 / _separation(features, labels),
            "The root is missing: square units over plain units.",
        ),
        WrongAnswer(
            _mean_of_deviations,
            "You averaged the standard deviations of the classes. Add up the squared distances of all pictures first, "
            "divide by N − K, and take the root last: large classes then count for more.",
        ),
        WrongAnswer(
            _mean_over_entries,
            "You averaged standard deviations over features and classes. A picture's distance to its mean adds up the "
            "squares of all features; add them over all pictures, divide by N − K, and take the root last.",
        ),
        WrongAnswer(
            _one_mean, "You measured the distance to the mean of all pictures: each class has a mean of its own."
        ),
        WrongAnswer(
            _with_itself,
            "Your mean distance counts each class mean's distance to itself, which is 0: only different ones count.",
        ),
        WrongAnswer(
            lambda features, labels: _separation(features, labels) / _spread(features, labels),
            "You divided the other way round: tight clusters should give a small number.",
        ),
    ],
    remark="It has no unit: features twice as long give the same number. Watch it fall as ε rises.",
)
def tightness(features: Tensor, labels: Tensor) -> Tensor:
    """The spread within the classes over the mean distance between class means, for features (N, D), labels (N,)."""
    means = torch.stack([features[labels == k].mean(dim=0) for k in range(int(labels.max()) + 1)])
    squares = ((features - means[labels]) ** 2).sum()
    # √( Σ_i ‖x_i − μ_{y_i}‖² / (N − K) ) / mean_{a<b} ‖μ_a − μ_b‖
    spread = (squares / (len(features) - len(means))).sqrt()
    return spread / torch.pdist(means).mean()


def _plane_problem(inputs: tuple[object, ...], rows: Tensor, expected: object) -> str:
    """Any two directions will do that have length 1, are at right angles, and lie in the plane."""
    (templates,) = inputs
    assert isinstance(templates, Tensor)
    lengths = torch.linalg.vector_norm(rows, dim=1)
    for row, length in enumerate(lengths.tolist()):
        if not abs(length - 1) < 1e-4:
            return f"row {row} should have length 1, but has length {length:.4g}: divide it by its length."
    if not abs(float(rows[0] @ rows[1])) < 1e-4:
        return f"the rows should be at right angles (product 0), but their product is {float(rows[0] @ rows[1]):.4g}."
    sides = (templates[1:] - templates[0]).double()
    outside = float(torch.linalg.vector_norm(sides - sides @ rows.T @ rows, dim=1).max())
    if not outside < 1e-4 * float(torch.linalg.vector_norm(sides, dim=1).max()):
        return f"the plane of your rows misses the triangle: a side of it sticks out by {outside:.4g}."
    return ""


def _from_origin(templates: Tensor) -> Tensor:
    first = templates[0] / templates[0].norm()
    rest = templates[1] - (templates[1] @ first) * first
    return torch.stack([first, rest / rest.norm()])


def _not_square(templates: Tensor) -> Tensor:
    sides = templates[1:] - templates[0]
    return sides / sides.norm(dim=1, keepdim=True)


def _long_first(templates: Tensor) -> Tensor:
    one, other = templates[1] - templates[0], templates[2] - templates[0]
    rest = other - (other @ one) * one
    return torch.stack([one / one.norm(), rest / rest.norm()])


def _not_normalized(templates: Tensor) -> Tensor:
    one, other = templates[1] - templates[0], templates[2] - templates[0]
    return torch.stack([one, other - (other @ one) / (one @ one) * one])


@exercise(
    "01.5",
    title="The plane through three templates",
    stars=3,
    prompt=(
        "Three templates are three points in D dimensions, and one plane goes through them. Find two directions in "
        "that plane, of length 1 and at right angles to each other (Gram–Schmidt). Any such pair is right."
    ),
    hints=(
        "Directions in a plane are differences of points in it: walk along two sides of the triangle.",
        "Make the first side length 1. From the second side take away its shadow on the first; make the rest length 1.",
        (
            "With `first` of length 1, the shadow of `side` is `(side @ first) * first`. Stack the two directions with "
            "`torch.stack`."
        ),
    ),
    cases=[
        (torch.tensor([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]]),),
        (torch.tensor([[1.0, 2.0], [3.0, 5.0], [-2.0, 0.5]]),),
        (torch.tensor([[5.0, 5.0, 5.0, 5.0], [6.0, 5.0, 5.0, 5.0], [6.5, 7.0, 5.0, 4.0]]),),
        (torch.randn(3, 64, generator=torch.Generator().manual_seed(2)),),
    ],
    check=_plane_problem,
    wrong=[
        WrongAnswer(
            _from_origin,
            "You used the templates themselves: that plane goes through the origin and two templates. "
            "Use the sides of the triangle.",
        ),
        WrongAnswer(_not_square, "Take the second side's shadow on the first away before you make its length 1."),
        WrongAnswer(
            _long_first,
            "The shadow `(side @ first) * first` is right only when `first` has length 1: make it so before.",
        ),
        WrongAnswer(_not_normalized, "The angle is right; now make both lengths 1."),
        WrongAnswer(
            lambda templates: templates[1:] - templates[0],
            "These are two sides of the triangle: make the first length 1, and the second square to it.",
        ),
    ],
    remark="Multiply centred features by these two rows and you have the coordinates in the lesson's picture.",
)
def plane_basis(templates: Tensor) -> Tensor:
    """Two orthonormal rows, shape (2, D), that span the plane through three templates (3, D)."""
    side, other_side = templates[1] - templates[0], templates[2] - templates[0]
    first = side / torch.linalg.vector_norm(side)
    # what is left of the second side without its shadow on the first: s − (s·e) e
    rest = other_side - (other_side @ first) * first
    return torch.stack([first, rest / torch.linalg.vector_norm(rest)])
