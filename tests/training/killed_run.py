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

EPOCHS = 60
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


def child(folder: Path, checkpoint: Path | None, killed_after: float = 0) -> int:
    """A fresh process, as far as the run can tell, that trains and leaves its weights in `folder`.

    After so many seconds of its own processor time, where they are not 0, a signal that nothing handles ends it: a
    machine that is busy with others moves no kill.
    """
    number = os.fork()
    if number == 0:
        signal.setitimer(signal.ITIMER_PROF, killed_after)
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
    """End six children, or fewer where one gets to the end before that."""
    torch.set_num_threads(1)
    warm_up()
    chance = random.Random(seed)
    whole, stopped = folder / "whole", folder / "stopped"
    whole.mkdir()
    stopped.mkdir()
    *_, used = os.wait4(child(whole, None), 0)
    seconds = used.ru_utime + used.ru_stime

    kills, resumed, code = 0, 0, -signal.SIGPROF
    while code == -signal.SIGPROF:
        resumed += (stopped / "run.pt").exists()
        killed_after = chance.uniform(0.05, 0.3) * seconds if kills < KILLS else 0
        _, status = os.waitpid(child(stopped, stopped / "run.pt", killed_after), 0)
        code = os.waitstatus_to_exitcode(status)
        kills += code == -signal.SIGPROF
    if code != 0:
        raise SystemExit("the child that was left alone failed")
    expected, found = (torch.load(place / "weights.pt", weights_only=True) for place in (whole, stopped))
    equal = all(torch.equal(expected[name], found[name]) for name in expected)
    sys.stdout.write(json.dumps({"seconds": seconds, "kills": kills, "resumed": resumed, "equal": equal}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
