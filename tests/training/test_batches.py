"""The one door for data: what comes through it, and how a run is cut into batches."""

import pytest
import torch
from torch import nn

from nls_tutorial.data import digits
from nls_tutorial.training import Augmented, CutMix, cutmix, flip_and_shift, images_and_labels
from nls_tutorial.training.batches import has_batch_norm, shuffled_batches


def chance() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@pytest.mark.parametrize(
    ("count", "size", "join", "lengths"),
    [
        (10, 4, True, [4, 4, 2]),
        (9, 4, True, [4, 5]),
        (9, 4, False, [4, 4, 1]),
        (1, 4, True, [1]),
        (3, 1, True, [1, 1, 1]),
        (2, 1, True, [1, 1]),
    ],
)
def test_batches(count, size, join, lengths) -> None:
    batches = shuffled_batches(count, size, chance(), join=join)
    assert [len(batch) for batch in batches] == lengths
    assert torch.equal(torch.cat(batches), torch.randperm(count, generator=chance()))


def test_batch_norm_is_found_wherever_it_is() -> None:
    deep = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.BatchNorm1d(2)))
    assert [has_batch_norm(model) for model in (deep, deep[0], nn.GroupNorm(1, 2))] == [True, False, False]


def test_as_they_are_and_augmented() -> None:
    batch = digits().test
    images, labels = images_and_labels(batch, chance())
    assert images is batch.images
    assert labels is batch.labels
    moved, same = Augmented(flip_and_shift)(batch, chance())
    assert torch.equal(moved, flip_and_shift(images, chance()))
    assert same is labels
    assert Augmented(flip_and_shift)(batch, None)[0] is images


def test_cutmix_mixes_what_another_transform_gives() -> None:
    batch = digits().test
    hard = torch.eye(10)[batch.labels]
    images, targets = CutMix(10)(batch, chance())
    expected = cutmix(batch.images, hard, chance())
    assert torch.equal(images, expected[0])
    assert torch.equal(targets, expected[1])
    images, targets = CutMix(10)(batch, None)
    assert images is batch.images
    assert torch.equal(targets, hard)
    soft = CutMix(10, lambda batch, generator: (batch.images, hard.flip(1)), probability=0.0)
    assert torch.equal(soft(batch, chance())[1], hard.flip(1))


@pytest.mark.parametrize(("options", "said"), [({"classes": 1}, "classes"), ({"probability": 2}, "probability")])
def test_cutmix_refuses(options, said) -> None:
    with pytest.raises(ValueError, match=said):
        CutMix(**{"classes": 10, **options})
