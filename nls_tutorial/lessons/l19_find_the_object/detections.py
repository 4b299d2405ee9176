"""What a detector found in all pictures, which of it is right, and what a threshold keeps of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.boxes import average_precision, hits
from nls_tutorial.calibration import expected_calibration_error, reliability_of
from nls_tutorial.records import Bins, Images
from nls_tutorial.records.summary import Summary
from nls_tutorial.training import objects_of

BINS = 15  # of D-ECE


@dataclass(frozen=True, eq=False, repr=False)
class Detections(Summary):
    r"""All boxes that a detector found in a set of pictures: how sure it was, and whether it was right.

    `scores` (n,) in [0, 1], `right` (n,) bool and `labels` (n,) int64, class k as k + 1; `objects` (K,) how many
    objects of each class there are. Right is what `boxes.hits` says. Made by `score_detections`.
    First met in notebooks/19_find_the_object.

    >>> from torch import tensor
    >>> found = Detections(tensor([0.9, 0.6, 0.3]), tensor([True, False, True]), tensor([1, 1, 2]), tensor([2, 1]))
    >>> found.precision, round(found.recall, 3), found.above(0.5).recall
    (0.6666666666666666, 0.667, 0.3333333333333333)
    """

    scores: Tensor
    right: Tensor
    labels: Tensor
    objects: Tensor

    def above(self, threshold: float) -> "Detections":
        """Those whose score is at least `threshold`; the objects stay. Raises ValueError outside [0, 1].

        >>> from torch import tensor
        >>> found = Detections(tensor([0.9, 0.6]), tensor([True, False]), tensor([1, 1]), tensor([1]))
        >>> len(found.above(0.6).scores), len(found.above(0.7).scores)
        (2, 1)
        """
        checks.fraction("threshold", threshold, "Use 0.5.")
        kept = self.scores.double() >= threshold
        return Detections(self.scores[kept], self.right[kept], self.labels[kept], self.objects)

    @property
    def precision(self) -> float:
        """The share of boxes that are right; NaN where there is no box."""
        return float(self.right.double().mean())

    @property
    def recall(self) -> float:
        """The share of objects that were found."""
        return float(self.right.sum()) / int(self.objects.sum())

    @property
    def bins(self) -> Bins:
        """Scores in 15 bins of equal width, with the right boxes counted: confidence against precision."""
        return reliability_of(self.scores, self.right, bins=BINS)

    @property
    def calibration_error(self) -> float:
        r"""D-ECE, $\sum_b \frac{n_b}{n} |\mathrm{precision}_b - \mathrm{confidence}_b|$; NaN where there is no box.

        Source: Küppers et al. 2020, Multivariate Confidence Calibration for Object Detection, on confidence alone.
        """
        return float(expected_calibration_error(self.bins)) if len(self.scores) else float("nan")

    @property
    def average_precision(self) -> float:
        """AP50: `boxes.average_precision` of each class that has objects, and their mean."""
        each = [
            average_precision(self.scores[self.labels == label], self.right[self.labels == label], objects)
            for label, objects in enumerate(self.objects.tolist(), start=1)
            if objects > 0
        ]
        return float(torch.stack(each).mean())

    def _summary(self) -> dict[str, object]:
        return {
            "boxes": f"{len(self.scores):,}, {int(self.right.sum()):,} of them right",
            "objects": f"{int(self.objects.sum()):,}",
            "precision": f"{self.precision:.3f}",
            "recall": f"{self.recall:.3f}",
            "AP50": f"{self.average_precision:.3f}",
            "D-ECE": f"{self.calibration_error:.3f}",
        }


def score_detections(found: Sequence[Mapping[str, Tensor]], data: Images, *, overlap: float = 0.5) -> Detections:
    r"""Compares what was found in each picture with what is there.

    Args:
        found: what `models.detect` gives, a dict of boxes, scores and labels (1 … K) for each picture.
        data: the pictures, with `boxes` and `box_labels`; some may be without objects, not all.
        overlap: the IoU from which a box counts as right, in [0, 1].

    Returns:
        The detections of all pictures, one after the other. Raises ValueError for another number of pictures, labels
        that are none of the K classes, objects of no width, and pictures that are all without objects.
        First met in notebooks/19_find_the_object.

    >>> from nls_tutorial.data import object_scenes
    >>> scenes = object_scenes(1, objects=(1, 1), seed=0)
    >>> perfect = {"boxes": scenes.boxes[0], "scores": torch.ones(1), "labels": scenes.box_labels[0] + 1}
    >>> score_detections([perfect], scenes).recall
    1.0
    """
    boxes, classes = check_found(found, data)
    right = []
    for one, own, labels in zip(found, boxes, classes, strict=True):
        there = labels >= 0
        right.append(hits(one["boxes"], one["scores"], one["labels"], own[there], labels[there] + 1, overlap=overlap))
    objects = torch.bincount(classes[classes >= 0], minlength=data.classes)
    scores, labels = (torch.cat([one[name] for one in found]) for name in ("scores", "labels"))
    return Detections(scores, torch.cat(right), labels, objects)


def check_found(found: Sequence[Mapping[str, Tensor]], data: Images) -> tuple[Tensor, Tensor]:
    """The boxes (N, n, 4) and labels (N, n) of `data`, as `training.objects_of` gives them, where `found` fits them.

    Raises ValueError for another number of pictures, labels that are none of the K classes, objects of no width, and
    pictures that are all without objects.

    >>> from nls_tutorial.data import object_scenes
    >>> check_found([], object_scenes(2))
    Traceback (most recent call last):
        ...
    ValueError: found must hold one for each of the 2 pictures, but got 0. Detect in all.
    """
    found = checks.several("found", found, "Give what models.detect gives.")
    if len(found) != len(data):
        checks.refuse("found", f"must hold one for each of the {len(data)} pictures", len(found), "Detect in all.")
    boxes, classes = objects_of(data)
    for place, one in enumerate(found):
        _labels_fit(place, one["labels"], data.classes)
    if not bool((classes >= 0).any()):
        checks.refuse("data", "must have at least one object", "none in all pictures", "Then nothing can be found.")
    return boxes, classes


def _labels_fit(place: int, labels: Tensor, classes: int) -> None:
    outside = labels[(labels < 1) | (labels > classes)]
    if len(outside) > 0:
        step = f"Label 0 is the background; class k of the data is label k + 1, up to {classes}."
        checks.refuse(f"found[{place}]", f"must have labels 1 … {classes}", int(outside[0]), step)
