"""The studies at the papers' size: arms, printed rows, schedules, and one cell in small."""

from pathlib import Path

import pytest
import torch
from lessons.l14_train_on_cifar10.study.official import write

from nls_tutorial import tables
from nls_tutorial.data import MissingFileError
from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LARGE
from nls_tutorial.models import resnet_cifar


def test_the_papers_rows_stand_beside() -> None:
    study = lesson.CIFAR10_NETWORKS
    assert study.published is not None
    assert len(study.arms) == 12 + 14 - 2  # CE and LS of ResNet50 stand in both papers
    assert study.published.printed("ResNet34, normLS + PC", "accuracy") == "93.94"
    assert study.published.printed("ResNet50, CE", "accuracy") == "91.53 / 93.20"
    assert study.published.printed("ResNet101, MbLS", "ECE") == tables.MBLS_ECE["MbLS"]["CIFAR-10 R-101"]
    assert study.arms["ResNet18, normLS + PC"] == lesson.Recipe("normLS", "partial", network="ResNet18")


def test_recipes_are_told_and_differ(tmp_path: Path) -> None:
    home = write(tmp_path, 1)
    slow, fast = (study.at("full", data=home) for study in (lesson.CIFAR10_NETWORKS, lesson.CIFAR10_NETWORKS_FAST))
    assert (slow.settings["epochs"], fast.settings["epochs"]) == (30, 10)
    assert slow.settings["pictures"] == fast.settings["pictures"] == 50000
    assert "30 epochs" in slow.told()
    assert "rises" in fast.told()


def test_the_fast_rate_rises_and_falls_and_the_other_only_falls() -> None:
    for fast in (True, False):
        sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        rates, steps = [], lesson.schedule(sgd, epochs=10, fast=fast)
        for _ in range(10):
            rates.append(sgd.param_groups[0]["lr"])
            sgd.step()
            steps.step()
        top = rates.index(max(rates))
        assert top == (2 if fast else 0)
        assert rates[: top + 1] == sorted(rates[: top + 1])
        assert rates[top:] == sorted(rates[top:], reverse=True)
        assert max(rates) == pytest.approx(1)
        assert 0 < rates[-1] < 0.2


@pytest.mark.slow
def test_a_cell_reads_a_part_and_refuses_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LARGE, "ResNet18", lambda classes, *, seed, **_: resnet_cifar(3, classes, width=8, seed=seed))
    study = lesson.CIFAR10_NETWORKS.at("quick", data=write(tmp_path, 20))
    study = study.with_settings(pictures=60, test=20, size=8)
    scores, kept = study.run("ResNet18, LS", seed=0)
    assert set(scores) == set(study.scores)
    assert kept["logits"].shape == (20, 10)
    with pytest.raises(ValueError, match="train pictures must not be above the 100 there"):
        study.with_settings(pictures=101).run("ResNet18, LS", seed=0)


def test_the_fingerprint_is_of_what_the_files_hold(tmp_path: Path) -> None:
    first = lesson.files_digest(write(tmp_path, 2))
    assert first == lesson.files_digest(tmp_path)
    with (tmp_path / "data_batch_3.bin").open("r+b") as file:
        file.seek(5)
        file.write(b"\x00\x01\x02")
    assert lesson.files_digest(tmp_path) != first
    (tmp_path / "test_batch.bin").unlink()
    with pytest.raises(MissingFileError, match=r"must hold test_batch\.bin.*official_files\('cifar10'\)"):
        lesson.files_digest(tmp_path)
