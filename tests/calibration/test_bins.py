"""Bins and their edges: against the definition one sample at a time, scikit-learn, and by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import calibration_spec as spec
from spec.calibration_draws import drawn, generator, tied_predictions
from spec.later import later
from spec.loss_checks import as_shipped

from nls_tutorial.calibration import bins as leaf
from nls_tutorial.calibration import expected_calibration_error, reliability, reliability_of
from nls_tutorial.records import Bins

sk_calibration = later("sklearn.calibration")


def same(bins: Bins, table: list, edges: list) -> None:
    assert bins.edges.tolist() == edges
    assert bins.counts.tolist() == [n for n, _, _ in table]
    assert bins.correct.tolist() == [right for _, right, _ in table]
    assert bins.confidence_sums.tolist() == pytest.approx([total for _, _, total in table], rel=1e-12)


def test_by_hand() -> None:
    probabilities = torch.tensor([[0.5, 0.5], [0.2, 0.8], [1.0, 0.0], [0.1, 0.9]], dtype=torch.float64)
    bins = reliability(probabilities, torch.tensor([0, 1, 0, 0]), bins=5)
    # (0.4, 0.6] holds 0.5, right by the first of the tie; (0.6, 0.8] holds 0.8; (0.8, 1] holds 1.0 and 0.9
    assert bins.counts.tolist() == [0, 0, 1, 1, 2]
    assert bins.correct.tolist() == [0, 0, 1, 1, 1]
    assert bins.confidence_sums.tolist() == pytest.approx([0, 0, 0.5, 0.8, 1.9])
    assert bins.edges.tolist() == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_right_edge_belongs_to_the_bin_and_zero_to_the_first(dtype: torch.dtype) -> None:
    values = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0], dtype=dtype)
    assert leaf.which_bin(values, leaf.equal_width(4)).tolist() == [0, 0, 1, 2, 3]
    above = torch.nextafter(values[:-1], torch.ones(4, dtype=dtype))
    assert leaf.which_bin(above, leaf.equal_width(4)).tolist() == [0, 1, 2, 3]
    own = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0], dtype=torch.float64)
    assert leaf.which_bin(values, own).tolist() == [0, 0, 1, 2, 3]


@given(tied_predictions(), st.sampled_from([1, 2, 3, 5, 10, 15, 100]))
def test_equal_width_equals_the_definition(predictions: tuple, bins: int) -> None:
    probabilities, labels = predictions
    confidences, right = spec.tops(probabilities.tolist(), labels.tolist())
    edges = spec.width_edges(bins)
    same(reliability(probabilities, labels, bins=bins), spec.reliability(confidences, right, edges), edges)


@given(tied_predictions(), st.sampled_from([1, 2, 3, 5, 20]))
def test_equal_mass_equals_the_definition(predictions: tuple, bins: int) -> None:
    probabilities, labels = predictions
    confidences, right = spec.tops(probabilities.tolist(), labels.tolist())
    edges = spec.mass_edges(confidences, bins)
    found = reliability(probabilities, labels, bins=bins, scheme="mass")
    same(found, spec.reliability(confidences, right, edges), edges)
    assert found.total == len(labels)


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=30), st.sampled_from([3, 7, 10, 15, 100]))
def test_a_float32_confidence_is_compared_as_the_number_it_is(confidences: list, bins: int) -> None:
    near = torch.arange(1, bins, dtype=torch.float64).div(bins).float()
    values = torch.cat(
        [torch.tensor(confidences), near, torch.nextafter(near, near - 1), torch.nextafter(near, near + 1)]
    )
    places = leaf.which_bin(values, leaf.equal_width(bins)).tolist()
    assert places == [spec.bin_of(c, spec.width_edges(bins)) for c in values.tolist()]
    assert places == leaf.which_bin(values.double(), leaf.equal_width(bins)).tolist()
    # the same edges but for one: the search, and not the product
    own = leaf.equal_width(bins)
    own[1] = own[1] / 2
    assert leaf.which_bin(values, own).tolist() == [spec.bin_of(c, own.tolist()) for c in values.tolist()]


def test_half_precision_is_compared_as_the_number_it_is() -> None:
    values = torch.tensor([0.5, 0.6, 1.0], dtype=torch.bfloat16)  # 0.6 is stored as 0.6015625
    assert leaf.which_bin(values, leaf.equal_width(5)).tolist() == [2, 3, 4]
    probabilities = torch.tensor([[0.7, 0.3], [0.4, 0.6]], dtype=torch.bfloat16)
    assert reliability(probabilities, torch.tensor([0, 0]), bins=10).total == 2


def test_agrees_with_scikit_learn_away_from_edges() -> None:
    generator_ = np.random.default_rng(0)
    confidences = generator_.uniform(0.05, 0.99, 500)
    right = generator_.uniform(size=500) < confidences
    shares, means = sk_calibration.calibration_curve(right, confidences, n_bins=12)
    bins = reliability_of(torch.from_numpy(confidences), torch.from_numpy(right), bins=12)
    held = bins.counts > 0
    np.testing.assert_allclose(bins.accuracy[held].numpy(), shares)
    np.testing.assert_allclose(bins.confidence[held].numpy(), means)


def test_equal_mass_bins_are_equal_without_ties() -> None:
    confidences, right = torch.rand(60, generator=generator(0)), torch.arange(60) % 3 == 0
    bins = reliability_of(confidences, right, bins=15, scheme="mass")
    assert bins.counts.tolist() == [4] * 15
    for b, part in enumerate(np.array_split(confidences.double().sort().values.numpy(), 15)):
        assert float(bins.confidence_sums[b]) == pytest.approx(part.sum())
    uneven = reliability_of(confidences[:58], right[:58], bins=15, scheme="mass")
    assert uneven.total == 58
    assert set(uneven.counts.tolist()) == {3, 4}


@given(tied_predictions(), st.randoms(use_true_random=False))
def test_order_does_not_matter(predictions: tuple, random) -> None:
    probabilities, labels = predictions
    order = list(range(len(labels)))
    random.shuffle(order)
    for scheme in ("width", "mass"):
        straight = reliability(probabilities, labels, bins=4, scheme=scheme)
        shuffled = reliability(probabilities[order], labels[order], bins=4, scheme=scheme)
        assert torch.equal(straight.edges, shuffled.edges)
        assert torch.equal(straight.counts, shuffled.counts)
        assert torch.equal(straight.correct, shuffled.correct)


def test_fewer_samples_than_equal_mass_bins() -> None:
    bins = reliability_of(torch.tensor([0.9, 0.6]), torch.tensor([True, False]), bins=5, scheme="mass")
    assert bins.total == 2
    assert sorted(bins.counts.tolist()) == [0, 0, 0, 1, 1]
    assert bins.edges.tolist() == pytest.approx([0, 0.6, 0.6, 0.9, 0.9, 1], abs=1e-7)


def test_ties_share_an_equal_mass_bin() -> None:
    confidences = torch.tensor([0.7, 1.0, 1.0, 1.0, 1.0, 1.0])
    bins = reliability_of(confidences, torch.tensor([True, False, True, True, False, True]), bins=3, scheme="mass")
    # ranks 2 and 4 are both 1.0: the first bin takes everything, the others are empty
    assert bins.counts.tolist() == [6, 0, 0]
    assert bins.correct.tolist() == [4, 0, 0]


def test_edges_by_hand() -> None:
    confidences = torch.tensor([0.0, 0.3, 0.31, 1.0], dtype=torch.float64)
    right = torch.tensor([True, True, False, True])
    bins = reliability_of(confidences, right, edges=[0.0, 0.3, 0.5, 1.0], bins=99, scheme="mass")
    assert bins.counts.tolist() == [2, 1, 1]
    own = torch.tensor([0.0, 0.3, 0.5, 1.0], dtype=torch.float64)
    as_tensor = reliability_of(confidences, right, edges=own)
    assert torch.equal(as_tensor.counts, bins.counts)
    probabilities = torch.tensor([[0.7, 0.3]], dtype=torch.float64)
    assert reliability(probabilities, torch.tensor([0]), edges=(0, 0.7, 1)).counts.tolist() == [1, 0]
    assert reliability(probabilities, torch.tensor([0]), edges=(0, 1)).counts.tolist() == [1]


@given(st.integers(2, 40), st.integers(1, 39), st.integers(0, 99), st.sampled_from(["width", "mass"]))
def test_parts_add_up_to_the_whole(rows: int, cut: int, seed: int, scheme: str) -> None:
    _, probabilities, labels = drawn(rows, 3, seed)
    whole = reliability(probabilities, labels, scheme=scheme)
    parts = [
        reliability(p, y, edges=whole.edges)
        for p, y in ((probabilities[:cut], labels[:cut]), (probabilities[cut:], labels[cut:]))
    ]
    merged = sum(parts)
    assert torch.equal(merged.counts, whole.counts)
    assert torch.equal(merged.correct, whole.correct)
    torch.testing.assert_close(merged.confidence_sums, whole.confidence_sums, rtol=1e-14, atol=1e-14)
    assert torch.equal((parts[0] + parts[1]).counts, (parts[1] + parts[0]).counts)


def test_an_empty_shard_adds_nothing() -> None:
    _, probabilities, labels = drawn(9, 3)
    empty = reliability(probabilities[:0], labels[:0])
    assert empty.total == 0
    assert torch.equal((empty + reliability(probabilities, labels)).counts, reliability(probabilities, labels).counts)


def test_parts_that_are_looked_at_in_turn_give_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for classes in (3, 40):
        _, probabilities, labels = drawn(50, classes)
        whole = reliability(probabilities, labels)
        with monkeypatch.context() as patch:
            patch.setattr("nls_tutorial.calibration.inputs._ENTRIES", 7 * classes)
            parts = reliability(probabilities, labels)
            mass = reliability(probabilities, labels, scheme="mass")
        assert torch.equal(parts.counts, whole.counts)
        assert torch.equal(parts.correct, whole.correct)
        torch.testing.assert_close(parts.confidence_sums, whole.confidence_sums)
        assert torch.equal(mass.edges, reliability(probabilities, labels, scheme="mass").edges)


def test_a_million_float32_confidences_are_summed_in_float64() -> None:
    confidences = torch.rand(1_000_000, generator=generator(0)) * 0.05 + 0.9
    bins = reliability_of(confidences, confidences > 0.93, bins=10)
    exact = math.fsum(confidences.tolist())
    assert float(bins.confidence_sums.sum()) == pytest.approx(exact, rel=1e-12)


def test_pixels_are_samples_and_the_ignored_are_not_looked_at() -> None:
    logits = torch.randn(2, 3, 4, 5, generator=generator(3))
    probabilities, labels = logits.softmax(1), torch.randint(3, (2, 4, 5), generator=generator(4))
    flat = probabilities.permute(0, 2, 3, 1).reshape(-1, 3)
    dense, rows = reliability(probabilities, labels), reliability(flat, labels.flatten())
    assert torch.equal(dense.counts, rows.counts)
    assert torch.equal(dense.correct, rows.correct)
    ignored = labels.clone()
    ignored[0, 0] = 255
    probabilities[0, :, 0] = math.nan
    kept = (ignored != 255).flatten()
    left_out = reliability(probabilities, ignored, ignore_index=255)
    assert left_out.total == 35
    assert torch.equal(left_out.counts, reliability(flat[kept], labels.flatten()[kept]).counts)
    everything = reliability(probabilities, torch.full_like(labels, 255), ignore_index=255)
    assert everything.total == 0


def test_confidences_that_lie_apart_in_memory() -> None:
    _, probabilities, labels = drawn(20, 4)
    column = probabilities[:, 1]
    found = reliability_of(column, labels == 1)
    assert torch.equal(found.counts, reliability_of(column.clone(), labels == 1).counts)


def test_leaves_its_arguments_alone() -> None:
    _, probabilities, labels = drawn(20, 4)
    before = probabilities.clone()
    reliability(probabilities, labels)
    assert torch.equal(probabilities, before)
    assert not reliability(probabilities.requires_grad_(), labels).confidence_sums.requires_grad


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("scheme", ["width", "mass"])
def test_on_the_gpu(scheme: str) -> None:
    _, probabilities, labels = drawn(1000, 10, dtype=torch.float32)
    here, there = (
        reliability(p, y, scheme=scheme) for p, y in ((probabilities, labels), (probabilities.cuda(), labels.cuda()))
    )
    assert torch.equal(here.counts, there.counts)
    torch.testing.assert_close(here.confidence_sums, there.confidence_sums)


P, Y = torch.tensor([[0.7, 0.3], [0.4, 0.6]]), torch.tensor([0, 1])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"bins": 0}, ValueError, "bins must be at least 1, but got 0"),
        ({"scheme": "equal"}, ValueError, "scheme must be one of 'width', 'mass', but got 'equal'"),
        ({"edges": [0.0, 0.5]}, ValueError, "edges must begin with 0 and end with 1, but got 0 and 0.5"),
        ({"edges": [0.1, 1.0]}, ValueError, "edges must begin with 0 and end with 1, but got 0.1 and 1"),
        ({"edges": [0.0, 0.6, 0.5, 1.0]}, ValueError, r"edges must not fall, but got \[0.0, 0.6, 0.5, 1.0\]"),
        ({"edges": [0.0, math.nan, 1.0]}, ValueError, "edges must not fall"),
        ({"edges": [0.0]}, ValueError, r"edges must have shape \(M \+ 1,\), M ≥ 1, but got \(1,\)"),
        ({"probabilities": P * 2}, ValueError, r"probabilities must lie in \[0, 1\], but got values from 0.6 to 1.4"),
        ({"probabilities": P - 0.35}, ValueError, r"probabilities must lie in \[0, 1\], but got values from -0.05"),
        ({"probabilities": P * math.nan}, ValueError, r"probabilities must lie in \[0, 1\], but got values from nan"),
        (
            {"probabilities": P * 0.9},
            ValueError,
            "probabilities must sum to 1 over the classes, but got a row that is off by 0.1",
        ),
        (
            {"probabilities": torch.tensor([[0.9, 0.6], [0.3, 0.2]])},
            ValueError,
            "probabilities must sum to 1 over the classes, but got a row that is off by 0.5",
        ),
        ({"probabilities": P.long()}, TypeError, "probabilities must hold floating-point numbers"),
        (
            {"probabilities": P[0]},
            ValueError,
            r"probabilities must have shape \(B, K\) or \(B, K, H, W\) with K ≥ 2, but got \(2,\)",
        ),
        ({"probabilities": P[:, :1]}, ValueError, r"with K ≥ 2, but got \(2, 1\)"),
        ({"labels": torch.tensor([0, 2])}, ValueError, "labels must lie in 0 … 1, but got 2"),
        ({"labels": torch.tensor([0, -1])}, ValueError, "labels must lie in 0 … 1, but got -1"),
        ({"labels": torch.tensor([0.0, 1.0])}, TypeError, "labels must be int64, but got torch.float32"),
        (
            {"labels": torch.tensor([0])},
            ValueError,
            r"labels must have shape \(2,\) to fit probabilities of shape \(2, 2\), but got \(1,\)",
        ),
        (
            {"probabilities": P[:0], "labels": Y[:0], "scheme": "mass"},
            ValueError,
            "confidences must hold at least one sample for equal-mass bins",
        ),
    ],
)
def test_refusals(change: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        reliability(**{"probabilities": P, "labels": Y, **change})


@pytest.mark.parametrize("row", [[0.5, -0.2, 0.7], [1.2, -0.1, -0.1], [0.3, 0.3, 0.3]])
@pytest.mark.parametrize("classes", [3, 40])
def test_one_bad_row_among_many_is_found(row: list, classes: int) -> None:
    _, probabilities, labels = drawn(40, classes)
    probabilities[17] = 0.0
    probabilities[17, :3] = torch.tensor(row).double()
    with pytest.raises(ValueError, match="probabilities must"):
        reliability(probabilities, labels)


@pytest.mark.parametrize(
    ("confidences", "right", "error", "message"),
    [
        (
            torch.tensor([1.1]),
            torch.tensor([True]),
            ValueError,
            r"confidences must lie in \[0, 1\], but got values from 1.1",
        ),
        (torch.tensor([math.nan]), torch.tensor([True]), ValueError, r"confidences must lie in \[0, 1\]"),
        (torch.tensor([1]), torch.tensor([True]), TypeError, "confidences must hold floating-point numbers"),
        (
            torch.tensor([0.5]),
            torch.tensor([1]),
            TypeError,
            r"right must be a bool tensor of shape \(1,\), .* but got torch.int64",
        ),
        (torch.tensor([0.5]), torch.tensor([True, False]), TypeError, "right must be a bool tensor"),
    ],
)
def test_refusals_of_confidences(confidences: torch.Tensor, right: torch.Tensor, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        reliability_of(confidences, right)
    assert reliability_of(torch.zeros(0), torch.zeros(0, dtype=torch.bool)).total == 0


def test_one_rounding_unit_beyond_one_is_one() -> None:
    bins = reliability(torch.tensor([[1.0000001, 0.0]]), torch.tensor([0]))
    assert bins.counts[-1] == 1
    assert float(bins.confidence_sums.sum()) == 1
    with pytest.raises(ValueError, match=r"probabilities must lie in \[0, 1\], but got values from 0 to 1.00001"):
        reliability(torch.tensor([[1.00001, 0.0]]), torch.tensor([0]))


def test_the_first_mistake_of_a_newcomer() -> None:
    with as_shipped(), pytest.raises(TypeError, match=r"^bins must be a record of bins, but got Tensor. Call reliab"):
        expected_calibration_error(torch.tensor([[0.5, 0.5]]))
