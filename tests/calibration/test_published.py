"""Published predictions of well-known networks: the figures that others computed from them come out again."""

import csv
import io

import numpy as np
import pytest
import torch
from spec import published_predictions as published

from nls_tutorial.calibration import (
    average_confidence,
    brier_score,
    expected_calibration_error,
    maximum_calibration_error,
    negative_log_likelihood,
    reliability,
    simplex_calibration_error,
)
from nls_tutorial.losses import soft_cross_entropy

HERE = published.FOLDER.is_dir()
pytestmark = pytest.mark.skipif(not HERE, reason=f"no published predictions in {published.FOLDER}")


def listed(name: str) -> list[dict[str, str]]:
    return published.csv_rows(published.FOLDER / name) if HERE else []


REFERENCE = listed("reference_metrics.csv")
SIMPLEX = listed("widmann2019/errors.csv")
CROSSVAL = listed("peterson2019/crossval10/published.csv")


@pytest.mark.parametrize("row", REFERENCE, ids=lambda row: f"{row['set']}-{row['network']}")
def test_the_reference_metrics(row: dict[str, str]) -> None:
    probabilities, labels = published.predictions(row["set"], row["network"])
    for bins in (10, 15):
        found = reliability(probabilities, labels, bins=bins)
        assert float(expected_calibration_error(found)) == pytest.approx(float(row[f"ece{bins}"]), abs=1e-10)
        assert float(maximum_calibration_error(found)) == pytest.approx(float(row[f"mce{bins}"]), abs=1e-10)
    assert int(found.correct.sum()) / found.total == float(row["accuracy"])
    assert float(average_confidence(probabilities)) == pytest.approx(float(row["mean_confidence"]), abs=1e-10)
    assert float(brier_score(probabilities, labels)) == pytest.approx(float(row["brier"]), abs=1e-10)
    if row["full_simplex_ece10_tv"]:
        simplex = float(simplex_calibration_error(probabilities, labels, bins=10))
        assert simplex == pytest.approx(float(row["full_simplex_ece10_tv"]), abs=1e-10)
    logits = published.logits(row["set"], row["network"])
    logits = probabilities.log() if logits is None else logits
    assert float(negative_log_likelihood(logits, labels)) == pytest.approx(float(row["nll"]), abs=1e-7)


@pytest.mark.parametrize("row", SIMPLEX, ids=lambda row: row["model"])
def test_the_error_over_the_simplex(row: dict[str, str]) -> None:
    probabilities, labels = published.predictions("widmann2019", row["model"])
    value = float(simplex_calibration_error(probabilities, labels, bins=10))
    assert value == pytest.approx(float(row["ECE_uniform"]), abs=1e-12)


@pytest.mark.skipif(not published.HUMAN.is_file(), reason=f"no human label distributions in {published.HUMAN.parent}")
@pytest.mark.parametrize("file", sorted({row["file"] for row in CROSSVAL}))
def test_the_cross_entropies_and_accuracies_of_every_fold(file: str) -> None:
    logits = published.logits("peterson2019/crossval10", file.removesuffix(".npy"))
    labels, human = published.cifar10_labels(), torch.from_numpy(np.load(published.HUMAN))
    fold = torch.from_numpy(np.load(published.FOLDER / "peterson2019/crossval10/fold.npy"))
    own = [row for row in CROSSVAL if row["file"] == file]
    assert len(own) == 10
    for row in own:
        held = fold == int(row["fold"])
        to_labels = float(negative_log_likelihood(logits[held], labels[held]))
        to_people = float(soft_cross_entropy(logits[held], human[held]))
        assert to_labels == pytest.approx(float(row["published_cross_entropy_cifar10"]), abs=1.2e-7)
        assert to_people == pytest.approx(float(row["published_cross_entropy_human"]), abs=1.2e-7)
        right = float((logits[held].argmax(1) == labels[held]).double().mean())
        assert right == pytest.approx(float(row["published_accuracy_cifar10"]), abs=1e-12)


@pytest.mark.slow
def test_the_stored_table_is_what_the_library_computes() -> None:
    stored = published.csv_rows(published.TABLE)
    fresh = list(csv.DictReader(io.StringIO(published.text())))
    assert [list(row) for row in stored] == [list(row) for row in fresh]
    for kept, computed in zip(stored, fresh, strict=True):
        for column, value in computed.items():
            if column in ("set", "network") or value == "":
                assert kept[column] == value
            else:
                assert float(kept[column]) == pytest.approx(float(value), abs=2e-8), (kept["network"], column)
