"""Where a classifier looks, turned into boxes, beside what a detector says."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.boxes import hits
from nls_tutorial.lessons.l19_find_the_object.map_boxes import map_boxes
from nls_tutorial.lessons.l19_find_the_object.scenes.outlines import outlined, picture_panel, pixels
from nls_tutorial.models import Classifier, class_activation_maps
from nls_tutorial.records import Control, Images, Picture, Readout, Scene, track
from nls_tutorial.training import objects_of

SHARES = tuple(round(0.1 * step, 1) for step in range(1, 10))
DIM = 0.25  # how bright a picture stays where no map is lit


def maps_beside_detector(
    classifier: Classifier, found: Sequence[Mapping[str, Tensor]], data: Images, *, above: float = 0.3
) -> Scene:
    r"""Drag how much of a map belongs to its box: a classifier's boxes, and a detector's, in the same pictures.

    Args:
        classifier: one with activation maps, such as `gap_cnn`; it is asked for the classes that are in the picture.
        found: what a detector finds in `data`.
        data: two to eight pictures with boxes, `data.object_scenes`.
        above: the detector's boxes of at least so much confidence are drawn.

    Returns:
        The scene, with a control for the share of a map's largest value and one for the picture. Raises ValueError for
        another number of pictures and what `training.objects_of` refuses. First met in notebooks/19_find_the_object.
    """
    if not 2 <= len(data) <= 8 or len(found) != len(data):
        seen = f"{len(data)} pictures, found in {len(found)}"
        checks.refuse("data", "must be two to eight pictures, with what was found in each", seen, "Select some.")
    checks.fraction("above", above, "Use 0.3.")
    boxes, labels = objects_of(data)
    maps, classes = _own_maps(classifier, data, labels)
    size = (int(data.images.shape[2]), int(data.images.shape[3]))
    mapped = torch.stack([map_boxes(maps.flatten(0, 1), size, share=share) for share in SHARES])
    mapped = mapped.unflatten(1, maps.shape[:2])  # (shares, pictures, classes of a picture, 4)
    kept = [_above(one, above) for one in found]
    over = ("share", "picture")
    truth = outlined(boxes, ("picture",), "object", "green", "dotted", 2.0, there=labels >= 0)
    left = outlined(mapped, over, "box of a map", "orange")
    right = outlined(_padded(kept), ("picture",), "box found", "blue")
    place = (0, size[1], -size[0], 0)
    counts = [_found_by_maps(row, classes, boxes, labels) for row in mapped]
    return Scene(
        "A map's boxes beside a detector's",
        "Left, pictures lit where a classifier's maps are large, with a box around each map; right, the same pictures "
        "with the boxes of a detector. Dotted: the objects.",
        (
            picture_panel(
                "A classifier's maps", *size, (Picture(_lit(data.images, maps), *place, ("picture",)), left, truth)
            ),
            picture_panel("A detector", *size, (Picture(pixels(data.images), *place, ("picture",)), right, truth)),
        ),
        (
            Control("share", "share of the largest value", SHARES, start=SHARES.index(0.5), digits=1),
            Control("picture", "picture", tuple(str(row + 1) for row in range(len(data)))),
        ),
        (
            Readout("objects", track((labels >= 0).sum(1), "picture"), 0),
            Readout("found by the maps", track(counts, *over), 0),
            Readout("found by the detector", track(_found_by_detector(kept, boxes, labels), "picture"), 0),
        ),
    )


def found_by_maps(classifier: Classifier, data: Images, *, share: float = 0.5) -> float:
    """The share of the objects that the boxes of a classifier's maps find, with an IoU of at least ½.

    Args:
        classifier: one with activation maps, such as `gap_cnn`; it is asked for the classes that are in the picture.
        data: pictures with boxes, `data.object_scenes`.
        share: of a map's largest value, from which on a place belongs to its box; above 0, at most 1.

    Returns the share, in [0, 1]. Raises what `training.objects_of` and `map_boxes` refuse.
    First met in notebooks/19_find_the_object.
    """
    boxes, labels = objects_of(data)
    maps, classes = _own_maps(classifier, data, labels)
    size = (int(data.images.shape[2]), int(data.images.shape[3]))
    mapped = map_boxes(maps.flatten(0, 1), size, share=share).unflatten(0, maps.shape[:2])
    return float(sum(_found_by_maps(mapped, classes, boxes, labels))) / int((labels >= 0).sum())


def _own_maps(classifier: Classifier, data: Images, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The map of each class that is in a picture, (N, n, h, w), and the class (N, n); −1 and an empty map elsewhere."""
    maps = class_activation_maps(classifier, data.images)
    first = torch.ones_like(labels, dtype=torch.bool)
    for place in range(1, labels.shape[1]):  # two objects of one class have one map
        first[:, place] = (labels[:, :place] != labels[:, place : place + 1]).all(1)
    classes = labels.where(first, -1)
    own = maps.gather(1, classes.clamp(min=0)[..., None, None].expand(-1, -1, *maps.shape[2:]))
    return own * (classes >= 0)[..., None, None], classes


def _lit(images: Tensor, maps: Tensor) -> np.ndarray:
    """Pictures as bright as the largest of their maps, each map over its own largest value."""
    top = maps.amax((-2, -1), keepdim=True)
    light = (maps / top.clamp(min=1e-12)).clamp(0, 1).amax(1, keepdim=True)
    light = F.interpolate(light, size=images.shape[-2:], mode="nearest")
    return pixels(images * (DIM + (1 - DIM) * light))


def _above(one: Mapping[str, Tensor], above: float) -> dict[str, Tensor]:
    sure = one["scores"].double() >= above
    return {name: one[name][sure] for name in ("boxes", "scores", "labels")}


def _padded(kept: Sequence[Mapping[str, Tensor]]) -> Tensor:
    most = max(1, max(len(one["boxes"]) for one in kept))
    return torch.stack([F.pad(one["boxes"].double(), (0, 0, 0, most - len(one["boxes"]))) for one in kept])


def _found_by_maps(mapped: Tensor, classes: Tensor, boxes: Tensor, labels: Tensor) -> list[int]:
    """In each picture, the objects whose IoU with the box of a map of their class is at least ½."""
    told = []
    for own, kinds, truth, there in zip(mapped, classes, boxes, labels, strict=True):
        drawn = (kinds >= 0) & (own[:, 2] > own[:, 0])
        ones = torch.ones(int(drawn.sum()))
        told.append(int(hits(own[drawn], ones, kinds[drawn], truth[there >= 0], there[there >= 0]).sum()))
    return told


def _found_by_detector(kept: Sequence[Mapping[str, Tensor]], boxes: Tensor, labels: Tensor) -> list[int]:
    return [
        int(hits(one["boxes"], one["scores"], one["labels"], truth[there >= 0], there[there >= 0] + 1).sum())
        for one, truth, there in zip(kept, boxes, labels, strict=True)
    ]
