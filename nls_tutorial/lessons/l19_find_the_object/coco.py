"""AP, AP50 and AR as COCO counts them, by torchmetrics with either of two backends."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.lessons.l19_find_the_object.detections import check_found
from nls_tutorial.records import Images
from nls_tutorial.training import objects_of

BACKENDS = ("pycocotools", "faster_coco_eval")
NAMES = {"AP": "map", "AP50": "map_50", "AR": "mar_100"}  # ours, torchmetrics'


def coco_scores(
    found: Sequence[Mapping[str, Tensor]], data: Images, *, backend: str = "pycocotools"
) -> dict[str, float]:
    r"""AP (the mean over the IoUs 0.5, 0.55 … 0.95), AP50 and AR (recall over the same IoUs, up to 100 boxes each).

    Args:
        found: what `models.detect` gives: label 0 is the background, class k of the data is k + 1.
        data: the pictures, with `boxes` and `box_labels`.
        backend: "pycocotools", the reference, or "faster_coco_eval".

    Returns:
        The three numbers in [0, 1], means over the classes that occur. Raises ValueError for another backend and what
        `check_found` refuses; ModuleNotFoundError without the extra "detection".
        First met in notebooks/19_find_the_object.

    torchmetrics rounds the 101 levels of recall to float32, so a recall of just 0.6 may not reach its level: AP can
    lie a thousandth below `Detections.average_precision`.

    >>> import torch
    >>> from nls_tutorial.data import object_scenes
    >>> scenes = object_scenes(1, objects=(1, 1), seed=0)
    >>> perfect = {"boxes": scenes.boxes[0], "scores": torch.ones(1), "labels": scenes.box_labels[0] + 1}
    >>> {name: round(value, 6) for name, value in coco_scores([perfect], scenes).items()}
    {'AP': 1.0, 'AP50': 1.0, 'AR': 1.0}
    """
    checks.choice("backend", backend, BACKENDS)
    check_found(found, data)
    with needs("detection"):
        from torchmetrics.detection import MeanAveragePrecision

        import_module(backend)  # torchmetrics asks for it in words of its own
    metric: Any = MeanAveragePrecision(box_format="xyxy", iou_type="bbox", backend=cast(Any, backend))
    metric.update([dict(one) for one in found], truth_of(data))
    told = metric.compute()
    return {name: float(told[theirs]) for name, theirs in NAMES.items()}


def truth_of(data: Images) -> list[dict[str, Tensor]]:
    """The true boxes and labels (1 … K) of each picture, without those that are not there, as torchmetrics asks.

    >>> from nls_tutorial.data import object_scenes
    >>> (one,) = truth_of(object_scenes(1, objects=(2, 2), seed=0))
    >>> one["boxes"].shape, bool((one["labels"] >= 1).all())
    (torch.Size([2, 4]), True)
    """
    boxes, labels = objects_of(data)
    return [
        {"boxes": own[there], "labels": classes[there] + 1}
        for own, classes, there in zip(boxes, labels, labels >= 0, strict=True)
    ]
