"""Optimizers, schedules and losses of many stacked networks: one for all neighbours that have the same."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, optim
from torch.utils._pytree import tree_map

from nls_tutorial import checks
from nls_tutorial.training.calls import checked_loss
from nls_tutorial.training.inputs import follows_validation, made_optimizer, made_scheduler
from nls_tutorial.training.networks import Network, alike, grouped, same_steps
from nls_tutorial.training.stack import Stack

# these treat every weight by itself, so that they do the same to stacked weights
ELEMENTWISE = (
    *(optim.SGD, optim.Adam, optim.AdamW, optim.RMSprop, optim.Adagrad, optim.Adadelta, optim.Adamax),
    *(optim.NAdam, optim.RAdam, optim.Rprop),
)


class Steps:
    """The optimizers and schedules of a stack, each for a slice of neighbours."""

    def __init__(self, stack: Stack, networks: Sequence[Network], validated: bool) -> None:
        self.stack = stack
        self.parts: list[tuple[slice, Any, Any]] = []
        start = 0
        for group in grouped(networks, same_steps):
            whole = slice(start, start + len(group))
            self._add(group[0], whole, validated)
            start = whole.stop

    def _add(self, network: Network, part: slice, validated: bool) -> None:
        """One optimizer for the slice; one for each network where weights or schedules do not stand for themselves."""
        weights = self.stack.weights(part)
        optimizer = made_optimizer(network.optimizer, iter(weights))
        scheduler = made_scheduler(network.scheduler, optimizer, validated)
        known = {id(weight) for weight in weights}
        if any(id(weight) not in known for group in optimizer.param_groups for weight in group["params"]):
            step = "Give a function of the parameters, for example partial(torch.optim.SGD, lr=0.1)."
            checks.refuse("optimizer", "must use the parameters that it is given", type(optimizer).__name__, step)
        together = type(optimizer) in ELEMENTWISE and (scheduler is None or not follows_validation(scheduler))
        if part.stop - part.start == 1 or together:
            _fuse(optimizer)
            self.parts.append((part, (optimizer, weights), scheduler))
            return
        for number in range(part.start, part.stop):
            self._add(network, slice(number, number + 1), validated)

    def step(self, losses: Tensor) -> None:
        """Down the slope of every network's own loss (n,)."""
        self.stack.forget_gradients()
        losses.sum().backward()  # weights of one network have no part in another's loss
        for part, (optimizer, weights), _ in self.parts:
            for weight, gradient in zip(weights, self.stack.gradients(part), strict=True):
                weight.grad = gradient
            optimizer.step()

    def schedule(self, rows: Sequence[Sequence[float]]) -> None:
        """After an epoch, in which `rows` has what every network reached."""
        for part, _, scheduler in self.parts:
            if scheduler is not None:
                scheduler.step(*rows[part.start][2:3] if follows_validation(scheduler) else ())


class Losses:
    """The loss of every network; those that have the same are computed together."""

    def __init__(self, networks: Sequence[Network]) -> None:
        numbers = grouped(range(len(networks)), lambda one, other: alike(networks[one].loss, networks[other].loss))
        self.groups = [(checked_loss(networks[group[0]].loss, "losses"), torch.tensor(group)) for group in numbers]
        self.back = torch.cat([group for _, group in self.groups]).argsort()
        self.alone: set[int] = set()  # groups whose loss vmap cannot take

    def __call__(self, outputs: Any, targets: Any, shared: bool) -> Tensor:
        """(n,), from what the networks say (n, …) and the targets, the same for all or (n, …)."""
        if len(self.groups) == 1:
            return self._group(0, outputs, targets, shared)
        found = [
            self._group(number, _of(outputs, group), targets if shared else _of(targets, group), shared)
            for number, (_, group) in enumerate(self.groups)
        ]
        return torch.cat(found)[self.back.to(found[0].device)]

    def _group(self, number: int, outputs: Any, targets: Any, shared: bool) -> Tensor:
        """The networks of one loss."""
        loss, group = self.groups[number]
        if len(group) > 1 and number not in self.alone:
            try:
                return torch.vmap(loss, in_dims=(0, None if shared else 0))(outputs, targets)
            except Exception:  # it looks at values, or is no loss: called one by one it tells which
                self.alone.add(number)
        each = range(len(group))
        return torch.stack([loss(_of(outputs, n), targets if shared else _of(targets, n)) for n in each])


def _of(tree: Any, place: int | Tensor) -> Any:
    """The part of one network, or of several, in what holds something for each."""
    return tree_map(lambda tensor: tensor[place.to(tensor.device) if isinstance(place, Tensor) else place], tree)


def _fuse(optimizer: Any) -> None:
    """Let Adam go through large stacked weights once, and not ten times."""
    if type(optimizer) in (optim.Adam, optim.AdamW):
        for group in optimizer.param_groups:
            taken = any(group[name] for name in ("fused", "foreach", "capturable", "differentiable"))
            if not taken and not isinstance(group["lr"], Tensor):
                group["fused"] = True
