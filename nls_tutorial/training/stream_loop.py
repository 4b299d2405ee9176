"""The training loop for pictures that stay on the disk: on one device, or on several by torchrun."""

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import SGD
from tqdm.auto import tqdm

from nls_tutorial import checks
from nls_tutorial.predictions import device_of, pick_device
from nls_tutorial.records import History
from nls_tutorial.training.calls import checked_loss
from nls_tutorial.training.global_batch_norm import global_batch_norm
from nls_tutorial.training.inputs import Optimizers, Schedulers, check_model, made_optimizer, made_scheduler
from nls_tutorial.training.picture_stream import PictureStream
from nls_tutorial.training.randomness import isolated_rng
from nls_tutorial.training.ranks import rank, sum_over_ranks, together, world
from nls_tutorial.training.stream_batches import EpochBatches, stream_loader
from nls_tutorial.training.stream_checkpoint import StreamCheckpoint
from nls_tutorial.training.stream_step import Rule, StreamStep

WORKERS = "NLS_WORKERS"
SGD_LIKE_THE_PAPERS = partial(SGD, lr=0.1, momentum=0.9, weight_decay=1e-4)


def default_workers() -> int:
    """What NLS_WORKERS says, else one for each processor, shared among the processes of this machine.

    Raises ValueError for NLS_WORKERS that is no whole number from 0 on.
    """
    said = os.environ.get(WORKERS, "").strip()
    if said:
        if not said.isdecimal():
            checks.refuse(WORKERS, "must be a whole number from 0 on", repr(said), "Leave it out, or say 4.")
        return int(said)
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    return max((os.cpu_count() or 1) // here, 1)


def train_stream(
    model: nn.Module,
    stream: PictureStream,
    loss: Callable[[Tensor, Tensor], Tensor],
    *,
    epochs: int,
    rule: Rule | None = None,
    mix: bool = False,
    batch_size: int = 256,
    parts: int = 1,
    optimizer: Optimizers = SGD_LIKE_THE_PAPERS,
    scheduler: Schedulers | None = None,
    device: str | torch.device = "auto",
    precision: str = "float32",
    workers: int | None = None,
    checkpoint: Path | None = None,
    save_every: int = 1000,
    progress: bool = True,
) -> History:
    r"""Train `model` in place on a `PictureStream`: the loop of `train`, for sets that do not fit into memory.

    Under torchrun (DistributedDataParallel) each process takes its part of every batch; gradients and batch norm's
    means are those of the whole batch, and so are the numbers, to rounding. CutMix alone mixes within a process's part.

    Args:
        model: gives logits (B, K).
        stream: its `seed` decides order and crops.
        loss: `loss(logits, targets)`, the mean over a batch, in nats.
        epochs: how often to go through the pictures.
        rule: `rule(labels, objectness)` gives targets (B, K), uniform where the objects were removed; without it the
            loss is given the labels.
        mix: CutMix; it needs a `rule`.
        batch_size: pictures a step, in all processes together.
        parts: a batch goes through the network in so many parts, one after the other, whose gradients add up: what to
            raise where memory ends. Without batch norm the numbers stay the same.
        optimizer: makes the optimizer; SGD with learning rate 0.1 unless given.
        scheduler: makes the schedule, which moves once an epoch.
        device: "auto" takes a GPU where there is one.
        precision: "float32", or "bfloat16" for what autocast computes in it.
        workers: processes that decode; NLS_WORKERS, or one a processor, unless given.
        checkpoint: a file in which the run is kept after each epoch and every `save_every` batches; the same call goes
            on from there, on another machine, too.
        progress: shows a bar over the batches.

    Raises ValueError for what does not fit, UnusableFileError for a file that cannot be used, and, where memory ends,
    torch.OutOfMemoryError with a note on what to do.

    >>> import tempfile
    >>> from PIL import Image
    >>> from torch.nn import functional as F
    >>> from nls_tutorial.data import folder_list
    >>> from nls_tutorial.models import cnn
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name in ("cat", "dog"):
    ...         (Path(home) / name).mkdir()
    ...         Image.new("RGB", (30, 20)).save(Path(home) / name / "one.png")
    ...     stream = PictureStream(folder_list(home), (8, 8), resize=8)
    ...     history = train_stream(cnn(3, 2), stream, F.cross_entropy, epochs=1, device="cpu", workers=0)
    >>> len(history)
    1
    """
    sizes = {"epochs": epochs, "batch_size": batch_size, "parts": parts, "save_every": save_every}
    _look_at(model, stream, rule, mix, precision, **sizes)
    place, before = pick_device(device), device_of(model)
    count = default_workers() if workers is None else checks.whole("workers", workers, 0)
    try:
        model.to(place)
        steps = made_optimizer(optimizer, model.parameters())
        schedule = made_scheduler(scheduler, steps, False)
        held = {"model": model, "optimizer": steps} | ({} if schedule is None else {"scheduler": schedule})
        who = {"pictures": len(stream), "batch_size": batch_size, "seed": stream.seed, "parts": parts}
        kept = StreamCheckpoint(checkpoint, held, {name: str(value) for name, value in who.items()})
        epoch, done, rows, sums = kept.resume()
        sums = sums if rank() == 0 else torch.zeros_like(sums)  # what was kept is the sum over all processes
        batches = EpochBatches(len(stream), batch_size, stream.seed)
        loader = stream_loader(stream, batches, workers=count, device=place)
        with isolated_rng(stream.seed, place), global_batch_norm(model) if together() else nullcontext():
            network = DistributedDataParallel(model) if together() else model
            step = StreamStep(network, checked_loss(loss), steps, place, stream.seed, rule, mix, parts, precision)
            for now in range(epoch, epochs):
                model.train()
                batches.begin(now, done)
                sums = sums.to(place, torch.float64 if place.type != "mps" else torch.float32)
                for number, batch in enumerate(_bar(loader, now, progress), start=done):
                    sums = sums + step(batch, batches.size_of(number), now, number)
                    if (number + 1) % save_every == 0:
                        kept.save(now, number + 1, rows, sum_over_ranks(sums))
                if schedule is not None:
                    schedule.step()
                total, correct, count = sum_over_ranks(sums).tolist()
                rows.append([total / count, correct / count])
                done, sums = 0, torch.zeros(3, dtype=torch.float64)
                kept.save(now + 1, 0, rows, sums)
    except torch.OutOfMemoryError as error:
        error.add_note(f"Memory ended. Use parts={2 * parts} (now {parts}), or batch_size={max(batch_size // 2, 1)}.")
        raise
    finally:
        model.to(before).eval()
    return History.of(rows, seed=stream.seed, device=str(place))


def _bar(loader: Any, epoch: int, progress: bool) -> Any:
    """The batches, with a bar in the first process's terminal."""
    shown = progress and rank() == 0 and sys.stderr.isatty()
    return tqdm(loader, desc=f"epoch {epoch + 1}", unit="batch", leave=False, disable=not shown)


def _look_at(
    model: nn.Module, stream: PictureStream, rule: Rule | None, mix: bool, precision: str, **numbers: int
) -> None:
    """The arguments, before they cost time."""
    check_model(model)
    checks.instance("stream", stream, PictureStream, "Make one of a PictureList.")
    for name, number in numbers.items():
        checks.whole(name, number, 1)
    checks.choice("precision", precision, ("float32", "bfloat16"))
    if mix and rule is None:
        step = "Give a rule, such as lambda labels, share: one_hot(labels, classes)."
        checks.refuse("rule", "must be given where mix is true", None, step)
    if numbers["batch_size"] < 2 * world():
        step = "Raise it, or use fewer processes."
        checks.refuse("batch_size", f"must be at least 2 for each of {world()} processes", numbers["batch_size"], step)
