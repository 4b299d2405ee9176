"""T is fitted on one part and paid on another; the parts share no row and no group."""

import pytest
import torch

from nls_tutorial.calibration import fit_temperature
from nls_tutorial.reports import rescale, two_parts


def test_the_parts_are_disjoint_and_alike() -> None:
    labels = torch.tensor([0] * 60 + [1] * 30 + [2] * 10)
    fitted, scored = two_parts(labels, share=0.3, seed=4)
    assert sorted([*fitted.tolist(), *scored.tolist()]) == list(range(100))
    assert labels[fitted].bincount().tolist() == [18, 9, 3]


def test_groups_lie_on_one_side() -> None:
    labels, groups = torch.arange(60) % 3, torch.arange(60) // 6
    fitted, scored = two_parts(labels, groups=groups)
    assert not set(groups[fitted].tolist()) & set(groups[scored].tolist())
    assert len(fitted) == len(scored) == 30


@pytest.mark.parametrize("share", [0.0, 1.0, 0.01, 1.5])
def test_a_share_that_leaves_nothing(share: float) -> None:
    with pytest.raises(ValueError, match="--share must"):
        two_parts(torch.zeros(20, dtype=torch.int64), share=share)


def test_the_numbers_are_those_of_the_scored_part() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = 5 * torch.randn(200, 3, generator=generator)
    labels = (logits / 5 + torch.randn(200, 3, generator=generator)).argmax(1)
    told = rescale((logits[:100], labels[:100]), (logits[100:], labels[100:]), resamples=5)
    assert told.temperature == fit_temperature(logits[:100], labels[:100]).temperature
    assert told.before["accuracy"].value == told.after["accuracy"].value
    loss = torch.nn.functional.cross_entropy(logits[100:].double() / told.temperature, labels[100:])
    assert told.after["NLL"].value == pytest.approx(float(loss))
    assert told.after["NLL"].value < told.before["NLL"].value


def test_no_optimum_is_told() -> None:
    logits, labels = torch.tensor([[3.0, 0.0]] * 20), torch.zeros(20, dtype=torch.int64)
    told = rescale((logits, labels), (logits, labels), resamples=5)
    assert (told.after, told.temperature) == (None, 1.0)
    assert "no optimum" in repr(told)
