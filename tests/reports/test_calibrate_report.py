"""The report on losses and seeds: the test part chooses nothing, and the verdicts are the common rule's."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from nls_tutorial.records import verdict
from nls_tutorial.reports import Outcome, OwnPictures, Plan, Trained, calibrate_report, own_pictures
from nls_tutorial.reports.calibrate_runs import build

PLAN = Plan(("CE", "LS"), seeds=2, epochs=2, network="cnn")


@pytest.fixture
def own(picture_folder: Path) -> OwnPictures:
    return own_pictures(picture_folder, size=8)


def some(own: OwnPictures, seed: int = 0) -> list[Trained]:
    """LS knows the calibration part best, CE the test part."""
    labels = {name: own.part(name).labels for name in own.rows}
    generator = torch.Generator().manual_seed(seed)
    found = []
    for seed in range(2):
        for loss, scales in (("CE", (0.5, 3.0)), ("LS", (3.0, 0.5))):
            logits = [
                scale * torch.nn.functional.one_hot(labels[name], 3)
                + torch.randn(len(labels[name]), 3, generator=generator)
                for name, scale in zip(("calibration", "test"), scales, strict=True)
            ]
            found.append(Trained(loss, seed, build("cnn", 3, 3, 8, seed), *logits))
    return found


def made(own: OwnPictures, trained: list[Trained]) -> Outcome:
    return calibrate_report(own, trained, PLAN, resamples=5)


@pytest.mark.slow
def test_the_calibration_part_chooses(own: OwnPictures) -> None:
    outcome = made(own, some(own))
    kept = outcome.report.numbers["kept"]
    assert kept["loss"] == "LS"
    assert outcome.model.temperature == kept["temperature"]
    assert "LS is kept." in outcome.report.lines[0]
    swapped = [replace(one, test=torch.flip(one.test, [0])) for one in some(own)]
    assert made(own, swapped).report.numbers["kept"] == kept


def test_the_verdicts_are_the_rules(own: OwnPictures) -> None:
    told = json.loads(made(own, some(own)).report.files()["report.json"])
    ece = {loss: [n["ECE"] for n in told["networks"] if n["loss"] == loss] for loss in PLAN.losses}
    floors = [sum(n["ECE by chance"] for n in told["networks"] if n["loss"] == loss) / 2 for loss in ("LS", "CE")]
    seen = verdict(ece["LS"], ece["CE"], claim="lower", floors=tuple(floors), unit=" points", digits=1, scale=100)
    assert told["verdicts"]["ECE, LS lower than CE"]["told"] == str(seen)
    assert told["parts"] == {"train": 22, "calibration": 7, "test": 7}


@pytest.mark.slow
def test_the_page(own: OwnPictures) -> None:
    page = made(own, some(own)).report.page
    for heading in ("Your pictures", "The losses", "The surest mistakes", "What to do next", "A decision with costs"):
        assert f"<h2>{heading}" in page
    assert "Naming the largest class always would be right in" in page
    assert "taken for" in page


def test_no_mistakes_and_a_model_that_always_asks(own: OwnPictures) -> None:
    labels = {name: own.part(name).labels for name in own.rows}
    perfect = [
        Trained(
            loss,
            seed,
            build("cnn", 3, 3, 8, seed),
            torch.zeros(7, 3),
            9.0 * torch.nn.functional.one_hot(labels["test"], 3),
        )
        for seed in range(2)
        for loss in PLAN.losses
    ]
    outcome = made(own, perfect)
    assert "There is none on the test part." in outcome.report.page
    assert "The model always asks a human" in outcome.report.page
