"""The training loop of the course, whole on one page."""

import os
from collections.abc import Callable, Iterable
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer
from torch.optim.lr_scheduler import LRScheduler

from nls_tutorial import checks
from nls_tutorial.predictions import device_of, pick_device
from nls_tutorial.records import History, Images
from nls_tutorial.targets import one_hot
from nls_tutorial.training.checkpoint import Checkpointer
from nls_tutorial.training.crop_targets import Prepare
from nls_tutorial.training.identity import identity
from nls_tutorial.training.inputs import checked_inputs, checked_mean, checked_value
from nls_tutorial.training.progress_bar import progress_bar
from nls_tutorial.training.randomness import isolated_rng

Loss = Callable[[Tensor, Tensor], Tensor]
Augment = Callable[[Tensor, torch.Generator], Tensor]
ADAM = partial(Adam, lr=1e-3)


def train(
    model: nn.Module,
    data: Images,
    loss: Loss,
    *,
    epochs: int,
    held_out: Images | None = None,
    batch_size: int = 64,
    optimizer: Callable[[Iterable[nn.Parameter]], Optimizer] = ADAM,
    scheduler: Callable[[Optimizer], LRScheduler] | None = None,
    augment: Augment | None = None,
    prepare: Prepare | None = None,
    seed: int = 0,
    device: str | torch.device = "auto",
    checkpoint: str | os.PathLike[str] | None = None,
    progress: bool = True,
) -> History:
    r"""Train `model` in place by gradient descent on `loss(logits, labels)`, the mean over a batch, in nats.

    `optimizer(parameters)` makes the optimizer: Adam with learning rate 0.001 unless given, or for example
    `partial(torch.optim.SGD, lr=0.1)`; `scheduler(optimizer)` makes its schedule, which moves once an epoch;
    `augment(images, generator)` changes each batch. Where labels depend on what happens to the picture,
    `prepare(batch, generator)` takes its place: it gets the batch as `Images` and gives pictures and soft targets
    (B, K), and the loss is `loss(logits, targets)`; held-out pictures are taken whole, with one-hot targets.
    `held_out` is only looked at, after each epoch. Training loss and accuracy are those met on the way: in training
    mode, with augmentation. The model ends in evaluation mode, on the device where it was.

    The same `seed` gives the same order of samples, augmentation and dropout; on a CPU with the same number of
    threads, bitwise the same weights. Global random numbers are left as they were. With `checkpoint`, a file name, the
    run is kept after each epoch, and the same call goes on where a stopped one was. `progress` shows a bar in a
    terminal or a notebook; elsewhere, and where the environment has TQDM_DISABLE=1, nothing is shown.

    Raises ValueError or TypeError for what does not fit: no samples, sizes below 1, labels outside the classes, a
    device that is not there, a loss that is not one finite number, `augment` beside `prepare`, a checkpoint of another
    run.

    First met in notebooks/01_look_at_the_last_layer.
    """
    checked_inputs(data, held_out, epochs=epochs, batch_size=batch_size, seed=seed)
    if augment is not None and prepare is not None:
        checks.refuse("augment", "must not stand beside prepare", "both", "Let prepare do all that changes pictures.")
    place, before = pick_device(device), device_of(model)
    model.to(place)
    steps = optimizer(model.parameters())
    schedule = None if scheduler is None else scheduler(steps)
    rows: list[list[float]] = []  # one an epoch: training loss and accuracy, then those on the held-out data

    with isolated_rng(seed, place) as order:
        keeper = Checkpointer(checkpoint, model, steps, schedule, order, place)
        if checkpoint is not None:
            parts = (model, data, loss, steps, schedule, augment, prepare, held_out, place)
            rows = keeper.resume(identity(*parts, epochs=epochs, batch_size=batch_size, seed=seed))
        for _ in progress_bar(len(rows), epochs, progress):
            row = _epoch(model, data, loss, steps, batch_size, augment, prepare, order, place)
            if schedule is not None:
                schedule.step()
            if held_out is not None:
                row += _look(model, held_out, loss, place, soft=prepare is not None)
            rows.append(row)
            keeper.save(rows)

    model.to(before).eval()
    columns = [*zip(*rows, strict=True), (), ()]  # the last two stand where nothing was held out
    return History(columns[0], columns[1], columns[2], columns[3], seed=seed, device=str(place))


def _epoch(
    model: nn.Module,
    data: Images,
    loss: Loss,
    steps: Optimizer,
    batch_size: int,
    augment: Augment | None,
    prepare: Prepare | None,
    order: torch.Generator,
    place: torch.device,
) -> list[float]:
    """Once through the training data in a new order: mean loss and accuracy on the way."""
    model.train()
    total, right = torch.zeros((), device=place), torch.zeros((), device=place)
    for batch in torch.randperm(len(data), generator=order).split(batch_size):
        labels = data.labels[batch].to(place)
        if prepare is not None:
            images, asked = prepare(data.select(batch).to(place), order)
        else:
            images, asked = data.images[batch].to(place), labels
        if augment is not None:
            images = augment(images, order)
        logits = model(images)
        value = checked_value(loss(logits, asked))
        steps.zero_grad()
        value.backward()
        steps.step()
        total += value.detach() * len(batch)
        right += (logits.argmax(1) == labels).float().sum()
    return [checked_mean(float(total) / len(data)), float(right) / len(data)]


def _look(model: nn.Module, data: Images, loss: Loss, place: torch.device, soft: bool) -> list[float]:
    """Mean loss and accuracy on data that is not trained on."""
    model.eval()
    total, right = 0.0, 0.0
    with torch.no_grad():
        for images, labels in zip(data.images.split(512), data.labels.split(512), strict=True):
            logits = model(images.to(place))
            asked = labels.to(place)
            if soft:
                asked = one_hot(asked, data.classes, dtype=logits.dtype)
            total += float(loss(logits, asked)) * len(labels)
            right += float((logits.argmax(1).cpu() == labels).sum())
    return [total / len(data), right / len(data)]
