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
        plain, boxes=torch.zeros(4, 4), labels=torch.tensor([0, 1, 2, 0]), clean_labels=plain.labels
    )
    assert "boxes" not in repr(plain)
    assert "wrong labels" not in repr(plain)
    assert re.search(r"boxes +4, xyxy pixels", repr(noisy))
    assert re.search(r"wrong labels +25\.0%", repr(noisy))


def test_the_extras_of_two_records_are_their_own() -> None:
    one, other = images(), images()
    one.extra["share"] = torch.ones(5)
    assert other.extra == {}
