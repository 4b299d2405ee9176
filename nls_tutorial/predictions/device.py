"""Where a model runs."""

import re
from typing import NoReturn

import torch
from torch import nn

from nls_tutorial import checks

ALLOWED = "'auto', 'cpu', 'cuda', 'cuda:0', 'cuda:1', … or 'mps'"


def pick_device(device: str | torch.device = "auto") -> torch.device:
    """The device that `device` names, after a look whether this machine has it.

    "auto" takes the first CUDA GPU where there is one, else the CPU; "cpu", "cuda", "cuda:1" and "mps" (the GPU of an
    Apple computer) take what they name. The networks of the course are small: a CPU core trains them in seconds.

    Raises ValueError for a device that this machine does not have or that has another name, TypeError for anything
    but a string or a torch.device.

    First met in notebooks/00_start_here.
    """
    if not isinstance(device, str | torch.device):
        checks.refuse("device", f"must be {ALLOWED}", type(device).__name__, 'Use "auto".', error=TypeError)
    name = str(device)
    if not re.fullmatch(r"auto|(cpu|mps)(:0)?|cuda(:[0-9]+)?", name):
        checks.refuse("device", f"must be {ALLOWED}", repr(name), 'Use "auto" to take a GPU where there is one.')
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    kind, _, number = name.partition(":")
    if kind == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if int(number or 0) >= count:
            several = f"{count} CUDA GPUs, 'cuda:0' to 'cuda:{count - 1}'"
            _absent(name, {0: "no CUDA GPU", 1: "one CUDA GPU, 'cuda:0'"}.get(count, several))
    if kind == "mps" and not torch.backends.mps.is_available():
        _absent(name, "no Apple GPU")
    return torch.device(name)


def device_of(model: nn.Module) -> torch.device:
    """The device on which the model's weights lie (the CPU for a model without weights).

    >>> import torch
    >>> device_of(torch.nn.Linear(2, 2)), device_of(torch.nn.ReLU())
    (device(type='cpu'), device(type='cpu'))
    """
    checks.instance("model", model, nn.Module, "Give a network.")
    weight = next(model.parameters(), None)
    return torch.device("cpu") if weight is None else weight.device


def _absent(name: str, seen: str) -> NoReturn:
    checks.refuse(
        "device",
        "must be on this machine",
        f"{name!r} where PyTorch {torch.__version__} sees {seen}",
        'Use device="cpu", or "auto" to take a GPU where there is one.',
    )
