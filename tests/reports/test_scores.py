"""The scores of a report: equal to published figures, to other libraries, and to values by hand."""

import csv
import math
from pathlib import Path

import pytest
import torch

from nls_tutorial.calibration import expected_calibration_error, reliability
from nls_tutorial.reports import Score, macro_f1, measure, read_outputs
from nls_tutorial.reports.scores import say

PUBLISHED = Path(__file__).parents[2] / ".." / "shared" / "data" / "cifar-predictions"
NAMES = {"accuracy": "accuracy", "mean confidence": "mean_confidence", "NLL": "nll", "Brier": "brier", "ECE": "ece15"}


def some(rows: int = 300, classes: int = 4, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(rows, classes, generator=generator, dtype=torch.float64)
    return logits.softmax(1), torch.randint(classes, (rows,), generator=generator)


@pytest.mark.slow
@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published predictions are not beside this clone")
def test_published_predictions_get_their_reference_values() -> None:
    with (PUBLISHED / "reference_metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    told = [row for row in rows if row["set"] != "widmann2019"][::4] + [
        row for row in rows if row["set"] == "widmann2019"
    ][:2]
    for row in told:
        folder, name = PUBLISHED / row["set"], row["network"]
        if row["set"] == "widmann2019":
            (one,), labels = read_outputs([folder / f"{name}.csv.gz", folder / "labels.csv"], labels_from=1)
        elif row["set"].startswith("peterson"):
            (one,), labels = read_outputs([folder / f"{name}.npy", folder.parent / "test_labels.npy"])
        else:
            (one,), labels = read_outputs([folder / f"{name}.npz"])
        for bins in (10, 15):
            scores = measure(one.probabilities, labels, bins=bins, resamples=2)
            found = {**{NAMES[n]: scores[n].value for n in NAMES if n != "ECE"}}
            found |= {f"ece{bins}": scores["ECE"].value, f"mce{bins}": scores["MCE"].value}
            assert found == pytest.approx({column: float(row[column]) for column in found}, abs=6e-10), name


def test_other_libraries_agree() -> None:
    from sklearn.metrics import f1_score, log_loss
    from torchmetrics.functional import calibration_error

    p, labels = some()
    scores = measure(p, labels, resamples=10)
    assert scores["NLL"].value == pytest.approx(log_loss(labels, p))
    assert scores["macro F1"].value == pytest.approx(f1_score(labels, p.argmax(1), average="macro"))
    ece = float(calibration_error(p, labels, task="multiclass", num_classes=4, n_bins=15, norm="l1"))
    assert scores["ECE"].value == pytest.approx(ece, abs=1e-6)


def test_ece_has_bins_of_equal_width_and_aece_of_equal_mass() -> None:
    p, _ = some()
    labels = torch.multinomial(p, 1, generator=torch.Generator().manual_seed(1)).flatten()  # signs mix, bins matter
    scores = measure(p, labels, resamples=3)
    by_scheme = {
        name: float(expected_calibration_error(reliability(p, labels, bins=15, scheme=scheme)))
        for name, scheme in (("ECE", "width"), ("AECE", "mass"))
    }
    assert abs(by_scheme["ECE"] - by_scheme["AECE"]) > 0.001
    assert {name: scores[name].value for name in by_scheme} == pytest.approx(by_scheme)


def test_by_hand() -> None:
    p = torch.tensor([[0.8, 0.2]] * 8 + [[0.3, 0.7]] * 2)
    scores = measure(p, torch.tensor([0] * 6 + [1] * 4), resamples=20)
    assert scores["accuracy"].value == 0.8
    assert scores["mean confidence"].value == pytest.approx((8 * 0.8 + 2 * 0.7) / 10)
    assert scores["NLL"].value == pytest.approx(-(6 * math.log(0.8) + 2 * math.log(0.2) + 2 * math.log(0.7)) / 10)
    assert scores["Brier"].value == pytest.approx((6 * 2 * 0.2**2 + 2 * 2 * 0.8**2 + 2 * 2 * 0.3**2) / 10)
    assert scores["ECE"].value == pytest.approx((8 * 0.05 + 2 * 0.3) / 10)
    assert scores["macro F1"].value == pytest.approx((2 * 6 / 14 + 2 * 2 / 6) / 2)


def test_a_class_that_is_nowhere_is_left_out_of_f1() -> None:
    one, other = torch.tensor([0, 0, 1]), torch.tensor([0, 1, 1])
    assert macro_f1(one, other, 2) == macro_f1(one, other, 1000) == pytest.approx(2 / 3)


def test_the_interval_covers_the_value_and_groups_make_it_wider() -> None:
    p, labels = some(400)
    p, labels = p.repeat_interleave(5, 0), labels.repeat_interleave(5)
    groups = torch.arange(400).repeat_interleave(5)
    alone, together = measure(p, labels, resamples=200), measure(p, labels, groups=groups, resamples=200)
    for name in ("accuracy", "NLL", "Brier", "macro F1"):
        narrow, wide = alone[name], together[name]
        assert narrow.low < narrow.value < narrow.high
        assert wide.high - wide.low > 1.6 * (narrow.high - narrow.low)


def test_what_one_of_twenty_calibrated_networks_exceeds_is_no_evidence() -> None:
    assert Score(0.05, floor=0.03, floor_high=0.06).by_chance
    assert not Score(0.07, floor=0.03, floor_high=0.06).by_chance


def test_the_floor_tells_calibrated_from_not() -> None:
    generator = torch.Generator().manual_seed(3)
    sure = 0.5 + 0.5 * torch.rand(500, generator=generator)
    right = torch.rand(500, generator=generator) < sure
    p = torch.stack([sure, 1 - sure], 1)
    assert measure(p, (~right).long(), resamples=10)["ECE"].by_chance
    assert not measure(p, torch.ones(500, dtype=torch.int64), resamples=10)["ECE"].by_chance


def test_what_has_no_number_is_none_in_json_and_said() -> None:
    p = torch.tensor([[1.0, 0.0]] * 10)
    scores = measure(p, torch.tensor([0] * 9 + [1]), resamples=5)
    assert scores.plain()["scores"]["NLL"]["value"] is None
    assert (say("NLL", math.inf), say("NLL", math.nan), say("NLL", 0.5)) == ("∞", "–", "0.500")
