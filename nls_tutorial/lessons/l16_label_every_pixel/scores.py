"""What is measured of predictions for every pixel: of all, near a border and far from it, picture by picture."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    confusion_counts,
    ece_interval,
    expected_calibration_error,
    fit_temperature,
    mean_iou,
    negative_log_likelihood,
    reliability,
    reliability_of,
)
from nls_tutorial.data import near_border
from nls_tutorial.records import Bins, LabelMaps, Predictions

WIDTHS = (0, 1, 2, 3, 4)  # of an ignored border, in pixels
NEAR = 2  # pixels: so near to another class a pixel is called a border pixel
PLACES = ("border", "inner")
SURE = 0.9  # confidence from which a wrong pixel is called sure and wrong
RESAMPLES = 60


def near_another_class(data: LabelMaps, width: int) -> Tensor:
    """For each labelled pixel, in the order in which `collect` lists them, whether it is `near_border`: bool (N,).

    First met in notebooks/16_label_every_pixel.

    >>> maps = torch.tensor([[[0, 0, 0, 1, 255]]])
    >>> one = LabelMaps(torch.zeros(1, 3, 1, 5), maps, ("road", "sky"), "test")
    >>> near_another_class(one, 1).tolist()
    [False, False, True, True]
    """
    near = near_border(data.labels, width, ignore_index=data.ignore_index)
    return near[data.labels != data.ignore_index]


def some(seen: Predictions, rows: Tensor) -> Predictions:
    """The decisions in `rows` (bool or int64), with their groups. First met in notebooks/16_label_every_pixel.

    >>> logits, group = torch.eye(2), torch.tensor([0, 1])
    >>> both = Predictions(logits, torch.tensor([0, 1]), ("road", "sky"), "test", 0, group=group)
    >>> some(both, torch.tensor([False, True])).labels.tolist()
    [1]
    """
    group = None if seen.group is None else seen.group[rows]
    return Predictions(seen.logits[rows], seen.labels[rows], seen.class_names, seen.split, seen.seed, group=group)


def bins_of(seen: Predictions, *, bins: int = 15) -> Bins:
    """The decisions in bins of equal width. First met in notebooks/16_label_every_pixel.

    >>> seen = Predictions(torch.eye(2), torch.tensor([0, 0]), ("road", "sky"), "test", 0)
    >>> found = bins_of(seen, bins=2)
    >>> found.counts.tolist(), found.correct.tolist()
    ([0, 2], [0, 1])
    """
    return reliability(seen.probabilities, seen.labels, bins=bins)


def ece(seen: Predictions) -> float:
    """ECE of all decisions in one heap, 15 bins of equal width. First met in notebooks/16_label_every_pixel."""
    return float(expected_calibration_error(bins_of(seen)))


def iou(seen: Predictions) -> float:
    """Mean intersection over union of all decisions in one heap. First met in notebooks/16_label_every_pixel."""
    return float(mean_iou(confusion_counts(seen.predicted, seen.labels, len(seen.class_names))))


def ece_by_picture(seen: Predictions) -> Tensor:
    """The ECE of each picture's own pixels, (G,) float64. Raises ValueError where no `group` says which is whose.

    First met in notebooks/16_label_every_pixel.

    >>> logits = torch.tensor([[9.0, 0.0], [9.0, 0.0], [9.0, 0.0], [9.0, 0.0]])
    >>> seen = Predictions(logits, torch.tensor([0, 0, 0, 1]), ("a", "b"), "test", 0, group=torch.tensor([0, 0, 1, 1]))
    >>> [f"{one:.2f}" for one in ece_by_picture(seen).tolist()]  # the first picture is right, the second half right
    ['0.00', '0.50']
    """
    if seen.group is None:
        step = "Make them with collect."
        checks.refuse("seen", "must say in group which picture a pixel is of", "no group", step)
    sure, right = seen.confidence, seen.predicted == seen.labels
    errors = [
        expected_calibration_error(reliability_of(sure[rows], right[rows]))
        for rows in (seen.group == picture for picture in seen.group.unique())
    ]
    return torch.stack(errors)


def interval_widths(seen: Predictions, *, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, float]:
    """How wide the 95 % interval of the ECE is when pictures are drawn anew, and when pixels are.

    First met in notebooks/16_label_every_pixel.
    """
    sure, right = seen.confidence, seen.predicted == seen.labels
    found = {}
    for name, groups in (("over pictures", seen.group), ("over pixels", None)):
        low, high = ece_interval(sure, right, resamples=resamples, seed=seed, groups=groups)
        found[name] = float(high - low)
    return found


def sure_and_wrong(seen: Predictions, near: Tensor) -> tuple[float, float]:
    """The share of pixels that are wrong with a confidence of `SURE` or more, and how many of these are near a border.

    `near` bool (N,). The second share is NaN where no pixel is sure and wrong.
    First met in notebooks/16_label_every_pixel.

    >>> logits = torch.tensor([[9.0, 0.0], [9.0, 0.0], [0.5, 0.0], [9.0, 0.0]])
    >>> seen = Predictions(logits, torch.tensor([1, 1, 1, 0]), ("a", "b"), "test", 0)
    >>> sure_and_wrong(seen, torch.tensor([True, False, True, True]))
    (0.5, 0.5)
    """
    these = (seen.predicted != seen.labels) & (seen.confidence >= SURE)
    return float(these.double().mean()), float(near[these].double().mean())


def _measured(part: Predictions) -> dict[str, float]:
    """mIoU, accuracy, confidence and ECE of some pixels; NaN where there are none."""
    if len(part) == 0:
        return dict.fromkeys(("mIoU", "accuracy", "confidence", "ECE"), float("nan"))
    return {
        "mIoU": iou(part),
        "accuracy": part.accuracy,
        "confidence": float(part.confidence.mean()),
        "ECE": ece(part),
    }


def score(seen: Predictions, data: LabelMaps, fitted: Predictions, *, widths: Sequence[int] = WIDTHS) -> dict[str, Any]:
    """All scores of test predictions `seen` of `data`; the temperature is fitted on `fitted`, of the calibration part.

    Shares, nats and a number; mIoU, accuracy and ECE for each ignored border, accuracy, confidence and ECE near a
    border and far from it; NaN where no pixel is left. First met in notebooks/16_label_every_pixel.
    """
    fit = fit_temperature(fitted.logits, fitted.labels, split=fitted.split)
    cooled = fit.apply_to(seen) if fit.exists else None
    near = near_another_class(data, NEAR)
    parts = [_measured(some(seen, near)), _measured(some(seen, ~near))]
    counted = [_measured(some(seen, ~near_another_class(data, width))) for width in widths]
    share, at_border = sure_and_wrong(seen, near)
    mass = reliability(seen.probabilities, seen.labels, scheme="mass")
    nothing = float("nan")
    return {
        **{name: [one[name] for one in counted] for name in ("mIoU", "accuracy", "ECE")},
        "AECE": float(expected_calibration_error(mass)),
        "NLL": float(negative_log_likelihood(seen.logits, seen.labels)),
        "confidence": float(seen.confidence.mean()),
        "temperature": nothing if fit.temperature is None else fit.temperature,
        "ECE cooled": nothing if cooled is None else ece(cooled),
        "ECE of a picture": float(ece_by_picture(seen).mean()),
        **interval_widths(seen),
        **{f"place: {name}": [one[name] for one in parts] for name in ("accuracy", "confidence", "ECE")},
        "sure and wrong": share,
        "of these at a border": at_border,
        "pixels at a border": float(near.double().mean()),
    }
