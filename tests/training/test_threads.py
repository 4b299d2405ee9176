"""A small network trains on one thread, unless somebody chose; afterwards all is as before."""

import pytest
import torch

from nls_tutorial.data import digits
from nls_tutorial.models import cnn, mlp
from nls_tutorial.training import threads
from nls_tutorial.training.threads import fitting_threads, multiplications

DATA = digits().test


@pytest.fixture
def two(monkeypatch):
    """Two threads, which nobody chose."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    monkeypatch.setattr(threads, "AT_START", 2)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    yield
    torch.set_num_threads(before)


def inside(batch_size: int = 64) -> int:
    with fitting_threads(mlp(64, 10), DATA, batch_size):
        return torch.get_num_threads()


def test_small_and_large(two) -> None:
    assert inside() == 1
    assert torch.get_num_threads() == 2
    assert inside(100_000) == 2


@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "MKL_NUM_THREADS"])
def test_a_choice_stays(two, monkeypatch, name) -> None:
    monkeypatch.setenv(name, "2")
    assert inside() == 2


def test_a_number_that_was_set_stays(two, monkeypatch) -> None:
    monkeypatch.setattr(threads, "AT_START", 4)
    assert inside() == 2


def test_put_back_after_a_failure(two) -> None:
    with pytest.raises(KeyboardInterrupt), fitting_threads(mlp(64, 10), DATA, 64):
        raise KeyboardInterrupt
    assert torch.get_num_threads() == 2


def test_convolutions_count_at_each_pixel() -> None:
    assert multiplications(mlp(64, 10), DATA, 2) == 2 * 33_738
    assert multiplications(cnn(1, 10), DATA, 1) > 64 * 4_000
