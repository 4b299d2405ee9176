import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec

from nls_tutorial import calibration
from nls_tutorial.calibration.bins import equal_width, which_bin
from nls_tutorial.exercises import check, ece_gallery
from nls_tutorial.lessons.l06_read_a_reliability_diagram.exercises import (
    bin_of,
    ece,
    is_right,
    least_ece,
    missing_accuracy,
)

samples = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=12)


def tensors(drawn: list[tuple[float, bool]]) -> tuple[torch.Tensor, torch.Tensor]:
    sure, right = zip(*drawn, strict=True)
    return torch.tensor(sure, dtype=torch.float64), torch.tensor(right)


def test_the_edges_by_hand() -> None:
    assert [bin_of(confidence, 4) for confidence in (0.0, 0.1, 0.25, 0.26, 0.5, 0.75, 0.76, 1.0)] == [
        0,
        0,
        0,
        1,
        1,
        2,
        3,
        3,
    ]


@given(st.floats(0, 1), st.sampled_from([1, 2, 4, 8, 16]))
def test_the_bin_is_the_librarys(confidence: float, bins: int) -> None:
    assert bin_of(confidence, bins) == int(which_bin(torch.tensor(confidence).double(), equal_width(bins)))


@pytest.mark.parametrize("bins", [3, 7, 10, 15, 20, 30, 49, 100])
def test_an_edge_belongs_to_the_bin_below_it_whatever_the_product_rounds_to(bins: int) -> None:
    assert [bin_of(k / bins, bins) for k in range(1, bins + 1)] == list(range(bins))
    edges = torch.arange(1, bins + 1, dtype=torch.float64) / bins
    right = torch.arange(bins) % 2 == 0
    alone = [abs(float(r) - k / bins) for k, r in enumerate(right, 1)]  # one sample in each bin
    assert ece(edges, right, bins) == pytest.approx(sum(alone) / bins, abs=1e-12)


@given(samples, st.sampled_from([1, 2, 4, 8]))
def test_ece_is_the_definition(drawn: list, bins: int) -> None:
    sure, right = tensors(drawn)
    table = spec.reliability(sure.tolist(), right.tolist(), spec.width_edges(bins))
    assert ece(sure, right, bins) == pytest.approx(spec.expected_calibration_error(table), abs=1e-9)


@pytest.mark.slow
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=7))
def test_no_partition_has_a_lower_ece_and_one_bin_has_it(drawn: list) -> None:
    sure, right = tensors(sorted(drawn))
    least = least_ece(sure, right)
    cuts = sorted(set(sure.tolist()) - {0.0, 1.0})
    for size in range(len(cuts) + 1):
        for edges in itertools.combinations(cuts, size):
            bins = calibration.reliability_of(sure, right, edges=[0.0, *edges, 1.0])
            assert float(calibration.expected_calibration_error(bins)) >= least - 1e-12
    one = calibration.reliability_of(sure, right, bins=1)
    assert float(calibration.expected_calibration_error(one)) == pytest.approx(least, abs=1e-12)


@given(st.integers(0, 50))
def test_the_missing_accuracy_is_that_of_the_predictions(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    probabilities = (2 * torch.randn(40, 4, generator=generator, dtype=torch.float64)).softmax(1)
    labels = torch.randint(4, (40,), generator=generator)
    labels[0], labels[1] = probabilities[0].argmax(), probabilities[1].argmin()
    over, under = (f(probabilities, labels) for f in (calibration.overconfidence, calibration.underconfidence))
    accuracy = float((probabilities.argmax(1) == labels).double().mean())
    if abs(1 - float(over) - float(under)) > 0.05:
        average = float(calibration.average_confidence(probabilities))
        assert missing_accuracy(average, float(over), float(under)) == pytest.approx(accuracy, abs=1e-6)


def test_the_tables_hard_label_row() -> None:
    assert missing_accuracy(0.2982, 0.2734, 0.3362) == pytest.approx(0.0633, abs=5e-4)


def test_the_check_trusts_the_right_and_catches_every_wrong_one() -> None:
    assert all(is_right(implementation) for implementation in ece_gallery.RIGHT.values())
    assert not any(is_right(implementation) for implementation in ece_gallery.WRONG.values())


def test_other_good_answers_are_accepted() -> None:
    assert check("06.2", ece_gallery.by_the_library).passed
    assert check("06.2", ece_gallery.by_masks).passed

    def compares(implementation) -> bool:
        generator = torch.Generator().manual_seed(9)
        for size, bins in ((1, 10), (3, 1), (40, 4), (200_000, 10)):
            sure = 1 - 0.09 * torch.randint(6, (size,), generator=generator).double()
            right = torch.rand(size, generator=generator, dtype=torch.float64) < 0.95
            if abs(implementation(sure, right, bins) - ece_gallery.by_masks(sure, right, bins)) > 1e-6:
                return False
        return True

    assert check("06.5", compares).passed


def test_who_slips_through_is_named() -> None:
    message = check("06.5", lambda implementation: implementation is not ece_gallery.phantom_bin).message
    assert "for implementation = the function lowest_sample_lost, it gave True, but False was expected" in message
