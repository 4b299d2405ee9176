"""Training over a stream: two processes give the numbers of one, a killed run goes on, memory that ends is told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from spec import stream_run
from spec.boxed_folder import write
from torch.nn import functional as F

from nls_tutorial.data import folder_list
from nls_tutorial.models import cnn
from nls_tutorial.training import PictureStream, stream_loop, train_stream
from nls_tutorial.training.stream_loop import default_workers
from nls_tutorial.training.stream_step import StreamStep

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, 5)
    return tmp_path


class Killed(Exception):
    """Stands for the end of a process."""


def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many more steps are taken."""
    left, plain = iter(range(steps)), StreamStep.__call__

    def step(self: StreamStep, *given: object) -> torch.Tensor:
        if next(left, None) is None:
            raise Killed
        return plain(self, *given)

    monkeypatch.setattr(StreamStep, "__call__", step)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_killed_run_goes_on_on_another_machine(home: Path, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, weights = stream_run.run(home)
    with monkeypatch.context() as patch:
        killed_after(steps, patch)
        with pytest.raises(Killed):
            stream_run.run(home, checkpoint=home / "run.pt", save_every=1)
    moved = home / "moved"
    moved.mkdir()
    for part in ("images", "boxes", "run.pt"):
        shutil.move(home / part, moved)
    counted: list[int] = []
    plain = StreamStep.__call__
    monkeypatch.setattr(StreamStep, "__call__", lambda self, *given: (counted.append(1), plain(self, *given))[1])
    again, same = stream_run.run(moved, checkpoint=moved / "run.pt", save_every=1)
    assert len(counted) == 4 - steps  # 15 pictures are two batches of 7 an epoch, the last one of 1 left out
    assert again == rows
    for name, value in weights.items():
        assert torch.equal(value, same[name]), name


def test_two_processes_give_the_numbers_of_one(home: Path) -> None:
    rows, weights = stream_run.run(home)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    here = {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(["tests", *sys.path])}
    done = subprocess.run(
        [*command, stream_run.__file__, str(home), str(home / "two.json")],
        env={**os.environ, **here},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found, theirs = json.loads((home / "two.json").read_text())
    assert found == [pytest.approx(list(row), rel=1e-4) for row in rows]
    for name, value in weights.items():
        torch.testing.assert_close(torch.tensor(theirs[name]), value.float().flatten(), rtol=1e-3, atol=1e-4)
    assert (home / "two.pt").exists()  # the first process keeps it


def test_it_learns(home: Path) -> None:
    stream = PictureStream(folder_list(home / "images"), (12, 12), resize=16, scale=(0.8, 1.0))
    more = {"batch_size": 5, "optimizer": lambda weights: torch.optim.Adam(weights, lr=0.01), "workers": 0}
    history = train_stream(cnn(3, 3), stream, F.cross_entropy, epochs=12, device="cpu", progress=False, **more)
    assert history.train_loss[-1] < history.train_loss[0] / 2


def test_memory_that_ends_is_told_with_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> torch.Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(StreamStep, "__call__", full)
    with pytest.raises(torch.OutOfMemoryError) as told:
        stream_run.run(home, batch_size=8, parts=2)
    assert told.value.__notes__ == ["Memory ended. Use parts=4 (now 2), or batch_size=4."]


def test_what_does_not_fit_is_refused(home: Path) -> None:
    for more, told in (
        ({"mix": True, "rule": None}, "rule must be given where mix is true"),
        ({"batch_size": 1}, "batch_size must be at least 2 for each of 1 processes"),
        ({"parts": 0}, "parts must be"),
        ({"precision": "float16"}, "precision must be one of"),
        ({"workers": -1}, "workers must be"),
    ):
        stream = PictureStream(folder_list(home / "images"), (12, 12), resize=16)
        with pytest.raises(ValueError, match=told):
            train_stream(cnn(3, 3), stream, F.cross_entropy, **{"epochs": 1, "device": "cpu", **more})


def test_workers_are_shared_among_the_processes_of_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_loop.os, "cpu_count", lambda: 16)
    monkeypatch.delenv("NLS_WORKERS", raising=False)
    monkeypatch.delenv("LOCAL_WORLD_SIZE", raising=False)
    assert default_workers() == 16
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    assert default_workers() == 4
    monkeypatch.setenv("NLS_WORKERS", "3")
    assert default_workers() == 3
    monkeypatch.setenv("NLS_WORKERS", "many")
    with pytest.raises(ValueError, match="NLS_WORKERS must be a whole number"):
        default_workers()
