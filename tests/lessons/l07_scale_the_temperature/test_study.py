"""Scores of runs on people's labels, as they ship."""

import csv
from pathlib import Path

import numpy as np
import pytest
from spec.results_by_hand import losses_by_hand

from nls_tutorial.lessons import l07_scale_the_temperature as lesson
from nls_tutorial.records import PublishedRun, Results

# the table in the README of the published predictions: label temperature → accuracy, mean confidence, ECE, NLL
PUBLISHED = {
    None: (0.8847, 0.9510, 0.0682, 0.5020),
    0.25: (0.8874, 0.9424, 0.0597, 0.4364),
    0.5: (0.8893, 0.9277, 0.0411, 0.3832),
    0.75: (0.8921, 0.9081, 0.0250, 0.3545),
    1.0: (0.9006, 0.8924, 0.0138, 0.3240),
    2.0: (0.8883, 0.8113, 0.0771, 0.4064),
    3.0: (0.8842, 0.7134, 0.1708, 0.5107),
    5.0: (0.8740, 0.4972, 0.3768, 0.8386),
    10.0: (0.8558, 0.2633, 0.5925, 1.4084),
}


def test_the_sweep_is_the_published_one() -> None:
    runs = lesson.human_label_runs()
    swept = [run for run in runs if run.network == "wrn_28_10"]
    assert [run.softened for run in swept] == list(PUBLISHED)
    for run in swept:
        assert (run.accuracy, run.confidence, run.ece, run.nll) == pytest.approx(PUBLISHED[run.softened], abs=5e-5)


def test_every_network_has_both_kinds_of_label_and_its_own_numbers() -> None:
    runs = lesson.human_label_runs()
    assert len(runs) == 23
    assert [run.network for run in runs] == sorted(run.network for run in runs)
    networks = {run.network for run in runs}
    assert len(networks) == 8
    for network in networks:
        assert {None, 1.0} <= {run.softened for run in runs if run.network == network}
    with (Path(__file__).resolve().parents[3] / "data/results/published_predictions.csv").open(
        encoding="utf-8"
    ) as file:
        rows = {row["network"]: row for row in csv.DictReader(file) if row["set"].endswith("crossval10")}
    (run,) = [run for run in runs if run.network == "wrn_28_10" and run.softened == 5]
    row = rows["wrn_28_10__human_T5"]
    assert run.temperature == float(row["temperature"])
    assert run.half == (float(row["nll_half"]), float(row["ece15_half"]))
    assert run.half_cooled == (float(row["nll_half_tempered"]), float(row["ece15_half_tempered"]))


def by_hand(softened: float | None, nll: float) -> PublishedRun:
    return PublishedRun("net", softened, 0.9, 0.9, 0.3, 0.1, 2.0, (nll, 0.06), (nll / 2, 0.015))


def test_the_table_by_hand() -> None:
    table = lesson.human_vs_one_hot((by_hand(1.0, 0.2), by_hand(3.0, 0.9), by_hand(None, 0.4)))
    assert table.rows == (("net", "0.400 → 0.200", "6.0 → 1.5", "0.200 → 0.100", "6.0 → 1.5"),)
    assert "Peterson" in table.title


def test_a_file_without_such_runs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "published_predictions.csv").write_text("set,network\nwidmann2019,resnet18\n")
    monkeypatch.setattr("nls_tutorial.studies.shipped.PLACES", (tmp_path, tmp_path))
    with pytest.raises(ValueError, match=r"published_predictions\.csv must hold runs of peterson2019/crossval10"):
        lesson.human_label_runs()


def study() -> Results:
    before, after = np.zeros((3, 2, 4)), np.zeros((3, 2, 4))
    before[:, :, 1] = [[0.2, 0.1], [0.05, 0.07], [0.5, 0.6]]
    after[:, :, 1] = [[0.04, 0.02], [0.8, 0.9], [0.8, 0.9]]
    temperature = np.array([[2.0, 3.0], [0.5, 0.6], [0.5, 0.6]])
    return losses_by_hand(("CE", "soft", "softer"), (0, 1), before, after, temperature=temperature)


def test_the_last_row_is_the_studys_and_the_first_are_the_notes() -> None:
    table = lesson.beside_table_3(study(), "soft", 0.05)
    assert table.rows[0] == ("CIFAR-100, ResNet-56", "0.150", "0.021 (T = 1.9)", "0.024 (ε = 0.05)")
    assert table.rows[2] == ("EN-DE, Transformer", "0.056", "0.018 (T = 1.13)", "0.019 (ε = 0.1)")
    assert table.rows[3] == (
        "here, 2 seeds",
        "0.150 ± 0.071",
        "0.030 ± 0.014 (T = 2.5 ± 0.7)",
        "0.060 ± 0.014 (ε = 0.05)",
    )


@pytest.mark.parametrize(("smoothed", "hard", "named"), [("LS", "CE", "smoothed"), ("soft", "FL", "hard")])
def test_a_name_that_is_not_there_is_refused(smoothed: str, hard: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"{named} must be one of"):
        lesson.beside_table_3(study(), smoothed, 0.05, hard=hard)
