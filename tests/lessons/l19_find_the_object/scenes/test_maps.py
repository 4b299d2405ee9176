"""A classifier's boxes beside a detector's: maps, boxes and counts by hand."""

import numpy as np
import pytest
import torch
from lessons.l19_find_the_object.samples import PICTURES, classifier, near_misses
from spec.scene_checks import close, is_light_and_says_itself, marks, said
from torchvision.ops import box_iou

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.scenes import maps
from nls_tutorial.lessons.l19_find_the_object.scenes.maps import SHARES
from nls_tutorial.models import class_activation_maps
from nls_tutorial.records import Images, Line, Picture

SIDE = PICTURES.images.shape[-1]


def drawn(mark: Line, index: dict[str, int]) -> list[list[float]]:
    """The boxes x1, y1, x2, y2 that a line outlines."""
    x, y = (side.at(index).reshape(-1, 6) for side in (mark.x, mark.y))
    return [[a[0], -b[0], a[1], -b[2]] for a, b in zip(x, y, strict=True) if not np.isnan(a[0])]


def test_each_class_of_a_picture_has_the_box_of_its_map() -> None:
    scene = lesson.maps_beside_detector(classifier(), near_misses(), PICTURES)
    own_maps = class_activation_maps(classifier(), PICTURES.images)
    mapped, truth = marks(scene, 0, Line)
    for picture, own in enumerate(lesson.truth_of(PICTURES)):
        for at, share in enumerate(SHARES):
            index = {"picture": picture, "share": at}
            kinds = list(dict.fromkeys((own["labels"] - 1).tolist()))
            boxes = lesson.map_boxes(own_maps[picture, kinds], (SIDE, SIDE), share=share)
            seen = boxes[:, 2] > boxes[:, 0]
            close(np.reshape(drawn(mapped, index), (-1, 4)), boxes[seen])
            close(drawn(truth, index), own["boxes"])
            found = 0
            for kind, box in zip(kinds, boxes, strict=True):
                same = own["boxes"][own["labels"] == kind + 1]
                found += bool(box_iou(box[None], same).max() >= 0.5)
            assert said(scene, index)[:2] == [len(own["labels"]), found]


def test_the_detector_shows_what_it_is_sure_of() -> None:
    scene = lesson.maps_beside_detector(classifier(), near_misses(), PICTURES, above=0.6)
    shown, _ = marks(scene, 1, Line)
    for picture, one in enumerate(near_misses()):
        index = {"picture": picture, "share": 0}
        close(np.reshape(drawn(shown, index), (-1, 4)), one["boxes"][one["scores"] >= 0.6])
        judged = lesson.score_detections([one], PICTURES.select(torch.tensor([picture])))
        assert said(scene, index)[2] == int(judged.right[judged.scores >= 0.6].sum())
    (frame,) = marks(scene, 1, Picture)
    close(frame.at({"picture": 1, "share": 0})[3, 4], (255 * PICTURES.images[1, :, 3, 4]).round())


def test_two_of_a_kind_have_one_map() -> None:
    images = PICTURES.images[:2]
    kind = int(class_activation_maps(classifier(), images)[0].amax((1, 2)).argmax())  # its map has a value above 0
    boxes = torch.tensor([[[0.0, 0, 16, 16], [24, 24, 40, 40]]]).expand(2, -1, -1)
    kinds = torch.full((2, 2), kind)
    twins = Images(images, kinds[:, 0], PICTURES.class_names, "test", boxes, box_labels=kinds)
    nothing = [{name: value[:0] for name, value in one.items()} for one in near_misses()[:2]]
    scene = lesson.maps_beside_detector(classifier(), nothing, twins)
    mapped, truth = marks(scene, 0, Line)
    assert len(drawn(mapped, {"picture": 0, "share": 4})) == 1
    assert len(drawn(truth, {"picture": 0, "share": 4})) == 2
    assert said(scene, {"picture": 0, "share": 4})[2] == 0


def test_what_does_not_fit_is_refused() -> None:
    one = PICTURES.select(slice(0, 1))
    with pytest.raises(ValueError, match="data must be two to eight pictures"):
        lesson.maps_beside_detector(classifier(), near_misses()[:1], one)
    with pytest.raises(ValueError, match="data must be two to eight pictures"):
        lesson.maps_beside_detector(classifier(), near_misses()[:2], PICTURES)
    with pytest.raises(ValueError, match="above must lie in"):
        lesson.maps_beside_detector(classifier(), near_misses(), PICTURES, above=2)


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(lesson.maps_beside_detector(classifier(), near_misses(), PICTURES))


def test_the_share_that_maps_find_counts_one_object_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    lit = torch.zeros(len(PICTURES), PICTURES.classes, SIDE, SIDE)
    there, kinds = 0, 0
    for row, own in enumerate(lesson.truth_of(PICTURES)):
        labels = (own["labels"] - 1).tolist()
        there, kinds = there + len(labels), kinds + len(set(labels))
        for label in set(labels):  # its map is lit on the first object of its class, and nowhere else
            x1, y1, x2, y2 = (round(side) for side in own["boxes"][labels.index(label)].tolist())
            lit[row, label, y1:y2, x1:x2] = 1
    monkeypatch.setattr(maps, "class_activation_maps", lambda *_: lit)
    assert lesson.found_by_maps(classifier(), PICTURES) == pytest.approx(kinds / there)
    monkeypatch.setattr(maps, "class_activation_maps", lambda *_: torch.zeros_like(lit))
    assert lesson.found_by_maps(classifier(), PICTURES) == 0
    with pytest.raises(ValueError, match="share must"):
        lesson.found_by_maps(classifier(), PICTURES, share=0)
