"""What each of many networks is trained with: one for all, or a list with one for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from torch import nn

from nls_tutorial import checks
from nls_tutorial.records import Samples
from nls_tutorial.training import inputs as check
from nls_tutorial.training.batches import BatchTransform


@dataclass(frozen=True, eq=False)
class Network:
    """One network, and what `train` would be given for it; `place` is where it stands in the caller's lists."""

    place: int
    model: nn.Module
    data: Samples
    loss: Callable[[Any, Any], Any]
    validation: Samples | None
    batch_of: BatchTransform
    optimizer: Callable[[Any], Any]
    scheduler: Callable[[Any], Any] | None
    seed: int


def one_each(models: Sequence[nn.Module], **given: Any) -> list[Network]:
    """The networks, neighbours where optimizer and schedule are alike. `given` are the lists, or what is for all."""
    count = len(models)
    lists: dict[str, list[Any]] = {"model": list(models)}
    for name, value in given.items():
        if isinstance(value, list | tuple | range):
            if len(value) != count:
                step = "Give one for all, or a list with one for each."
                checks.refuse(name, f"must be one, or {count}, as there are models", f"{len(value)}", step)
            lists[name] = list(value)
        else:
            lists[name] = [value] * count
    lists["loss"] = lists.pop("losses")
    rows = [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]
    networks = [Network(place=place, **row) for place, row in enumerate(rows)]
    return [network for group in grouped(networks, same_steps) for network in group]


def check_networks(networks: Sequence[Network]) -> None:
    """What `train` would look at, for each network; and data of one length."""
    for one in networks:
        check.check_numbers(epochs=1, batch_size=1, seed=one.seed)
        check.check_functions(one.loss, one.optimizer, one.scheduler, one.batch_of, name="losses")
        check.check_model(one.model)
        check.check_data("data", one.data, one.batch_of)
        if one.validation is not None:
            check.check_data("validation", one.validation, one.batch_of)
    for name in ("data", "validation"):
        lengths = sorted({len(samples) for one in networks if (samples := getattr(one, name)) is not None})
        if len(lengths) > 1:
            step = "Cut them to one length, or train them apart."
            checks.refuse(name, "must have one length for all networks", f"{lengths[0]} and {lengths[-1]}", step)


def same_steps(one: Network, other: Network) -> bool:
    """Whether two networks have the same kind of optimizer and schedule."""
    return alike(one.optimizer, other.optimizer) and alike(one.scheduler, other.scheduler)


def grouped(things: Sequence[Any], same: Callable[[Any, Any], bool]) -> list[list[Any]]:
    """What is the same, together; groups and their members in the order in which they come.

    >>> grouped([1, 4, 3, 6], lambda one, other: one % 2 == other % 2)
    [[1, 3], [4, 6]]
    """
    groups: list[list[Any]] = []
    for thing in things:
        group = next((group for group in groups if same(group[0], thing)), None)
        if group is None:
            groups.append([thing])
        else:
            group.append(thing)
    return groups


def alike(one: Any, other: Any) -> bool:
    """Whether two functions are one, or the same function with the same simple settings.

    >>> alike(partial(round, ndigits=1), partial(round, ndigits=1)), alike(round, partial(round, ndigits=1))
    (True, False)
    """
    if not (isinstance(one, partial) and isinstance(other, partial)):
        return one is other
    settings = [{**dict(enumerate(function.args)), **function.keywords} for function in (one, other)]
    if not alike(one.func, other.func) or settings[0].keys() != settings[1].keys():
        return False
    return all(_equal(value, settings[1][name]) for name, value in settings[0].items())


def _equal(one: Any, other: Any) -> bool:
    simple = type(one) is type(other) and isinstance(one, int | float | str)
    return one is other or (simple and one == other)
