"""What is trained is kept, goes on where it stopped, and is the plan's and no other's."""

from pathlib import Path

import pytest
import torch

from nls_tutorial.reports import Plan, own_pictures, train_all
from nls_tutorial.reports.calibrate_runs import LOSSES, begin_with, build, epochs_of
from nls_tutorial.training import train

PLAN = Plan(("CE", "LS"), seeds=2, epochs=2, network="cnn")


def test_every_loss_with_every_seed(picture_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nls_tutorial.reports.calibrate_runs.BATCH", 4)
    own, heard = own_pictures(picture_folder, size=8), []
    trained = train_all(own, PLAN, tmp_path / "work", after_epoch=heard.append)
    assert [(one.loss, one.seed) for one in trained] == [("CE", 0), ("LS", 0), ("CE", 1), ("LS", 1)]
    assert heard[-1] == 8
    assert heard == sorted(heard)
    assert trained[0].test.shape == (len(own.rows["test"]), 3)
    assert trained[0].calibration.shape == (len(own.rows["calibration"]), 3)
    assert not torch.equal(trained[0].test, trained[1].test)
    alone = build("cnn", 3, 3, 8, seed=1)
    train(alone, own.part("train"), LOSSES["CE"], epochs=2, batch_size=4, seed=1, progress=False)
    with torch.no_grad():
        assert torch.allclose(trained[2].test, alone(own.part("test").images), atol=1e-5)


def test_a_stopped_run_goes_on_to_the_same_weights(picture_folder: Path, tmp_path: Path) -> None:
    own = own_pictures(picture_folder, size=8)
    whole = train_all(own, PLAN, tmp_path / "whole")

    def stop(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_all(own, PLAN, tmp_path / "work", after_epoch=stop)
    again = train_all(own, PLAN, tmp_path / "work")
    for one, other in zip(whole, again, strict=True):
        assert torch.equal(one.test, other.test)


def test_work_of_another_plan_or_of_other_pictures_is_refused(picture_folder: Path, tmp_path: Path) -> None:
    own = own_pictures(picture_folder, size=8)
    train_all(own, PLAN, tmp_path / "work")
    before = {file.name: file.read_bytes() for file in (tmp_path / "work").iterdir()}
    for changed, plan in ((own, Plan(("CE",), 1, 2, "cnn")), (own_pictures(picture_folder, size=9), PLAN)):
        with pytest.raises(ValueError, match="--out must have no work beside it, or that of this very run"):
            train_all(changed, plan, tmp_path / "work")
    assert {file.name: file.read_bytes() for file in (tmp_path / "work").iterdir()} == before


def test_weights_to_begin_with() -> None:
    one = build("gap_cnn", 3, 10, 32, seed=3)
    other = build("gap_cnn", 3, 4, 32, seed=0)
    assert begin_with(other, one.state_dict()) == len(one.state_dict()) - 2
    assert torch.equal(other.state_dict()["body.0.weight"], one.state_dict()["body.0.weight"])
    with pytest.raises(ValueError, match="--weights must hold the weights of this --network, but got 1 of its"):
        begin_with(other, build("cnn", 1, 4, 32, seed=0).state_dict())


@pytest.mark.slow
def test_a_large_network_sees_grey_pictures_in_three_channels() -> None:
    assert build("resnet18", 3, 2, 32, seed=0)(torch.zeros(1, 3, 32, 32)).shape == (1, 2)


def test_budgets_and_plans() -> None:
    assert epochs_of("quick", 10**6) == 3
    assert epochs_of("class", 320) == 200
    assert next(iter(LOSSES)) == "CE"
    for wrong, said in (
        ({"losses": ("LS", "CE")}, "--losses must begin with CE"),
        ({"losses": ("CE", "XX")}, "--losses must be"),
        ({"seeds": 0}, "--seeds must be"),
        ({"epochs": 0}, "--epochs must be"),
        ({"network": "big"}, "--network must be"),
    ):
        with pytest.raises(ValueError, match=said):
            Plan(**wrong)  # type: ignore[arg-type]
