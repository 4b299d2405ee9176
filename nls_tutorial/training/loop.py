"""The training loop of the course, whole on one page."""

import os
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from nls_tutorial.predictions import device_of, pick_device
from nls_tutorial.records import History, Samples
from nls_tutorial.training import inputs as check
from nls_tutorial.training.batches import BatchTransform, has_batch_norm, images_and_labels, shuffled_batches
from nls_tutorial.training.calls import checked_loss, checked_pairs, predict
from nls_tutorial.training.checkpoint import Checkpointer
from nls_tutorial.training.identity import identity
from nls_tutorial.training.progress_bar import progress_bar
from nls_tutorial.training.randomness import isolated_rng
from nls_tutorial.training.running_mean import RunningMean
from nls_tutorial.training.threads import fitting_threads

Loss = Callable[[Any, Any], Tensor]
ADAM = partial(Adam, lr=1e-3)


def train(
    model: nn.Module,
    data: Samples,
    loss: Loss,
    *,
    epochs: int,
    validation: Samples | None = None,
    batch_of: BatchTransform = images_and_labels,
    batch_size: int = 64,
    optimizer: check.Optimizers = ADAM,
    scheduler: check.Schedulers | None = None,
    seed: int = 0,
    device: str | torch.device = "auto",
    checkpoint: str | os.PathLike[str] | None = None,
    assume_same: Collection[str] = (),
    after_epoch: Callable[[int], None] | None = None,
    progress: bool = True,
) -> History:
    r"""Train `model` in place by gradient descent on `loss(outputs, targets)`, the mean over a batch, in nats.

    The training loss and accuracy of the history are those met on the way: in training mode, with augmentation. The
    model ends in evaluation mode on the device where it was, also after Ctrl+C. The same `seed` gives the same order
    of samples, augmentation and dropout; on a CPU with the same number of threads, bitwise the same weights. Global
    random numbers are left as they were. A last batch of one joins the one before where the model has batch norm.

    Args:
        model: gets `model(inputs)`; where inputs are a tuple `model(*inputs)`, where a dict `model(**inputs)`.
        data: N samples: `Images`, or anything with a length, `select(indices)` and `to(device)`.
        loss: one number for a batch, with a gradient.
        epochs: how often to go through the data, from 1 on.
        validation: samples that are only looked at, after each epoch.
        batch_of: `batch_of(batch, generator) -> (inputs, targets)`, pictures and labels unless given. A batch is what
            `data.select` gives, on the device. The generator is for augmentation; for validation it is None.
        batch_size: samples a step, from 1 on.
        optimizer: makes the optimizer from the parameters: Adam with learning rate 0.001, or for example
            `partial(torch.optim.SGD, lr=0.1)`.
        scheduler: makes the schedule from the optimizer. It moves once an epoch; one that needs to know how it goes,
            as ReduceLROnPlateau, is given the validation loss.
        seed: a whole number from 0 on.
        device: "auto" takes a GPU where there is one.
        checkpoint: a file name; the run is kept after each epoch, and the same call goes on where a stopped one was,
            as does one with more epochs. Another run is refused: modules with their settings, first weights, data,
            loss, `batch_of`, optimizer and schedule with all their arguments are compared.
        assume_same: parts that are not compared, since you know that they are the same: ("loss",), for example.
        after_epoch: called with the number of epochs done; the model may be looked at, not changed.
        progress: shows a bar in a terminal or a notebook; elsewhere, or with TQDM_DISABLE=1, nothing is shown.

    Raises ValueError or TypeError for what does not fit: no samples, sizes below 1, labels outside the classes, a
    device that is not there, a loss that is not one finite number, an optimizer that needs a closure (LBFGS), a
    checkpoint of another run.

    First met in notebooks/01_look_at_the_last_layer.
    """
    check.check_numbers(epochs=epochs, batch_size=batch_size, seed=seed)
    check.check_functions(loss, optimizer, scheduler, batch_of)
    check.check_model(model)
    check.check_parts(assume_same)
    check.check_after_epoch(after_epoch)
    check.check_checkpoint(checkpoint)
    check.check_data("data", data, batch_of)
    if validation is not None:
        check.check_data("validation", validation, batch_of)
    device, original_device = pick_device(device), device_of(model)
    rows: list[list[float]] = []  # one an epoch: training loss and accuracy, then those on the validation data
    try:
        model.to(device)
        steps = check.made_optimizer(optimizer, model.parameters())
        schedule = check.made_scheduler(scheduler, steps, validation is not None)
        run = {"data": data, "validation": validation, "loss": loss, "batch_of": batch_of}
        batch_of, loss = checked_pairs(batch_of), checked_loss(loss)
        with (
            fitting_threads(model, data, batch_size),
            isolated_rng(seed, device) as generator,
            Checkpointer(checkpoint, model, steps, schedule, generator, device) as checkpointer,
        ):
            if checkpoint is not None:
                same = identity(model, steps, schedule, assume_same, batch_size=batch_size, seed=seed, **run)
                rows = checkpointer.resume(same, epochs, assume_same)
            for epoch in progress_bar(len(rows), epochs, progress):
                row = _train_epoch(model, data, loss, batch_of, steps, batch_size, generator, device)
                if validation is not None:
                    with isolated_rng(seed, device):  # looking at validation data must not change the training
                        row += _evaluate(model, validation, loss, batch_of, 8 * batch_size, device)
                if schedule is not None:
                    schedule.step(*row[2:3] if check.follows_validation(schedule) else ())
                rows.append(row)
                checkpointer.save(rows)
                if after_epoch is not None:
                    after_epoch(epoch + 1)
    finally:
        model.to(original_device).eval()
    return History.of(rows, seed=seed, device=str(device))


def _train_epoch(
    model: nn.Module,
    data: Samples,
    loss: Loss,
    batch_of: BatchTransform,
    optimizer: Optimizer,
    batch_size: int,
    generator: torch.Generator,
    device: torch.device,
) -> list[float]:
    """Once through the training data in a new order: mean loss and accuracy on the way."""
    model.train()
    mean = RunningMean(device)
    for indices in shuffled_batches(len(data), batch_size, generator, join=has_batch_norm(model)):
        inputs, targets = batch_of(data.select(indices).to(device), generator)
        outputs = predict(model, inputs)
        batch_loss = loss(outputs, targets)
        optimizer.zero_grad()
        batch_loss.backward()
        optimizer.step()
        mean.add(batch_loss, outputs, targets, samples=len(indices))
    return mean.row()


@torch.no_grad()
def _evaluate(
    model: nn.Module, data: Samples, loss: Loss, batch_of: BatchTransform, batch_size: int, device: torch.device
) -> list[float]:
    """Mean loss and accuracy on data that is not trained on."""
    model.eval()
    mean = RunningMean(device)
    for indices in torch.arange(len(data), device="cpu").split(batch_size):
        inputs, targets = batch_of(data.select(indices).to(device), None)
        outputs = predict(model, inputs)
        mean.add(loss(outputs, targets), outputs, targets, samples=len(indices))
    return mean.row()
