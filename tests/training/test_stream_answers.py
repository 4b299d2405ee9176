"""What a network says of a stream, against all its logits in memory, by hand, and by two processes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from spec import stream_run
from spec.boxed_folder import write

from nls_tutorial import calibration
from nls_tutorial.data import folder_list
from nls_tutorial.models import resnet_cifar
from nls_tutorial.training import PictureStream, StreamAnswers, ask_stream
from nls_tutorial.training.stream_step import prepared


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path, 5)
    return tmp_path


def test_the_answers_are_those_of_all_pictures_at_once(home: Path) -> None:
    stream, model = stream_run.boxed_stream(home), resnet_cifar(3, 3, width=4, seed=1)
    said = ask_stream(model, stream, device="cpu", batch_size=4, workers=0)
    samples = [stream[-1, k] for k in range(15)]
    labels, share = torch.tensor([one[1] for one in samples]), torch.tensor([one[2] for one in samples])
    with torch.no_grad():
        logits = model.eval()(prepared(torch.stack([one[0] for one in samples]), torch.device("cpu")))
    shares = logits.double().softmax(1)
    torch.testing.assert_close(said.confidence, shares.amax(1), rtol=1e-6, atol=0)
    assert said.right.tolist() == (shares.argmax(1) == labels).tolist()
    torch.testing.assert_close(said.nll, -shares[torch.arange(15), labels].log(), rtol=1e-5, atol=1e-7)
    found = said.scores()
    for name, number in (
        ("accuracy", float(said.right.double().mean())),
        ("confidence", calibration.average_confidence(shares)),
        ("overconfidence", calibration.overconfidence(shares, labels)),
        ("underconfidence", calibration.underconfidence(shares, labels)),
        ("deviation", calibration.mean_objectness_deviation(shares, share)),
        ("ECE", calibration.expected_calibration_error(calibration.reliability(shares, labels))),
        ("ECE, 100 bins", calibration.expected_calibration_error(calibration.reliability(shares, labels, bins=100))),
        ("MCE", calibration.maximum_calibration_error(calibration.reliability(shares, labels))),
    ):
        assert found[name] == pytest.approx(float(number), abs=1e-6), name


def test_scores_by_hand() -> None:
    sure = torch.tensor([0.9, 0.8, 0.5, 0.5], dtype=torch.float64)
    right = torch.tensor([True, False, True, True])
    said = StreamAnswers(sure, right, torch.tensor([0.9, 0.3, 0.5, 0.4]), torch.tensor([0.1, 1.5, 0.7, 0.7]))
    found = said.scores()
    hand = {"accuracy": 0.75, "confidence": 0.675, "overconfidence": 0.8, "underconfidence": 1 - 1.9 / 3}
    hand |= {"deviation": 0.15, "NLL": 0.75, "ECE": (0.1 + 0.8 + 2 * 0.5) / 4, "MCE": 0.8}
    assert {name: found[name] for name in hand} == pytest.approx(hand)
    assert found["AECE"] == pytest.approx((0.1 + 0.8 + 1.0) / 4)  # both halves tie, and share a bin
    alone = StreamAnswers(*(part[:1] for part in (sure, right, said.objectness, said.nll))).scores()
    assert alone["overconfidence"] != alone["overconfidence"], "nothing was wrong"


def test_the_model_is_as_it_was_and_nothing_is_left_to_chance(home: Path) -> None:
    model = resnet_cifar(3, 3, width=4)
    first, again = (ask_stream(model, stream_run.boxed_stream(home), device="cpu", workers=0) for _ in range(2))
    assert torch.equal(first.confidence, again.confidence)
    assert not model.training
    assert all(weights.grad is None for weights in model.parameters())


def test_objects_removed_leave_no_objectness(home: Path) -> None:
    model, stream = resnet_cifar(3, 3, width=4), stream_run.boxed_stream(home, removed=True)
    away = ask_stream(model, stream, device="cpu", workers=0)
    there = ask_stream(model, stream_run.boxed_stream(home), device="cpu", workers=0)
    assert not torch.equal(away.confidence, there.confidence)


@pytest.mark.slow
def test_two_processes_give_the_answers_of_one(home: Path) -> None:
    alone = ask_stream(resnet_cifar(3, 3, width=4), stream_run.boxed_stream(home), device="cpu", workers=0)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [*command, stream_run.__file__, str(home), str(home / "asked.json"), "ask"],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(["tests", *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for answers in json.loads((home / "asked.json").read_text()):  # of both processes
        assert answers["confidence"] == pytest.approx(alone.confidence.tolist(), rel=1e-5)
        assert answers["right"] == alone.right.tolist()


def test_what_does_not_fit_is_refused(home: Path) -> None:
    model, stream = resnet_cifar(3, 3, width=4), PictureStream(folder_list(home / "images"), (12, 12), resize=16)
    for more, told in (
        ({"batch_size": 0}, "batch_size must be"),
        ({"precision": "float16"}, "precision must be one of"),
        ({"workers": -1}, "workers must be"),
    ):
        with pytest.raises(ValueError, match=told):
            ask_stream(model, stream, device="cpu", **more)
