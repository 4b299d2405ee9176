"""A run that was stopped, at whatever moment, ends like one that was not; a damaged file is said to be one."""

import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR

from nls_tutorial.losses import margin_loss
from nls_tutorial.models import cnn, mlp
from nls_tutorial.partial_conv import to_partial
from nls_tutorial.records import Images
from nls_tutorial.training import Augmented, flip_and_shift, images_and_labels, loop, train
from nls_tutorial.training.checkpoint_file import HEADER, packed, read

EPOCHS = 5


class Stopped(BaseException):
    """Stands in for a kill: nothing in the library catches it."""


def images(count: int = 12, *, seed: int = 0) -> Images:
    chance = torch.Generator().manual_seed(seed)
    return Images(torch.rand(count, 1, 4, 4, generator=chance), torch.arange(count) % 3, ("a", "b", "c"), "train")


def stopping(after: int | None):
    """Batches that are stopped in the epoch after `after` whole ones, outside everything that a run is known by."""
    real, epochs = loop.shuffled_batches, []

    def batches(*arguments, **options):
        epochs.append(1)
        found = real(*arguments, **options)
        return chain(found[:1], stop()) if after is not None and len(epochs) > after else found

    def stop():
        raise Stopped
        yield

    return patch.object(loop, "shuffled_batches", batches)


def run(checkpoint: Path | None, *, stop_after: int | None = None, size: int = 4, model_seed: int = 0, **changed):
    """A small run with momentum and a schedule; with `stop_after` it is stopped in the epoch that follows."""
    model = changed.pop("model", None) or mlp(16, 3, width=size, features=3, seed=model_seed)
    options = {
        "epochs": EPOCHS,
        "batch_size": 4,
        "loss": F.cross_entropy,
        "data": images(),
        "optimizer": partial(torch.optim.SGD, lr=0.1, momentum=0.9),
        "scheduler": partial(CosineAnnealingLR, T_max=EPOCHS),
        "batch_of": Augmented(partial(flip_and_shift, shift=1)),
        **changed,
    }
    with stopping(stop_after):
        history = train(model, checkpoint=checkpoint, device="cpu", progress=False, **options)
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
    assert answer["resumed"] >= 2


def test_a_checkpoint_changes_nothing(tmp_path, whole) -> None:
    assert_same(run(tmp_path / "new" / "run.pt"), whole)


@pytest.mark.parametrize("epochs", range(EPOCHS))
def test_stopped_in_any_epoch(tmp_path, whole, epochs) -> None:
    start(tmp_path / "run.pt", epochs)
    assert_same(run(tmp_path / "run.pt"), whole)


def test_a_run_that_has_ended_is_not_trained_again(tmp_path, whole) -> None:
    run(tmp_path / "run.pt")
    assert_same(run(tmp_path / "run.pt", stop_after=0), whole)


def test_the_same_cell_run_again_with_the_model_that_it_left(tmp_path, whole) -> None:
    model = mlp(16, 3, width=4, features=3)
    run(tmp_path / "run.pt", model=model)
    assert_same(run(tmp_path / "run.pt", model=model, stop_after=0), whole)


@pytest.mark.parametrize("epochs", [0, 1, 3])
def test_a_model_that_was_interrupted_goes_on(tmp_path, whole, epochs) -> None:
    model = mlp(16, 3, width=4, features=3)
    start(tmp_path / "run.pt", epochs, model=model)
    assert not model.training
    assert_same(run(tmp_path / "run.pt", model=model), whole)


def test_a_longer_run_goes_on_from_a_shorter_ones_checkpoint(tmp_path, whole) -> None:
    shorter, _ = run(tmp_path / "run.pt", epochs=3)
    assert not torch.equal(shorter["head.weight"], whole[0]["head.weight"])
    assert_same(run(tmp_path / "run.pt"), whole)
    with pytest.raises(ValueError, match=r"epochs must be at least 5, those of checkpoint .*run\.pt, but got 3"):
        run(tmp_path / "run.pt", epochs=3)


@pytest.mark.parametrize(
    ("step", "call"),
    [(step, call) for step, last in (("replace", 9), ("fsync", 9), ("link", 6)) for call in range(1, last)],
)
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
    assert_same(run(tmp_path / "run.pt"), whole)  # without a warning: the newest file was there at every moment
    assert not list(tmp_path.glob("*.part"))


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
    header = HEADER + hashlib.sha256(content).hexdigest().encode() + b"\n"
    (tmp_path / "run.pt").write_bytes(header + content)
    with pytest.raises(ValueError, match=r"run\.pt \(PyTorch cannot read it: UnpicklingError"):
        run(tmp_path / "run.pt")
    assert not (tmp_path / "boom").exists()


