"""Scores of runs on people's labels, as they ship."""

import csv
from pathlib import Path

import pytest

from nls_tutorial import studies
from nls_tutorial.records import PublishedRun

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
    runs = studies.labels_of_people()
    swept = [run for run in runs if run.network == "wrn_28_10"]
    assert [run.softened for run in swept] == list(PUBLISHED)
    for run in swept:
        assert (run.accuracy, run.confidence, run.ece, run.nll) == pytest.approx(PUBLISHED[run.softened], abs=5e-5)


def test_every_network_has_both_kinds_of_label_and_its_own_numbers() -> None:
    runs = studies.labels_of_people()
    assert len(runs) == 23
    assert [run.network for run in runs] == sorted(run.network for run in runs)
    networks = {run.network for run in runs}
    assert len(networks) == 8
    for network in networks:
        assert {None, 1.0} <= {run.softened for run in runs if run.network == network}
    with (Path(__file__).resolve().parents[2] / "data/results/published_predictions.csv").open(
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
    table = studies.people_against_one_hot((by_hand(1.0, 0.2), by_hand(3.0, 0.9), by_hand(None, 0.4)))
    assert table.rows == (("net", "0.400 → 0.200", "6.0 → 1.5", "0.200 → 0.100", "6.0 → 1.5"),)
    assert "Peterson" in table.title


def test_a_file_without_such_runs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "published_predictions.csv").write_text("set,network\nwidmann2019,resnet18\n")
    monkeypatch.setattr("nls_tutorial.studies.shipped.PLACES", (tmp_path, tmp_path))
    with pytest.raises(ValueError, match=r"published_predictions\.csv must hold runs of peterson2019/crossval10"):
        studies.labels_of_people()
