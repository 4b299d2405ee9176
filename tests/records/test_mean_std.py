"""Mean and standard deviation over the seeds, against statistics and by hand."""

import math
import statistics

import numpy as np
import pytest

from nls_tutorial.records import mean_std


def test_it_is_that_of_the_standard_library() -> None:
    numbers = np.random.default_rng(0).normal(size=7).tolist()
    mean, std = mean_std(numbers)
    assert mean == pytest.approx(statistics.mean(numbers))
    assert std == pytest.approx(statistics.stdev(numbers))


def test_nan_is_left_out_and_counted() -> None:
    found = mean_std([1.0, math.nan, 3.0])
    assert (found.mean, found.count, found.missing) == (2.0, 2, 1)
    assert f"{found:.1f}" == "2.0 ± 1.4 (1 none)"


def test_one_number_has_no_spread_and_none_is_none() -> None:
    assert f"{mean_std([0.5]):.2f}" == "0.50"
    assert math.isnan(mean_std([0.5]).std)
    assert f"{mean_std([math.nan]):.1f}" == "none"


def test_another_unit() -> None:
    assert f"{100 * mean_std([0.1, 0.2]):.1f}" == "15.0 ± 7.1"
    assert (mean_std([1.0, 2.0]) * -1).std == mean_std([1.0, 2.0]).std
