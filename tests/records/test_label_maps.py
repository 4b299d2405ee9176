"""Label maps: what they hold, and what is refused."""

import pytest
import torch

from nls_tutorial.records import LabelMaps

NAMES = ("road", "sky", "tree")


def maps(labels: torch.Tensor, **other: object) -> LabelMaps:
    given = {"images": torch.zeros(len(labels), 3, *labels.shape[1:]), "class_names": NAMES, "split": "test", **other}
    return LabelMaps(labels=labels, **given)


def test_pictures_are_selected_with_their_labels() -> None:
    whole = maps(torch.tensor([[[0, 1]], [[2, 255]], [[1, 1]]]))
    part = whole.select(torch.tensor([2, 1]))
    assert (len(whole), whole.classes, len(part)) == (3, 3, 2)
    assert part.labels.tolist() == [[[1, 1]], [[2, 255]]]
    assert (part.class_names, part.split, part.ignore_index) == (NAMES, "test", 255)
    assert part.to("cpu").labels.equal(part.labels)
    assert "16.7% of the pixels" in repr(whole)


@pytest.mark.parametrize(
    ("labels", "other", "says"),
    [
        (torch.tensor([[[0, 3]]]), {}, r"labels must lie in 0 … 2, or be 255, but got 3"),
        (torch.tensor([[[0, -1]]]), {}, r"labels must lie in 0 … 2, or be 255, but got -1"),
        (torch.tensor([[[0, 1]], [[255, 255]]]), {}, r"labels\[1\] must hold at least one labelled pixel"),
        (torch.tensor([[[0, 1]]]), {"images": torch.zeros(1, 3, 2, 2)}, r"labels must have shape \(1, 2, 2\)"),
        (torch.tensor([[[0, 0]]]), {"class_names": ("road",)}, "class_names must name at least two classes"),
        (torch.tensor([[[0, 1]]]), {"ignore_index": 2}, "ignore_index must lie outside 0 … 2, but got 2"),
        (torch.tensor([[[0, 1]]]), {"images": torch.full((1, 3, 1, 2), torch.nan)}, "images must be finite"),
    ],
)
def test_what_does_not_fit_is_told(labels: torch.Tensor, other: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        maps(labels, **other)


def test_labels_are_whole_numbers() -> None:
    with pytest.raises(TypeError, match="labels must be int64"):
        maps(torch.zeros(1, 2, 2))
