"""What each of many networks is given: one for all, or a list with one for each."""

from functools import partial

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.training.batches import images_and_labels
from nls_tutorial.training.networks import alike, check_networks, grouped, one_each

DATA = Images(torch.zeros(3, 1, 2, 2), torch.tensor([0, 1, 1]), ("a", "b"), "train")
SGD, ADAM = partial(torch.optim.SGD, lr=0.1), partial(torch.optim.Adam, lr=0.1)


def networks(count: int = 3, **more: object):
    given = {"data": DATA, "losses": F.cross_entropy, "validation": None, "batch_of": images_and_labels}
    given |= {"optimizer": SGD, "scheduler": None, "seed": 0, **more}
    return one_each([mlp(4, 2, seed=number) for number in range(count)], **given)


def test_one_for_all_and_one_for_each() -> None:
    found = networks(seed=[5, 6, 7])
    assert [one.seed for one in found] == [5, 6, 7]
    assert {id(one.data) for one in found} == {id(DATA)}
    with pytest.raises(ValueError, match=r"seed must be one, or 3, as there are models, but got 2"):
        networks(seed=[5, 6])


def test_those_with_like_optimizers_stand_together_and_know_their_place() -> None:
    found = networks(optimizer=[SGD, ADAM, partial(torch.optim.SGD, lr=0.1)])
    assert [one.place for one in found] == [0, 2, 1]


def test_data_has_one_length() -> None:
    check_networks(networks())
    with pytest.raises(ValueError, match=r"data must have one length for all networks, but got 2 and 3"):
        check_networks(networks(data=[DATA, DATA.select(torch.tensor([0, 1])), DATA]))
    with pytest.raises(ValueError, match=r"seed must be at least 0"):
        check_networks(networks(seed=[0, -1, 2]))


def test_functions_are_alike_by_what_they_do() -> None:
    assert alike(None, None)
    assert alike(partial(round, ndigits=1), partial(round, ndigits=1))
    assert not alike(partial(round, ndigits=1), partial(round, ndigits=1.0)), "another type"
    assert not alike(partial(round, ndigits=1), partial(round))
    assert not alike(partial(round, ndigits=1), partial(abs, ndigits=1))
    weights = torch.ones(2)
    assert alike(partial(F.cross_entropy, weight=weights), partial(F.cross_entropy, weight=weights))
    assert not alike(partial(F.cross_entropy, weight=weights), partial(F.cross_entropy, weight=weights.clone()))


def test_groups_keep_the_order() -> None:
    assert grouped("banana", str.__eq__) == [["b"], ["a", "a", "a"], ["n", "n"]]
    assert grouped([], str.__eq__) == []
