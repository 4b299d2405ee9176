import dataclasses
import re

import pytest
import torch

from nls_tutorial.records import Images


def images(classes: int = 4, count: int = 5) -> Images:
    names = tuple(f"class {k}" for k in range(classes))
    return Images(torch.zeros(count, 3, 8, 6), torch.arange(count) % classes, names, "train")


def test_what_is_shown() -> None:
    facts = repr(images()).splitlines()
    assert facts[0] == "Images"
    assert [re.sub(r"  +", "  ", line.strip()) for line in facts[1:]] == [
        "split  train",
        "pictures  5 of 3×8×6",
        "classes  4 (class 0, class 1, class 2, …)",
    ]
    assert "3×8×6" in images()._repr_html_()


@pytest.mark.parametrize(("classes", "names"), [(2, "2 (class 0, class 1)"), (3, "3 (class 0, class 1, class 2)")])
def test_few_classes_are_all_named(classes: int, names: str) -> None:
    assert repr(images(classes)).endswith(names)


def test_size_and_class_count() -> None:
    assert (len(images()), images().classes) == (5, 4)


def test_boxes_and_wrong_labels_are_shown_when_there_are_any() -> None:
    plain = images(count=4)
    noisy = dataclasses.replace(
        plain, boxes=torch.tensor([[0, 0, 1, 1]] * 4), labels=torch.tensor([0, 1, 2, 0]), clean_labels=plain.labels
    )
    assert "boxes" not in repr(plain)
    assert "wrong labels" not in repr(plain)
    assert re.search(r"boxes +4, xyxy pixels", repr(noisy))
    assert re.search(r"wrong labels +25\.0%", repr(noisy))


def test_the_extras_of_two_records_are_their_own() -> None:
    one, other = images(), images()
    one.extra["share"] = torch.ones(5)
    assert other.extra == {}


def several() -> Images:
    boxes = torch.arange(1.0, 41).reshape(5, 2, 4)
    boxes[0, 1] = 0
    labels = torch.tensor([[0, -1], [1, 1], [2, 0], [3, 2], [0, 1]])
    masks = torch.rand(5, 8, 6) < 0.5
    return dataclasses.replace(images(), boxes=boxes, box_labels=labels, masks=masks, extra={"row": torch.arange(5)})


def test_own_boxes_are_those_of_the_labels_class() -> None:
    data = several()
    assert data.own_boxes is not None
    assert (data.own_boxes != 0).any(2).tolist() == [
        [True, False],
        [True, True],
        [True, False],
        [True, False],
        [True, False],
    ]
    assert torch.equal(data.own_boxes[1], data.boxes[1])
    one = dataclasses.replace(images(), boxes=data.boxes[:, 0])
    assert torch.equal(one.own_boxes, data.boxes[:, :1])
    assert torch.equal(dataclasses.replace(data, box_labels=None).own_boxes, data.boxes)
    assert images().own_boxes is None
    assert re.search(r"boxes +9, xyxy pixels", repr(data))


@pytest.mark.parametrize(
    "rows", [torch.tensor([3, 1]), slice(1, 4, 2), torch.tensor([False, True, False, True, False])]
)
def test_a_part_takes_all_that_belongs_to_it(rows) -> None:
    data = several()
    part = data.select(rows)
    chosen = part.extra["row"]
    assert sorted(chosen.tolist()) == [1, 3]
    for name in ("images", "labels", "boxes", "box_labels", "masks"):
        assert torch.equal(getattr(part, name), getattr(data, name)[chosen]), name
    assert part.clean_labels is None
    assert (part.split, part.class_names) == (data.split, data.class_names)
    assert len(data) == 5


def test_to_a_device() -> None:
    moved = several().to("meta")
    assert {moved.images.device.type, moved.boxes.device.type, moved.extra["row"].device.type} == {"meta"}
