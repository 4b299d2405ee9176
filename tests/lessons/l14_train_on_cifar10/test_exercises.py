"""The answers of lesson 14 by hand, by simulation, and against the library."""

import math

import pytest
import torch
from scipy import stats

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10 import exercises
from nls_tutorial.targets import smooth_uniform


def test_two_smoothings_are_one() -> None:
    once = smooth_uniform(torch.tensor([1]), 4, 0.2).double()
    twice = (1 - 0.1) * once + 0.1 / 4
    expected = smooth_uniform(torch.tensor([1]), 4, exercises.smoothed_twice(0.2, 0.1)).double()
    torch.testing.assert_close(twice, expected, atol=1e-6, rtol=0)


def test_the_paired_error_is_the_standard_error_of_the_mean() -> None:
    first = torch.tensor([1, 1, 0, 1, 0, 1, 1, 0], dtype=torch.bool)
    second = torch.tensor([1, 0, 0, 1, 1, 1, 0, 0], dtype=torch.bool)
    apart = (first.long() - second.long()).numpy()
    assert exercises.paired_error(first, second) == pytest.approx(stats.sem(apart, ddof=0))
    assert exercises.paired_error(first, first) == 0


@pytest.mark.parametrize(("spread", "wanted"), [(0.3, 0.3), (0.3, 0.1), (1.0, 2.0)])
def test_one_seed_fewer_reaches_too_far(spread: float, wanted: float) -> None:
    n = exercises.seeds_needed(spread, wanted)
    reach = [stats.t.interval(0.95, k - 1, 0, spread / math.sqrt(k))[1] for k in (n - 1, n)]
    assert reach[1] <= wanted < reach[0]


def test_what_is_left_has_no_row_and_no_column() -> None:
    figures = torch.from_numpy(lesson.accuracies()[2])
    left = exercises.beyond_the_sum(figures)
    for axis in (0, 1):
        torch.testing.assert_close(left.mean(axis), torch.zeros(4 - axis, dtype=torch.float64), atol=1e-9, rtol=0)
    rows, columns = torch.tensor([[1.0], [5.0], [2.0]]).double(), torch.tensor([[0.0, 2.0, 3.0, 1.0]]).double()
    torch.testing.assert_close(exercises.beyond_the_sum(rows + columns), torch.zeros(3, 4).double())
    torch.testing.assert_close(exercises.beyond_the_sum(figures + rows + columns), left)
    assert left[2].abs().mean() > 1.5 * left[:2].abs().mean()  # the remark: ResNet50's are the largest
