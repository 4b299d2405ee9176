"""The study of birds, and a lead that is compared from set to set."""

import numpy as np
import pytest
from lessons.l14_train_on_cifar10.samples import results

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import FINE_GRAINED
from nls_tutorial.records import verdict


@pytest.mark.slow
def test_a_cell_has_a_score_for_each_set() -> None:
    settings = {"epochs": 1, "pictures": 40, "test": 40, "size": 16, "width": 2}
    (first, _), (again, _) = (FINE_GRAINED.compute("FL", seed=1, device="cpu", **settings) for _ in range(2))
    assert set(first) == set(FINE_GRAINED.scores)
    for name, numbers in first.items():
        assert len(numbers) == len(lesson.SETS)
        np.testing.assert_array_equal(numbers, again[name])


def test_a_lead_is_the_difference_of_two_by_hand() -> None:
    sample = results("set", tuple(lesson.SETS))
    names = tuple(lesson.SETS)
    leads = [sample.scores("CE", "ECE", set=name) - sample.scores("MbLS", "ECE", set=name) for name in names]
    expected = verdict(leads[2], leads[0], claim="higher", scale=100, unit=" points", digits=1)
    assert str(lesson.lead(sample, names[2], names[0])) == str(expected)
    turned = lesson.lead(sample, names[2], names[0], arm="LS")
    assert turned.mean != expected.mean
