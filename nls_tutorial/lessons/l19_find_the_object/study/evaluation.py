"""What a study notes down of a classifier, and of the detector that was made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.boxes import iou
from nls_tutorial.calibration import chance_calibration_errors
from nls_tutorial.lessons.l19_find_the_object.coco import coco_scores
from nls_tutorial.lessons.l19_find_the_object.detections import BINS, Detections, score_detections
from nls_tutorial.lessons.l19_find_the_object.map_boxes import map_boxes
from nls_tutorial.models import Classifier, class_activation_maps
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, Score
from nls_tutorial.studies.study import Outcome

THRESHOLDS = (0.01, *(round(0.05 * step, 2) for step in range(1, 20)))
SHARES = tuple(round(0.1 * step, 1) for step in range(1, 10))  # of a map's largest value
AXES = {"threshold": THRESHOLDS, "share": SHARES}
CURVES = ("precision", "recall", "AP50 above", "D-ECE", "D-ECE by chance", "boxes")
SCORES = {
    **{name: Score() for name in ("AP", "AP50", "AR", "accuracy")},
    "map boxes": Score(axes=("share",)),
    **{name: Score(axes=("threshold",)) for name in CURVES[:-1]},
    "boxes": Score("", axes=("threshold",), digits=0),
}
NO_CLASSIFIER: dict[str, Any] = {"accuracy": float("nan"), "map boxes": [float("nan")] * len(SHARES)}
CHANCE_DRAWS = 20


def classifier_scores(classifier: Classifier, test: Images, device: str = "auto") -> dict[str, Any]:
    """Accuracy on pictures with one object, and how often its map's box has an IoU of at least ½ with the true one.

    "map boxes" is a list over `SHARES`; the map is that of the true class. First met in notebooks/19_find_the_object.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> told = classifier_scores(gap_cnn(3, 10), scenes(8), device="cpu")
    >>> list(told), len(told["map boxes"]) == len(SHARES)
    (['accuracy', 'map boxes'], True)
    """
    boxes = test.boxes
    assert boxes is not None
    size = (int(test.images.shape[2]), int(test.images.shape[3]))
    rows = torch.arange(len(test))
    accuracy = collect(classifier, test, device=device).accuracy
    maps = class_activation_maps(classifier, test.images)[rows, test.labels]
    own = boxes if boxes.ndim == 2 else boxes[:, 0]
    fit = [iou(map_boxes(maps, size, share=share), own).diagonal() >= 0.5 for share in SHARES]
    return {"accuracy": accuracy, "map boxes": [float(row.double().mean()) for row in fit]}


def threshold_curves(found: Detections) -> dict[str, list[float]]:
    """What each of `THRESHOLDS` keeps: precision, recall, AP50, D-ECE, D-ECE by chance alone, and how many boxes.

    First met in notebooks/19_find_the_object.

    >>> from torch import tensor
    >>> found = Detections(tensor([0.9, 0.6]), tensor([True, False]), tensor([1, 1]), tensor([1]))
    >>> {name: row[0] for name, row in threshold_curves(found).items() if name in ("precision", "recall", "boxes")}
    {'precision': 0.5, 'recall': 1.0, 'boxes': 2.0}
    """
    rows = []
    for threshold in THRESHOLDS:
        kept = found.above(threshold)
        chance = float("nan")
        if len(kept.scores):
            draws = chance_calibration_errors(kept.scores.double(), bins=BINS, draws=CHANCE_DRAWS)
            chance = float(draws.mean())
        errors = kept.calibration_error, chance
        rows.append((kept.precision, kept.recall, kept.average_precision, *errors, float(len(kept.scores))))
    return {name: list(column) for name, column in zip(CURVES, zip(*rows, strict=True), strict=True)}


def detector_outcome(
    found: Sequence[Mapping[str, Tensor]], test: Images, before: Mapping[str, Any], *, keep: bool
) -> Outcome:
    """All of `SCORES` of one cell; with `keep` the boxes' scores and whether they are right, too."""
    judged = score_detections(found, test)
    scores = {**coco_scores(found, test), **before, **threshold_curves(judged)}
    arrays = {"scores": judged.scores.numpy(), "right": judged.right.numpy()} if keep else {}
    return scores, arrays
