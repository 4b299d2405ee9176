"""A run that was stopped, at whatever moment, ends like one that was not; a damaged file is said to be one."""

import hashlib
import io
import json
import os
import subprocess
import sys
import warnings
from functools import partial
from pathlib import Path

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR

from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.training import Augmented, flip_and_shift, images_and_labels, train

EPOCHS = 5


class Stopped(BaseException):
    """Stands in for a kill: nothing in the library catches it."""


def images(count: int = 12, *, seed: int = 0) -> Images:
    chance = torch.Generator().manual_seed(seed)
    return Images(torch.rand(count, 1, 4, 4, generator=chance), torch.arange(count) % 3, ("a", "b", "c"), "train")


def run(checkpoint: Path | None, *, stop_after: int | None = None, size: int = 4, model_seed: int = 0, **changed):
    """A small run with momentum and a schedule; with `stop_after` it is stopped in the epoch that follows."""
    model, steps = mlp(16, 3, width=size, features=3, seed=model_seed), []
    smooth = changed.pop("label_smoothing", 0.0)

    def loss(logits, labels):
        if model.training:
            steps.append(1)
        if stop_after is not None and len(steps) > 3 * stop_after:
            raise Stopped
        return F.cross_entropy(logits, labels, label_smoothing=smooth)

    options = {
        "epochs": EPOCHS,
        "batch_size": 4,
        "optimizer": partial(torch.optim.SGD, lr=0.1, momentum=0.9),
        "scheduler": partial(CosineAnnealingLR, T_max=EPOCHS),
        "batch_of": Augmented(partial(flip_and_shift, shift=1)),
        **changed,
    }
    data = options.pop("data", images())
    history = train(model, data, loss, checkpoint=checkpoint, device="cpu", progress=False, **options)
    return model.state_dict(), history


def start(checkpoint: Path, epochs: int, **changed) -> None:
    """A run that is stopped after `epochs` whole epochs."""
    with pytest.raises(Stopped):
        run(checkpoint, stop_after=epochs, **changed)


def assert_same(one, other) -> None:
    for name in one[0]:
        assert torch.equal(one[0][name], other[0][name]), name
    assert one[1] == other[1]


@pytest.fixture(scope="module")
def whole():
    return run(None)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the killed children are forked, which this system cannot")
def test_killed_at_random_moments_it_ends_with_the_same_weights(tmp_path) -> None:
    program = Path(__file__).with_name("killed_run.py")
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(program), str(tmp_path), "0"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["equal"]
    assert answer["kills"] >= 3


def test_a_checkpoint_changes_nothing(tmp_path, whole) -> None:
    assert_same(run(tmp_path / "new" / "run.pt"), whole)


@pytest.mark.parametrize("epochs", range(EPOCHS))
def test_stopped_in_any_epoch(tmp_path, whole, epochs) -> None:
    start(tmp_path / "run.pt", epochs)
    assert_same(run(tmp_path / "run.pt"), whole)


def test_a_run_that_has_ended_is_not_trained_again(tmp_path, whole) -> None:
    run(tmp_path / "run.pt")
    # the model of a notebook that is run twice: other weights to begin with, nothing to train
    assert_same(run(tmp_path / "run.pt", stop_after=0, model_seed=9), whole)


@pytest.mark.parametrize("step", ["replace", "fsync"])
@pytest.mark.parametrize("call", range(1, 9))
def test_stopped_between_any_two_steps_of_saving(tmp_path, monkeypatch, whole, step, call) -> None:
    calls, real = [], getattr(os, step)

    def sometimes(*arguments):
        calls.append(arguments)
        if len(calls) == call:
            raise Stopped
        return real(*arguments)

    with monkeypatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(os, step, sometimes)
        run(tmp_path / "run.pt")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r".*run\.pt cannot be used \(not there\)")
        assert_same(run(tmp_path / "run.pt"), whole)


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    damaged = {
        "half": content[:middle],
        "empty": b"",
        "flipped": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "foreign": b"hello",
    }
    path.write_bytes(damaged[how])


REASONS = {
    "half": "cut off or damaged: its bytes do not fit its checksum",
    "flipped": "cut off or damaged: its bytes do not fit its checksum",
    "empty": "empty",
    "foreign": "not a checkpoint of nls_tutorial",
}


