"""What trains live: digits where no CIFAR-10 is, and the reader's own where it is."""

from pathlib import Path

import pytest
from lessons.l14_train_on_cifar10.study.official import write

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study import live
from nls_tutorial.studies import compare_losses_together


def test_without_a_folder_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NLS_CIFAR10", raising=False)
    splits, told = lesson.own_cifar10()
    assert splits is None
    assert "cifar-10-binary.tar.gz" in told
    assert "NLS_CIFAR10" in told
    monkeypatch.setenv("NLS_CIFAR10", str(tmp_path))
    splits, told = lesson.own_cifar10()
    assert splits is None
    assert "data_batch_1.bin" in told or "batches.meta.txt" in told


@pytest.mark.slow
def test_digits_train_together() -> None:
    found = lesson.train_live(("CE", "LS"), (0, 1), epochs=1)
    expected = compare_losses_together({name: lesson.LOSSES[name] for name in ("CE", "LS")}, seeds=(0, 1), epochs=1)
    assert found.scores("LS", "ECE").tolist() == pytest.approx(expected.scores("LS", "ECE").tolist())


@pytest.mark.slow
def test_own_pictures_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PICTURES", 40)
    splits, told = lesson.own_cifar10(write(tmp_path, 1000))
    assert splits is not None
    assert told.startswith("CIFAR-10")
    found = lesson.train_live(("CE",), (0, 1, 2), epochs=1, splits=splits)
    assert found.scores("CE", "accuracy").shape == (3,)
    assert "ResNet-8" in found.setup
