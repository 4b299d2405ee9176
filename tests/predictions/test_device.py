"""Where a model runs: what is there is taken, what is not is refused in a sentence."""

import pytest
import torch
from torch import nn

from nls_tutorial.predictions import device_of, pick_device


def pretend_gpus(monkeypatch: pytest.MonkeyPatch, count: int, *, apple: bool = False) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: apple)


def test_auto_takes_a_gpu_where_there_is_one(monkeypatch) -> None:
    pretend_gpus(monkeypatch, 2)
    assert pick_device("auto") == torch.device("cuda")
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("cuda:1") == torch.device("cuda", 1)
    assert pick_device(torch.device("cuda", 0)) == torch.device("cuda", 0)


def test_auto_is_the_cpu_elsewhere(monkeypatch) -> None:
    pretend_gpus(monkeypatch, 0, apple=True)
    assert pick_device() == torch.device("cpu")
    assert pick_device("mps") == torch.device("mps")


@pytest.mark.parametrize(
    ("count", "asked", "seen"),
    [
        (0, "cuda", "sees no CUDA GPU"),
        (0, "cuda:0", "sees no CUDA GPU"),
        (1, "cuda:1", "sees one CUDA GPU, 'cuda:0'"),
        (3, "cuda:3", "sees 3 CUDA GPUs, 'cuda:0' to 'cuda:2'"),
        (1, "mps", "sees no Apple GPU"),
    ],
)
def test_a_gpu_that_is_not_there(monkeypatch, count, asked, seen) -> None:
    pretend_gpus(monkeypatch, count)
    with pytest.raises(ValueError, match=rf"device must be on this machine, but got '{asked}' .*{seen}\. Use device="):
        pick_device(asked)


@pytest.mark.parametrize("asked", ["gpu", "", "cuda:", "cuda:x", "cuda:-1", "CPU", "cpu:1", "mps:1", "meta"])
def test_a_name_that_is_none(asked) -> None:
    with pytest.raises(ValueError, match=r"device must be 'auto', 'cpu', 'cuda', .* but got '.*'\. Use \"auto\""):
        pick_device(asked)


def test_home_is_where_the_weights_lie() -> None:
    assert device_of(nn.Linear(1, 1)) == torch.device("cpu")
    assert device_of(nn.Linear(1, 1, device="meta")) == torch.device("meta")
    assert device_of(nn.Flatten()) == torch.device("cpu")