@pytest.mark.parametrize("how", REASONS)
def test_a_damaged_file_is_said_so_and_the_previous_one_used(tmp_path, whole, how) -> None:
    start(tmp_path / "run.pt", 3)
    damage(tmp_path / "run.pt", how)
    said = rf"run\.pt cannot be used \({REASONS[how]}\)\. Going on from .*run\.pt\.previous, after epoch 2\."
    with pytest.warns(UserWarning, match=said):
        resumed = run(tmp_path / "run.pt")
    assert_same(resumed, whole)


def test_a_damaged_file_never_takes_the_place_of_a_whole_one(tmp_path, monkeypatch) -> None:
    start(tmp_path / "run.pt", 3)
    damage(tmp_path / "run.pt", "half")
    previous = (tmp_path / "run.pt.previous").read_bytes()
    with pytest.warns(UserWarning, match="cannot be used"):
        start(tmp_path / "run.pt", 1)
    assert (tmp_path / "run.pt.previous").read_bytes() == previous
    start(tmp_path / "run.pt", 1)  # both are whole again
    assert (tmp_path / "run.pt.previous").read_bytes() != previous


def test_both_damaged(tmp_path) -> None:
    start(tmp_path / "run.pt", 3)
    damage(tmp_path / "run.pt", "half")
    damage(tmp_path / "run.pt.previous", "flipped")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    said = r"checkpoint must be a whole file, but got .*run\.pt \(cut off.*\) and .*previous \(cut off.*\)\. Move them"
    with pytest.raises(ValueError, match=said):
        run(tmp_path / "run.pt")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_of_somebody_else_is_left_alone(tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match=r"notes\.txt \(not a checkpoint .*\) and .*previous \(not there\)"):
        run(tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_code_in_a_checkpoint_is_not_run(tmp_path) -> None:
    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "boom"),)

    memory = io.BytesIO()
    torch.save(Bomb(), memory)
    content = memory.getvalue()
    header = b"nls_tutorial checkpoint 1\n" + hashlib.sha256(content).hexdigest().encode() + b"\n"
    (tmp_path / "run.pt").write_bytes(header + content)
    with pytest.raises(ValueError, match=r"run\.pt \(PyTorch cannot read it: UnpicklingError"):
        run(tmp_path / "run.pt")
    assert not (tmp_path / "boom").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 1}, r"with .*; seed 0 \(now 1\)\. Give another file name"),
        ({"epochs": 6}, r"with epochs 5 \(now 6\)"),
        ({"batch_size": 5}, r"with batch_size 4 \(now 5\)"),
        ({"size": 5}, r"with model Classifier of 95 weights \(.*\) \(now Classifier of 115 weights"),
        ({"data": images(13)}, r"with data 12 pictures of 1×4×4 \(.*\) \(now 13 pictures"),
        ({"data": images(seed=1)}, r"with data 12 pictures of 1×4×4 \(.*\) \(now 12 pictures"),
        ({"validation": images()}, r"with validation none \(now 12 pictures"),
        ({"label_smoothing": 0.1}, r"with loss .* nats on a probe \(now .* nats on a probe\)"),
        ({"batch_of": images_and_labels}, r"with batch_of .* \(now .* on a probe\)"),
        ({"batch_of": Augmented(partial(flip_and_shift, shift=2))}, r"with batch_of .* \(now .* on a probe\)"),
        ({"optimizer": partial(torch.optim.SGD, lr=0.2, momentum=0.9)}, r"with optimizer SGD .*lr: 0\.1 .*lr: 0\.2"),
        ({"optimizer": torch.optim.Adam}, r"with optimizer SGD .* \(now Adam"),
        ({"scheduler": None}, r"with .*scheduler CosineAnnealingLR .* \(now none\)"),
        ({"scheduler": partial(CosineAnnealingLR, T_max=9)}, r"with scheduler .*'T_max': 5.* \(now .*'T_max': 9"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, changed, said) -> None:
    start(tmp_path / "run.pt", 1)
    with pytest.raises(ValueError, match=rf"checkpoint must come from a run like this one, but got .*run\.pt {said}"):
        run(tmp_path / "run.pt", **changed)


def test_a_folder_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"checkpoint must be the name of a file, but got the folder .*run\.pt\"\."):
        run(tmp_path)