def smooth(epsilon: float):
    return lambda logits, labels: F.cross_entropy(logits, labels, label_smoothing=epsilon)


def rate(factor: float):
    return partial(LambdaLR, lr_lambda=lambda epoch: factor**epoch)


def other_model(change) -> torch.nn.Module:
    model = mlp(16, 3, width=4, features=3)
    change(model)
    return model


TANH = other_model(lambda model: model.body.__setitem__(2, torch.nn.Tanh()))


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ({}, {"seed": 1}, r"with seed 0 \(now 1\)\. Give another file name"),
        ({}, {"batch_size": 5}, r"with batch_size 4 \(now 5\)"),
        ({}, {"size": 5}, r"with model\.body\.1\.bias \(4,\) \(now \(5,\)\)"),
        ({}, {"model_seed": 1}, r"with weights\.head\.bias float32 \(3,\) "),
        (
            {},
            {"model": other_model(lambda m: m.body.__setitem__(2, torch.nn.Tanh()))},
            r"with model\.body\.2 ReLU .*Tanh",
        ),
        (
            {},
            {"model": other_model(lambda m: m.body.requires_grad_(False))},
            r"with model\.body\.1\.bias .* frozen",
        ),
        ({}, {"data": images(13)}, r"with data\.images float32 \(12, "),
        ({}, {"data": images(seed=1)}, r"with data\.images float32 \(12, "),
        ({}, {"validation": images()}, r"with validation None \(now Images\)"),
        ({"loss": smooth(0.1)}, {"loss": smooth(0.2)}, r"with loss\.epsilon 0\.1 \(now 0\.2\)"),
        ({}, {"loss": smooth(0.0)}, r"with loss torch\.nn\.functional\.cross_entropy of torch .*\(now smooth"),
        ({"loss": partial(margin_loss, margin=8.0)}, {"loss": partial(margin_loss, margin=9.0)}, r"loss\.margin 8\.0 "),
        ({}, {"batch_of": images_and_labels}, r"with batch_of Augmented \(now nls_tutorial\."),
        ({}, {"batch_of": Augmented(partial(flip_and_shift, shift=2))}, r"with batch_of\.change\.shift 1 \(now 2\)"),
        ({}, {"optimizer": partial(torch.optim.SGD, lr=0.2, momentum=0.9)}, r"with optimizer\.1\.0\.initial_lr 0\.1 "),
        ({}, {"optimizer": torch.optim.Adam}, r"with optimizer\.0 torch\.optim\.sgd\.SGD of .* \(now .*Adam"),
        ({}, {"scheduler": None}, r"with .*scheduler list of 2 \(now None\)"),
        ({}, {"scheduler": partial(CosineAnnealingLR, T_max=9)}, r"with scheduler\.1\.T_max 5 \(now 9\)"),
        (
            {"scheduler": rate(0.5)},
            {"scheduler": rate(0.6)},
            r"with scheduler\.1\.lr_lambdas\.0\.factor 0\.5 \(now 0\.6",
        ),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(tmp_path, first, then, said) -> None:
    start(tmp_path / "run.pt", 1, **first)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match=rf"checkpoint must come from a run like this .*run\.pt .*{said[5:]}"):
        run(tmp_path / "run.pt", **{**first, **then})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_padded_model_is_another_run(tmp_path) -> None:
    net = cnn(1, 3, width=2, features=3)
    run(tmp_path / "run.pt", model=net)
    with pytest.raises(ValueError, match=r"with model.* Conv2d .*\(now PartialConv2d"):
        run(tmp_path / "run.pt", model=to_partial(cnn(1, 3, width=2, features=3)))


def test_what_cannot_be_compared_is_refused_unless_the_reader_vouches_for_it(tmp_path) -> None:
    lock = threading.Lock()

    def guarded(logits, labels):
        with lock:
            return F.cross_entropy(logits, labels)

    said = r"loss must be made of what .* can compare, but got a lock \(loss\.lock\)\. .*assume_same=\(\"loss\",\)"
    with pytest.raises(ValueError, match=said):
        run(tmp_path / "run.pt", loss=guarded)
    vouched = {"loss": guarded, "assume_same": ("loss",)}
    start(tmp_path / "run.pt", 2, **vouched)
    assert_same(run(tmp_path / "run.pt", **vouched), run(None, loss=guarded))
    with pytest.raises(ValueError, match=r"with loss none \(now .*assume_same=\(\"loss\",\)\."):
        run(tmp_path / "run.pt")
    run(tmp_path / "run.pt", assume_same=("loss",))
    with pytest.raises(ValueError, match=r"assume_same must hold some of model, weights, .*, but got \('losses',\)"):
        run(tmp_path / "run.pt", assume_same=("losses",))


