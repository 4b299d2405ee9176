"""Bins as a record: what they say of themselves, and how they add up."""

import math

import pytest
import torch

from nls_tutorial.records import Bins


def some_bins(**change: object) -> Bins:
    fields = {
        "edges": torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64),
        "counts": torch.tensor([0, 4]),
        "correct": torch.tensor([0, 3]),
        "confidence_sums": torch.tensor([0.0, 3.6], dtype=torch.float64),
    }
    return Bins(**{**fields, **change})


def test_means_and_gap() -> None:
    bins = some_bins()
    assert len(bins) == 2
    assert bins.total == 4
    assert bins.accuracy.tolist() == pytest.approx([math.nan, 0.75], nan_ok=True)
    assert bins.confidence.tolist() == pytest.approx([math.nan, 0.9], nan_ok=True)
    assert bins.gap.tolist() == pytest.approx([math.nan, -0.15], nan_ok=True)
    assert bins.accuracy.dtype == bins.confidence.dtype == bins.gap.dtype == torch.float64


def test_shows_itself() -> None:
    assert repr(some_bins()) == (
        "Bins\n  bins             2, 1 of them hold samples\n  samples          4\n"
        "  accuracy         75.0%\n  mean confidence  90.0%"
    )
    assert "90.0%" in some_bins()._repr_html_()
    empty = some_bins(
        counts=torch.zeros(2).long(), correct=torch.zeros(2).long(), confidence_sums=torch.zeros(2).double()
    )
    assert "accuracy" not in repr(empty)


def test_adds_up() -> None:
    both = some_bins() + some_bins(counts=torch.tensor([1, 1]), correct=torch.tensor([1, 0]))
    assert both.counts.tolist() == [1, 5]
    assert both.correct.tolist() == [1, 3]
    assert both.confidence_sums.tolist() == [0.0, 7.2]
    assert sum([some_bins(), some_bins(), some_bins()]).total == 12


def test_other_edges_do_not_add() -> None:
    other = some_bins(edges=torch.tensor([0.0, 0.6, 1.0], dtype=torch.float64))
    with pytest.raises(ValueError, match=r"bins must have equal edges to be added, but got 3 edges \(0, 0.5, 1, …\)"):
        some_bins() + other
    three = Bins(torch.linspace(0, 1, 4).double(), *(torch.zeros(3).long() for _ in range(3)))
    with pytest.raises(ValueError, match="bins must have equal edges"):
        some_bins() + three
    with pytest.raises(TypeError):
        some_bins() + 1
    with pytest.raises(TypeError):
        1 + some_bins()


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"correct must have shape \(2,\) to fit 3 edges, but got \(3,\)"):
        some_bins(correct=torch.zeros(3).long())
