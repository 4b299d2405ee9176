"""Equal values have equal lines, in another process, too; what differs anywhere has other lines, or is refused."""

import functools
import itertools
import operator
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.losses import focal_loss, margin_loss
from nls_tutorial.training.fingerprint import Fingerprint, Unseen, digest, library

STRENGTH = 0.1


def lines(value) -> dict[str, str]:
    found = Fingerprint()
    found.add("it", value)
    return found.lines


@dataclass
class Settings:
    margin: float = 1.0

    def __call__(self, logits, labels):
        return margin_loss(logits, labels, margin=self.margin)


class Slotted:
    __slots__ = ("power",)

    def __init__(self, power: float) -> None:
        self.power = power


class Scaled(nn.Module):
    def __init__(self, scale: float, momentum: float = 0.1) -> None:
        super().__init__()
        self.scale, self.norm = scale, nn.BatchNorm1d(2, momentum=momentum)

    def forward(self, x):
        return self.norm(self.scale * x)


class Other(Scaled):
    def forward(self, x):
        return self.scale * self.norm(x)


def closing_over(value):
    return lambda logits, labels: F.cross_entropy(logits, labels) * value


def with_default(logits, labels, *, weight=1.0):
    return weight * F.cross_entropy(logits, labels)


def inner(power: float):
    def outer(logits, labels):
        def deep(x):
            return x**power

        return deep(F.cross_entropy(logits, labels))

    return outer


def changed_default():
    function = closing_over(1.0)
    function.extra = 3
    return function


def hooked() -> nn.Module:
    model = Scaled(1.0)
    model.register_forward_hook(lambda module, given, output: 2 * output)
    return model


def patched() -> nn.Module:
    model = Scaled(1.0)
    model.forward = lambda x: x
    return model


# each row: values that all do different things, made anew at each call
KINDS = [
    lambda: [F.cross_entropy, F.nll_loss, focal_loss, margin_loss, torch.sigmoid, torch.tanh, len, operator.add],
    lambda: [functools.partial(margin_loss, margin=m) for m in (1.0, 2.0)] + [functools.partial(margin_loss, 1.0)],
    lambda: [
        closing_over(value) for value in (1.0, 2.0, torch.ones(2), torch.zeros(2), [1, 2], {"a": 1}, {1, 2}, {1, 3})
    ],
    lambda: [with_default, functools.partial(with_default, weight=2.0), closing_over(1.0), changed_default()],
    lambda: [inner(1.0), inner(2.0)],
    lambda: [lambda x: x + 1, lambda x: x + 2, lambda x: x - 1, lambda x: abs(x), lambda x: x.abs(), lambda x: x.exp()],
    lambda: [Settings(1.0), Settings(2.0), Settings(1.0).__call__, Settings(2.0).__call__, Slotted(1.0), Slotted(2.0)],
    lambda: [Scaled(1.0), Scaled(2.0), Scaled(1.0, momentum=0.2), Other(1.0), hooked(), patched()],
    lambda: [nn.Linear(2, 3).eval(), nn.Linear(3, 2), nn.Linear(2, 3, bias=False), nn.ReLU(), nn.Tanh(), nn.GELU()],
    lambda: [nn.CrossEntropyLoss(), nn.CrossEntropyLoss(label_smoothing=0.1), nn.CrossEntropyLoss(ignore_index=3)],
    lambda: [torch.zeros(2), torch.zeros(3), torch.zeros(2).double(), torch.zeros(2, 1), torch.zeros(2).bfloat16()],
    lambda: [
        np.zeros(2),
        np.zeros(2, np.int8),
        np.ones(2),
        np.float64(0),
        np.random.default_rng(1),
        np.random.default_rng(2),
    ],
    lambda: [torch.Generator().manual_seed(1), torch.Generator().manual_seed(2)],
    lambda: [list(range(100)), list(range(101)), [*range(99), 100], set(range(100)), "a" * 1000, "a" * 999 + "b", b"a"],
    lambda: [re.compile("a"), re.compile("b"), slice(1), range(3), None, True, 1, 1.0, "1", torch.float32, (1,), [1]],
    lambda: [itertools.count(1), itertools.count(2), operator.itemgetter(1), operator.itemgetter(2)],
    lambda: [functools.lru_cache(closing_over(value)) for value in (1.0, 2.0)],
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_differs_has_other_lines_and_what_is_equal_the_same(kind) -> None:
    found = [lines(value) for value in kind()]
    assert found == [lines(value) for value in kind()]
    for one, other in itertools.combinations(found, 2):
        assert one != other


def test_globals_that_a_function_uses_are_seen(monkeypatch) -> None:
    def uses(x):
        return STRENGTH * x

    before = lines(uses)
    assert before["it.STRENGTH"] == "0.1"
    monkeypatch.setitem(globals(), "STRENGTH", 0.2)
    assert lines(uses)["it.STRENGTH"] == "0.2"


def test_a_functions_place_in_its_file_does_not_matter() -> None:
    source = "def f(x):\n    '''Words.'''\n    return x in {'a', 'b', 'c'}\n"
    spaces: list[dict] = [{}, {}]
    exec(source, spaces[0])
    exec("\n\n# a line more\n" + source, spaces[1])
    assert lines(spaces[0]["f"]) == lines(spaces[1]["f"])


@pytest.mark.slow
def test_the_same_in_another_process() -> None:
    program = (
        "import functools, torch\n"
        "from nls_tutorial.training.fingerprint import Fingerprint, digest\n"
        "def loss(z, y, names=frozenset('abcdef')): return z in {'p', 'q', 'r', 's'} and {1: y, 'a': names}\n"
        "f = Fingerprint(); f.add('it', [loss, functools.partial(loss, k={'u', 'v', 'w'}), torch.nn.Linear(2, 2)])\n"
        "print(digest(sorted(f.lines.items().__iter__().__next__()) + [repr(f.lines)]))"
    )
    command = [sys.executable, "-c", program]
    answers = {
        subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_things_that_hold_each_other() -> None:
    one, other = SimpleNamespace(), SimpleNamespace()
    one.other, other.one = other, one
    assert lines(one)["it.other.one"] == "as it"
    known = Fingerprint({"the model": one})
    known.add("loss", [one])
    assert known.lines["loss.0"] == "as the model"


def test_frozen_weights_and_buffers_that_are_not_kept() -> None:
    free, frozen = nn.Linear(2, 2), nn.Linear(2, 2)
    frozen.weight.requires_grad_(False)
    assert lines(free) != lines(frozen)
    for module, value in ((free, 1.0), (frozen.requires_grad_(True), 2.0)):
        module.register_buffer("scale", torch.tensor(value), persistent=False)
    assert lines(free) != lines(frozen)


@pytest.mark.parametrize(
    "value",
    [
        threading.Lock(),
        (number for number in range(3)),
        np.array([object()]),
        torch.zeros(2, device="meta"),
        torch.eye(2).to_sparse(),
        closing_over(threading.Lock()),
    ],
)
def test_what_cannot_be_looked_into(value) -> None:
    with pytest.raises(Unseen):
        lines(value)


def test_libraries() -> None:
    assert library("torch.nn.functional") == f"torch {torch.__version__}"
    assert library("nls_tutorial.losses").startswith("nls_tutorial ")
    assert library("functools").startswith("Python 3.")
    assert library("__main__") is None
    assert library("a_module_of_ones_own") is None


def test_digests_tell_where_a_part_ends() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"]) != digest(["abc"])
