"""The same loop for many networks of one shape at once, which costs little more than one of them."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import nn

from nls_tutorial.predictions import device_of, pick_device
from nls_tutorial.records import History, Samples
from nls_tutorial.training import inputs as check
from nls_tutorial.training.batches import BatchTransform, has_batch_norm, images_and_labels
from nls_tutorial.training.loop import ADAM, Loss
from nls_tutorial.training.many_steps import Losses, Steps
from nls_tutorial.training.networks import check_networks, one_each
from nls_tutorial.training.progress_bar import progress_bar
from nls_tutorial.training.randomness import isolated_rng
from nls_tutorial.training.running_mean import RunningMeans
from nls_tutorial.training.stack import Stack, check_alike
from nls_tutorial.training.streams import Streams
from nls_tutorial.training.threads import fitting_threads


def train_many(
    models: Sequence[nn.Module],
    data: Samples | Sequence[Samples],
    losses: Loss | Sequence[Loss],
    *,
    epochs: int,
    validation: Samples | Sequence[Samples] | None = None,
    batch_of: BatchTransform | Sequence[BatchTransform] = images_and_labels,
    batch_size: int = 64,
    optimizer: check.Optimizers | Sequence[check.Optimizers] = ADAM,
    scheduler: check.Schedulers | Sequence[check.Schedulers] | None = None,
    seed: int | Sequence[int] = 0,
    device: str | torch.device = "auto",
    after_epoch: Callable[[int], None] | None = None,
    progress: bool = True,
) -> list[History]:
    r"""Train n networks of one shape in place, all at once; the numbers are those of `train`, one by one, to rounding.

    Their weights are stacked, and one pass (`torch.vmap`) computes what all of them say; the losses are then computed
    each for its own networks. What one network sees, in which order, and where its weights start is what `train`
    would give it. Data, losses, transforms, optimizers, schedules and seeds are one for all, or a list of n.

    Args:
        models: n networks that differ in their weights only; without dropout.
        data: the samples, as in `train`; n of them must have one length and one shape.
        losses: `loss(outputs, targets)`. One that `torch.vmap` cannot take is called network by network.
        epochs: how often to go through the data, from 1 on.
        validation: samples that are only looked at, after each epoch.
        batch_of: `batch_of(batch, generator) -> (inputs, targets)`, as in `train`.
        batch_size: samples a step, from 1 on.
        optimizer: makes the optimizer from the parameters, for example `partial(torch.optim.SGD, lr=0.1)`.
        scheduler: makes the schedule from the optimizer, as in `train`.
        seed: decides the order of the samples and the augmentation, a whole number from 0 on.
        device: "auto" takes a GPU where there is one.
        after_epoch: called with the number of epochs done, when the models may be looked at.
        progress: shows a bar in a terminal or a notebook.

    Returns one `History` for each network. Raises ValueError or TypeError as `train` does, and for networks of several
    shapes, lists of another length, data of several lengths, dropout, and what `torch.vmap` cannot run.

    Source: torch.func. First met in notebooks/01_look_at_the_last_layer.

    >>> from nls_tutorial.data import digits
    >>> from nls_tutorial.models import mlp
    >>> from torch.nn.functional import cross_entropy
    >>> networks = [mlp(64, 10, width=8, features=4, seed=seed) for seed in (0, 1)]
    >>> few = digits(train=64).train
    >>> histories = train_many(networks, few, cross_entropy, epochs=2, progress=False)
    >>> [len(history.train_loss) for history in histories]
    [2, 2]
    """
    check.check_numbers(epochs=epochs, batch_size=batch_size, seed=0)
    check.check_after_epoch(after_epoch)
    check_alike(models)
    given = {"data": data, "losses": losses, "validation": validation, "batch_of": batch_of, "optimizer": optimizer}
    networks = one_each(models, scheduler=scheduler, seed=seed, **given)
    check_networks(networks)
    device, original_device = pick_device(device), device_of(models[0])
    work = batch_size * len(models)
    stack, rows = Stack([network.model for network in networks]), []
    try:
        stack.take(device)
        steps, loss = Steps(stack, networks, validation is not None), Losses(networks)
        batches = Streams([(one.data, one.seed, one.batch_of) for one in networks])
        looked_at = Streams([(one.validation or one.data, one.seed, one.batch_of) for one in networks])
        with fitting_threads(models[0], networks[0].data, work), isolated_rng(0, device), _quiet():
            for epoch in progress_bar(0, epochs, progress):
                row = _train_epoch(stack, batches, loss, steps, batch_size, device)
                if validation is not None:
                    seen = _evaluate(stack, looked_at, loss, 8 * batch_size, device)
                    row = [one + other for one, other in zip(row, seen, strict=True)]
                steps.schedule(row)
                rows.append(row)
                if after_epoch is not None:
                    after_epoch(epoch + 1)
    finally:
        stack.release()
        for model in models:
            model.to(original_device).eval()
    columns = zip(*rows, strict=True)
    found = [
        (one.place, History.of(column, seed=one.seed, device=str(device)))
        for one, column in zip(networks, columns, strict=True)
    ]
    return [history for _, history in sorted(found, key=lambda pair: pair[0])]


def _train_epoch(
    stack: Stack, batches: Streams, loss: Losses, steps: Steps, batch_size: int, device: torch.device
) -> list[list[float]]:
    """Once through the training data, each network in its own order: mean loss and accuracy of each."""
    for model in stack.models:
        model.train()
    means = RunningMeans(len(stack.models), device)
    join = has_batch_norm(stack.models[0])
    for inputs, targets, samples in batches.shuffled(batch_size, device, join=join):
        outputs = stack.predict(inputs, batches.shared)
        batch_losses = loss(outputs, targets, batches.shared)
        steps.step(batch_losses)
        means.add(batch_losses, outputs, targets, shared=batches.shared, samples=samples)
    return means.rows()


@torch.no_grad()
def _evaluate(stack: Stack, batches: Streams, loss: Losses, batch_size: int, device: torch.device) -> list[list[float]]:
    """Mean loss and accuracy of each network on data that is not trained on."""
    for model in stack.models:
        model.eval()
    means = RunningMeans(len(stack.models), device)
    for inputs, targets, samples in batches.in_order(batch_size, device):
        outputs = stack.predict(inputs, batches.shared)
        batch_losses = loss(outputs, targets, batches.shared)
        means.add(batch_losses, outputs, targets, shared=batches.shared, samples=samples)
    return means.rows()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without torch's notes on what vmap does the slow way."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="There is a performance drop", category=UserWarning)
        yield
