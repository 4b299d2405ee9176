"""Where a run stands: put back as it was; damaged files and those of other runs are refused."""

from pathlib import Path

import pytest
import torch
from torch import nn

from nls_tutorial.training.stream_checkpoint import StreamCheckpoint

WHO = {"seed": "0", "batch_size": "4"}


def parts(seed: int) -> dict:
    torch.manual_seed(seed)
    model = nn.Linear(2, 3)
    return {"model": model, "optimizer": torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)}


def test_a_state_comes_back(tmp_path: Path) -> None:
    path, first, other = tmp_path / "run.pt", parts(0), parts(1)
    sums = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    StreamCheckpoint(path, first, WHO).save(2, 7, [[0.5, 0.25], [0.4, 0.5]], sums)
    epoch, done, rows, again = StreamCheckpoint(path, other, WHO).resume()
    assert (epoch, done, rows) == (2, 7, [[0.5, 0.25], [0.4, 0.5]])
    assert torch.equal(again, sums)
    assert torch.equal(first["model"].weight, other["model"].weight)


def test_nothing_kept_is_the_start(tmp_path: Path) -> None:
    for path in (None, tmp_path / "run.pt"):
        checkpoint = StreamCheckpoint(path, parts(0), WHO)
        if path is None:
            checkpoint.save(1, 0, [], torch.zeros(3))
        assert checkpoint.resume()[:3] == (0, 0, [])
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_or_another_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    StreamCheckpoint(path, parts(0), WHO).save(1, 0, [[0.5, 0.5]], torch.zeros(3))
    with pytest.raises(ValueError, match=r"of a run like this one, but got .* with another batch_size, seed\. Move"):
        StreamCheckpoint(path, parts(0), {"seed": "1", "batch_size": "8"}).resume()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"checkpoint must be whole and of a run like this one, but got .*damaged"):
        StreamCheckpoint(path, parts(0), WHO).resume()
