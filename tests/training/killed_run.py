"""Train, be killed at random moments, go on, and say whether the weights are those of a run that was never stopped.

A program of its own, started by test_checkpoint.py: it forks children that train, which pytest's process with its
threads should not. It prints one line of JSON.
"""

import io
import json
import os
import random
import signal
import sys
import time
import traceback
import warnings
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import Classifier
from nls_tutorial.records import Images
from nls_tutorial.training import Augmented, flip_and_shift, train

EPOCHS = 20
KILLS = 6  # then the run may end


def run(folder: Path, checkpoint: Path | None) -> None:
    """One run with everything that has a state: momentum, schedule, batch norm, dropout, augmentation, shuffling."""
    chance = torch.Generator().manual_seed(0)
    data = Images(torch.rand(24, 1, 4, 4, generator=chance), torch.arange(24) % 3, ("a", "b", "c"), "train")
    body = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.3), nn.Flatten())
    model = Classifier(body, 16, 3)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=chance) / 3)
    history = train(
        model,
        data,
        F.cross_entropy,
        epochs=EPOCHS,
        validation=data,
        batch_size=7,
        optimizer=partial(torch.optim.SGD, lr=0.1, momentum=0.9),
        scheduler=partial(torch.optim.lr_scheduler.StepLR, step_size=9),
        batch_of=Augmented(partial(flip_and_shift, shift=1)),
        device="cpu",
        checkpoint=checkpoint,
        progress=False,
    )
    state = {**model.state_dict(), "losses": torch.tensor(history.train_loss + history.val_loss)}
    torch.save(state, folder / "part.pt")
    os.replace(folder / "part.pt", folder / "weights.pt")


def child(folder: Path, checkpoint: Path | None) -> int:
    """A fresh process, as far as the run can tell, that trains and leaves its weights in `folder`."""
    number = os.fork()
    if number == 0:
        code = 1
        try:
            warnings.simplefilter("ignore")  # "cannot be used, going on from the previous one" is an answer here
            run(folder, checkpoint)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return number


def warm_up() -> None:
    """What torch imports at first use, it imports now; no backward pass, which a forked child could not repeat."""
    weight = nn.Parameter(torch.zeros(1))
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=0.1, momentum=0.9).step()
    memory = io.BytesIO()
    torch.save({"a": weight}, memory)
    memory.seek(0)
    torch.load(memory, weights_only=True)


def main(folder: Path, seed: int) -> None:
    """Kill six children, or fewer where one gets to the end before that."""
    torch.set_num_threads(1)
    warm_up()
    chance = random.Random(seed)
    whole, stopped = folder / "whole", folder / "stopped"
    whole.mkdir()
    stopped.mkdir()
    began = time.perf_counter()
    os.waitpid(child(whole, None), 0)
    seconds = time.perf_counter() - began

    kills, code = 0, None
    while code is None:
        number = child(stopped, stopped / "run.pt")
        end = time.perf_counter() + chance.uniform(0.1, 0.5) * seconds
        while code is None and (kills == KILLS or time.perf_counter() < end):
            done, status = os.waitpid(number, os.WNOHANG)
            code = os.waitstatus_to_exitcode(status) if done else None
            time.sleep(0.001)
        if code is None:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
            kills += 1
    if code != 0:
        raise SystemExit("the child that was left alone failed")
    expected, found = (torch.load(place / "weights.pt", weights_only=True) for place in (whole, stopped))
    equal = all(torch.equal(expected[name], found[name]) for name in expected)
    sys.stdout.write(json.dumps({"seconds": seconds, "kills": kills, "equal": equal}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
