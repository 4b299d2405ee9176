"""The answers of lesson 12 by hand and against the library."""

import pytest
import torch

from nls_tutorial.lessons.l12_compare_the_losses.exercises import difference_by_seed, luck, objection, sentence
from nls_tutorial.records import verdict


def test_a_difference_by_hand() -> None:
    found = difference_by_seed(torch.tensor([0.3, 0.5]), torch.tensor([0.1, 0.1]))
    torch.testing.assert_close(found, torch.tensor([0.3, 0.1]))  # differences 0.2 and 0.4


@pytest.mark.parametrize(("agree", "seeds"), [(5, 5), (4, 5), (2, 3), (0, 4)])
def test_luck_is_that_of_a_verdict(agree: int, seeds: int) -> None:
    signs = [1.0 + 0.1 * k for k in range(agree)] + [-1.0 - 0.1 * k for k in range(seeds - agree)]
    assert luck(agree, seeds) == pytest.approx(verdict(signs, claim="higher").luck)


def test_the_choices() -> None:
    assert (sentence(), objection()) == ("b", "c")
