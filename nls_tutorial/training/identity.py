"""What makes a run this run and no other: a checkpoint is taken up only by the run that wrote it."""

from collections.abc import Collection, Mapping
from typing import Any

from torch import nn
from torch.optim import Optimizer

from nls_tutorial import checks
from nls_tutorial.training.fingerprint import Fingerprint, Unseen

PARTS = ("model", "weights", "data", "validation", "loss", "batch_of", "optimizer", "scheduler", "batch_size", "seed")
MOVING = ("optimizer", "_optimizer", "optimizers")  # what a schedule holds of its optimizer is told with the optimizer


def identity(
    model: nn.Module, optimizer: Optimizer, scheduler: Any, assume_same: Collection[str], **parts: Any
) -> dict[str, str]:
    """The run in lines, several for each of `PARTS`; runs with equal lines go the same way.

    Modules with their settings, first weights, the loss and the transform with their code, closures and arguments,
    the schedule, all numbers of the data; of what belongs to a library its name and version. Nothing is called.
    Parts in `assume_same` are left out. Raises ValueError where a part cannot be looked into.
    """
    known = {"the model": model, "the optimizer": optimizer}
    known |= {f"the {name}": parts[name] for name in ("data", "validation") if parts.get(name) is not None}
    made = {
        "model": model,
        "weights": model.state_dict(),
        "optimizer": _optimizer(model, optimizer),
        "scheduler": None if scheduler is None else [type(scheduler), _without(vars(scheduler), MOVING)],
        **parts,
    }
    lines: dict[str, str] = {}
    for name in PARTS:
        if name in assume_same:
            continue
        own = {key: thing for key, thing in known.items() if thing is not made[name]}
        found = Fingerprint(own)
        try:
            found.add(name, made[name])
        except Unseen as error:
            where, what = error.args
            rule = "must be made of what a checkpoint can compare"
            step = f'If it is the same in every call, say so: assume_same=("{name}",).'
            checks.refuse(name, rule, f"a {what} ({where})", step)
        lines |= found.lines
    return lines


def differences(kept: Mapping[str, str], now: Mapping[str, str], assume_same: Collection[str]) -> dict[str, list[str]]:
    """Where two runs differ: for each part what to say, the shortest names first."""
    found: dict[str, list[str]] = {}
    for name in sorted(kept.keys() | now.keys(), key=lambda name: (name.count("."), name)):
        part = name.partition(".")[0].partition("(")[0]
        if part not in assume_same and kept.get(name) != now.get(name):
            told = f"{name} {_short(kept.get(name))} (now {_short(now.get(name))})"
            found.setdefault(part, []).append(told)
    return {part: found[part] for part in sorted(found, key=lambda part: PARTS.index(part) if part in PARTS else -1)}


def _optimizer(model: nn.Module, optimizer: Optimizer) -> list[Any]:
    """Its class, and the settings of each group with the names of its weights."""
    names = {id(weight): name for name, weight in model.named_parameters()}
    groups = [
        {**_without(group, ("params",)), "weights": [names.get(id(weight), "?") for weight in group["params"]]}
        for group in optimizer.param_groups
    ]
    return [type(optimizer), groups]


def _without(held: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in held.items() if key not in names}


def _short(line: str | None) -> str:
    return "none" if line is None else line if len(line) <= 90 else f"{line[:87]}…"
