"""Runs that would go the same way have equal lines; where they differ, the part is named."""

from functools import partial

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.training.batches import images_and_labels
from nls_tutorial.training.identity import PARTS, differences, identity


def lines(*, assume_same=(), rate: float = 0.1, width: int = 8, **parts: object) -> dict[str, str]:
    model = mlp(4, 2, width=width, seed=0)
    data = Images(torch.zeros(3, 1, 2, 2), torch.tensor([0, 1, 1]), ("a", "b"), "train")
    given = {"data": data, "validation": None, "loss": F.cross_entropy, "batch_of": images_and_labels}
    given |= {"batch_size": 2, "seed": 0}
    return identity(model, torch.optim.SGD(model.parameters(), lr=rate), None, assume_same, **{**given, **parts})


def test_the_same_run_twice_has_the_same_lines() -> None:
    assert lines() == lines()
    assert differences(lines(), lines(), ()) == {}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"rate": 0.2}, "optimizer"),
        ({"width": 9}, "model"),
        ({"loss": partial(F.cross_entropy, label_smoothing=0.1)}, "loss"),
        ({"batch_size": 3}, "batch_size"),
        ({"seed": 1}, "seed"),
        ({"data": Images(torch.ones(3, 1, 2, 2), torch.tensor([0, 1, 1]), ("a", "b"), "train")}, "data"),
    ],
)
def test_a_difference_names_its_part(change: dict, part: str) -> None:
    found = differences(lines(), lines(**change), ())
    assert part in found
    assert list(found) == [name for name in PARTS if name in found], "in the order in which a run is told"
    assert all("(now " in told for many in found.values() for told in many)


def test_what_is_assumed_to_be_the_same_is_not_compared() -> None:
    assert not any(name.startswith("loss") for name in lines(assume_same=("loss",)))
    assert differences(lines(), lines(loss=F.nll_loss), ("loss",)) == {}


def test_what_cannot_be_looked_into_is_refused_with_the_way_out() -> None:
    with pytest.raises(
        ValueError, match=r"loss must be made of what a checkpoint can compare.*assume_same=\(\"loss\",\)"
    ):
        lines(loss=partial(F.cross_entropy, weight=(number for number in range(2))))


def test_long_lines_are_cut() -> None:
    told = differences({"loss": "x" * 200}, {}, ())["loss"][0]
    assert told == f"loss {'x' * 87}… (now none)"