def rewritten(path: Path, change) -> None:
    """Another content under the right header and checksum."""
    state = read(path)
    change(state)
    path.write_bytes(packed(state))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda state: state.pop("rows"), "its content is not a run's: no rows"),
        (lambda state: state.update(rows=[[1.0]]), "its content is not a run's: rows that are not two"),
        (lambda state: state.update(rows=[[float("nan"), 0.5]]), "its content is not a run's: losses that are not"),
        (lambda state: state.update(order=3), "its content is not a run's: no order"),
        (lambda state: state["random"].clear(), "its content is not a run's: no random numbers"),
        (lambda state: state["identity"].update(seed=0), "its content is not a run's: an identity that is not text"),
        (lambda state: state["model"].pop("head.weight"), "its content does not fit: RuntimeError"),
        (lambda state: state["optimizer"].clear(), "its content does not fit: KeyError"),
        (lambda state: state.pop("scheduler"), "its content does not fit: KeyError"),
        (lambda state: state.update(order=torch.zeros(3)), "its content does not fit: "),
    ],
)
def test_a_content_that_does_not_fit_is_told_and_the_previous_file_used(tmp_path, whole, change, said) -> None:
    start(tmp_path / "run.pt", 3)
    rewritten(tmp_path / "run.pt", change)
    with pytest.warns(UserWarning, match=rf"run\.pt cannot be used \({said}"):
        resumed = run(tmp_path / "run.pt")
    assert_same(resumed, whole)


@pytest.mark.parametrize(("number", "age"), [(1, "an older"), (99, "a newer")])
def test_another_format_is_said_so(tmp_path, number, age) -> None:
    (tmp_path / "run.pt").write_bytes(b"nls_tutorial checkpoint %d\n" % number)
    with pytest.raises(ValueError, match=rf"run\.pt \(format {number}, of {age} nls_tutorial\)"):
        run(tmp_path / "run.pt")


def test_two_runs_with_one_checkpoint(tmp_path, whole) -> None:
    def meddle(epoch: int) -> None:
        if epoch == 2:
            with pytest.raises(ValueError, match=r"checkpoint must be used by one run at a time, but got .*run\.pt"):
                run(tmp_path / "run.pt")

    assert_same(run(tmp_path / "run.pt", after_epoch=meddle), whole)
    assert_same(run(tmp_path / "run.pt"), whole)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_folder_that_cannot_be_written_is_noticed_before_the_first_epoch(tmp_path, monkeypatch, number) -> None:
    def refuse(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ValueError, match=rf"checkpoint must be in a folder .* written, .*{os.strerror(number)}"):
        run(tmp_path / "run.pt", stop_after=0)
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt.lock"]


def test_too_little_space_is_noticed_before_the_first_epoch(tmp_path, monkeypatch) -> None:
    start(tmp_path / "run.pt", 1)
    size = (tmp_path / "run.pt").stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(total=10**9, free=3 * size))
    with pytest.raises(ValueError, match=r"checkpoint must have space for several files, but got .* MB free"):
        run(tmp_path / "run.pt", stop_after=0)


def test_a_disk_that_is_full_later_leaves_what_was_kept(tmp_path, monkeypatch, whole) -> None:
    real = os.fsync

    def fill(epoch: int) -> None:
        if epoch == 2:
            monkeypatch.setattr(os, "fsync", full)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match=r"could not be written after epoch 3: No space left on device\. What was kept"):
        run(tmp_path / "run.pt", after_epoch=fill)
    monkeypatch.setattr(os, "fsync", real)
    assert len(read(tmp_path / "run.pt")["rows"]) == 2
    assert_same(run(tmp_path / "run.pt"), whole)


def test_what_a_killed_run_left_is_cleared_away(tmp_path, whole) -> None:
    (tmp_path / "run.pt.0123456789abcdef.part").write_bytes(b"half")
    (tmp_path / "other.pt.0123456789abcdef.part").write_bytes(b"somebody else's")
    assert_same(run(tmp_path / "run.pt"), whole)
    assert [path.name for path in tmp_path.glob("*.part")] == ["other.pt.0123456789abcdef.part"]


def test_a_folder_is_refused(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"checkpoint must be the name of a file, but got the folder .*run\.pt\"\."):
        run(tmp_path)
