"""The scores of a skewed set: every class alike, the rare class alone, and as the authors' code averages them."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial.calibration import expected_calibration_error, reliability
from nls_tutorial.geometry import same_class_neighbors
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import Run
from nls_tutorial.records import Score
from nls_tutorial.tables import macro_scores, scores_by_batches

RARE = 1  # burning stubble, the class that one would look for
PAPER_BATCH = 100  # of the authors' evaluation
NAMES = ("precision", "recall", "F1")

SCORES: dict[str, str] = {
    "validation accuracy": "share",
    "accuracy": "share",
    "last accuracy": "share",
    **dict.fromkeys(NAMES, "share"),
    "rare recall": "share",
    "rare F1": "share",
    **{f"{name} by batches": "share" for name in NAMES},
    "ECE": "share",
    "same-class neighbors": "share",
    "same-class neighbors, rare": "share",
}


def columns(*axes: str) -> dict[str, Score]:
    """What each score is; with `axes` of its own."""
    return {name: Score(unit, axes=axes) for name, unit in SCORES.items()}


def f1_of(labels: Tensor, predicted: Tensor, label: int = RARE) -> Tensor:
    r"""F1 of one class: $2\,TP/(2\,TP + FP + FN)$, 0 where the class is neither there nor named.

    `labels` and `predicted` (…, N) int64; returns (…). First met in notebooks/13_train_on_a_skewed_set.

    >>> from torch import tensor
    >>> float(f1_of(tensor([1, 1, 0, 0]), tensor([1, 0, 1, 0])))
    0.5
    """
    there, named = labels == label, predicted == label
    hits = (there & named).sum(-1)
    return (2 * hits / (there.sum(-1) + named.sum(-1)).clamp(min=1)).double()


def sorted_by_class(labels: Tensor, predicted: Tensor) -> tuple[Tensor, Tensor]:
    """Labels and predictions in the order of a loader that does not shuffle: class by class, as folders are read."""
    order = labels.argsort(stable=True)
    return labels[order], predicted[order]


def as_the_authors(labels: Tensor, predicted: Tensor) -> Tensor:
    """Precision, recall and F1 (3,) as the authors' code has them: weighted, per batch of 100, then averaged.

    First met in notebooks/13_train_on_a_skewed_set.

    >>> labels = torch.arange(300) % 3
    >>> as_the_authors(labels, torch.zeros_like(labels))[0].item() > 0.33  # each batch of 100 is of one class
    True
    """
    return scores_by_batches(*sorted_by_class(labels, predicted), PAPER_BATCH).mean(0)


def scores_of(run: Run) -> Mapping[str, Any]:
    """The scores of one run: of the weights that were best in validation, on pictures that were not used for it."""
    seen, labels = run.chosen, run.chosen.labels
    classes = len(seen.class_names)
    validated = run.said[run.best].argmax(1)
    assert seen.features is not None
    near = same_class_neighbors(seen.features, labels)
    everything = dict(zip(NAMES, macro_scores(labels, seen.predicted, classes).tolist(), strict=True))
    printed = dict(zip(NAMES, as_the_authors(run.labels, validated).tolist(), strict=True))
    return {
        "validation accuracy": run.accuracies()[run.best],
        "accuracy": seen.accuracy,
        "last accuracy": run.last.accuracy,
        **everything,
        "rare recall": float((seen.predicted[labels == RARE] == RARE).double().mean()),
        "rare F1": float(f1_of(labels, seen.predicted)),
        **{f"{name} by batches": number for name, number in printed.items()},
        "ECE": float(expected_calibration_error(reliability(seen.probabilities, labels))),
        "same-class neighbors": float(near.mean()),
        "same-class neighbors, rare": float(near[labels == RARE].mean()),
    }


def validation_curves(run: Run) -> dict[str, Any]:
    """What a scene shows of a run: the validation loss by its own loss and by cross-entropy, and the accuracy."""
    return {
        "own loss": torch.tensor(run.losses()).numpy(),
        "cross-entropy": torch.tensor(run.losses(F.cross_entropy)).numpy(),
        "accuracy": torch.tensor(run.accuracies()).numpy(),
    }
