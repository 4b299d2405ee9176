"""Peterson et al.: their own figures agree with what is computed here from their predictions."""

import csv

import pytest

from nls_tutorial.studies.shipped import shipped
from nls_tutorial.tables import PETERSON_VALIDATION


def test_their_figures_are_those_that_we_compute_from_their_predictions() -> None:
    with shipped("published_predictions.csv").open(newline="", encoding="utf-8") as file:
        ours = {row["network"]: row for row in csv.DictReader(file) if row["set"] == "peterson2019/crossval10"}
    assert list(ours) == list(PETERSON_VALIDATION)
    for name, theirs in PETERSON_VALIDATION.items():
        assert float(ours[name]["nll"]) == pytest.approx(float(theirs.cifar10), abs=5.1e-5)
        assert float(ours[name]["accuracy"]) == pytest.approx(float(theirs.accuracy), abs=1e-9)


def test_labels_of_people_serve_people_better_and_their_cross_entropy_cannot_be_below_their_entropy() -> None:
    for name, row in PETERSON_VALIDATION.items():
        assert float(row.people) > 0.15446  # the mean entropy of the choices, in nats
        if name.endswith("__human"):
            assert float(row.people) < float(PETERSON_VALIDATION[f"{name.removesuffix('human')}onehot"].people)
    assert round(1e4 * sum(float(row.people) for row in PETERSON_VALIDATION.values())) == 175810
