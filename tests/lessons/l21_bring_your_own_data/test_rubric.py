"""The rubric gives a point for what holds, and takes it away from a report that was changed."""

from dataclasses import replace

import pytest
import torch

from nls_tutorial.lessons.l21_bring_your_own_data import rubric, stand_in
from nls_tutorial.reports import Outcome, OwnPictures, Plan, Trained, calibrate_report, own_pictures
from nls_tutorial.reports.calibrate_runs import build

PLAN = Plan(("CE", "LS"), seeds=2, epochs=1, network="cnn")
WORDS = (
    "It answers from nine tenths on, and asks a human otherwise, where a question costs 0.1 wrong answers a picture."
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> OwnPictures:
    home = stand_in(tmp_path_factory.mktemp("own") / "digits", each=15)
    return own_pictures(home, size=8, on_bad="skip")


@pytest.fixture(scope="module")
def trained(own: OwnPictures) -> list[Trained]:
    draws = torch.Generator().manual_seed(0)
    labels = {name: own.part(name).labels for name in own.rows}

    def said(name: str) -> torch.Tensor:
        noise = torch.randn(len(labels[name]), 10, generator=draws)
        return 3 * torch.nn.functional.one_hot(labels[name], 10) + 2 * noise

    return [
        Trained(loss, seed, build("cnn", 1, 10, 8, seed), said("calibration"), said("test"))
        for seed in range(2)
        for loss in PLAN.losses
    ]


@pytest.fixture(scope="module")
def outcome(own: OwnPictures, trained: list[Trained]) -> Outcome:
    return calibrate_report(own, trained, PLAN, ask=0.1, resamples=5)


def marks(table) -> dict[str, str]:
    return {row[0]: row[2] for row in table.rows}


def test_an_honest_report_earns_its_points(own: OwnPictures, trained: list[Trained], outcome: Outcome) -> None:
    table = rubric(own, trained, PLAN, outcome, WORDS)
    assert marks(table) == {**{str(k): "yes" for k in range(1, 10)}, "3": "to read", "10": "to read"}
    assert table.title == "8 of 10 points check out"


def test_the_words_must_name_the_cost(own: OwnPictures, trained: list[Trained], outcome: Outcome) -> None:
    for text in ("", "Yes.", WORDS.replace("0.1", "little")):
        assert marks(rubric(own, trained, PLAN, outcome, text))["10"] == "no"


def changed(outcome: Outcome, **numbers: object) -> Outcome:
    return replace(outcome, report=replace(outcome.report, numbers={**outcome.report.numbers, **numbers}))


def test_each_point_can_be_lost(own: OwnPictures, trained: list[Trained], outcome: Outcome) -> None:
    networks = outcome.report.numbers["networks"]
    told = {**outcome.report.numbers["verdicts"]}
    told["ECE, LS lower than CE"] = {"word": "typed", "told": ""}
    same = {**own.rows, "test": torch.cat([own.rows["test"], own.rows["train"][:1]])}
    twin = own.folder.images.images.clone()
    twin[own.rows["test"][0]] = twin[own.rows["train"][0]]
    twins = replace(own.folder, images=replace(own.folder.images, images=twin))
    lost = {
        "1": (replace(own, rows=same), trained, outcome),
        "2": (replace(own, folder=twins), trained, outcome),
        "3": (replace(own, groups=torch.zeros(len(own.folder.files), dtype=torch.int64)), trained, outcome),
        "5": (own, trained, replace(outcome, model=replace(outcome.model, temperature=7.0))),
        "6": (own, trained, changed(outcome, networks=_bare(networks))),
        "8": (own, trained, changed(outcome, verdicts=told)),
        "9": (own, trained, replace(outcome, model=replace(outcome.model, threshold=0.123))),
    }
    for point, (pictures, networks_of, report) in lost.items():
        assert marks(rubric(pictures, networks_of, PLAN, report, WORDS))[point] == "no", point
    few = Plan(("CE", "LS"), seeds=1, epochs=1, network="cnn")
    kept = outcome.report.numbers["kept"]
    ones = [one for one in trained if one.seed == kept["seed"]]
    assert marks(rubric(own, ones, few, outcome, WORDS))["7"] == "no"


def _bare(networks: list[dict]) -> list[dict]:
    return [{name: value for name, value in one.items() if "chance" not in name} for one in networks]


def test_groups_that_stay_whole_earn_theirs(own: OwnPictures, trained: list[Trained], outcome: Outcome) -> None:
    groups = torch.arange(len(own.folder.files))
    assert marks(rubric(replace(own, groups=groups), trained, PLAN, outcome, WORDS))["3"] == "yes"
