"""Functions of tensors as ONNX graphs, which a page runs without Python: no formula is written a second time."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

import torch
from torch import Tensor
from torch.fx.experimental.proxy_tensor import make_fx

from nls_tutorial.playground.choices import Choice
from nls_tutorial.playground.knobs import START
from nls_tutorial.playground.look import OUTPUTS, looker
from nls_tutorial.playground.points import TEST
from nls_tutorial.playground.step import BATCH, start, train_step


def step_inputs(choice: Choice) -> tuple[str, ...]:
    """The inputs of the graph of one step, by name, in order.

    >>> from nls_tutorial.playground import choice
    >>> step_inputs(choice("margin"))
    ('state', 'points', 'labels', 'rate', 'margin', 'weight')
    """
    return ("state", "points", "labels", "rate", *choice.knobs)


def step_graph(choice: Choice) -> bytes:
    """The training step with this loss, as an ONNX graph: the inputs of `step_inputs` to `state` and `loss`."""

    def step(state: Tensor, points: Tensor, labels: Tensor, rate: Tensor, *values: Tensor) -> tuple[Tensor, Tensor]:
        knobs = dict(zip(choice.knobs, values, strict=True))
        return train_step(choice.loss, state, points, labels, rate, **knobs)

    knobs = [torch.tensor(START[name]) for name in choice.knobs]
    batch = (torch.zeros(BATCH, 2), torch.zeros(BATCH, dtype=torch.int64))
    example = (start(), *batch, torch.tensor(0.1), *knobs)
    return export(step, example, step_inputs(choice), ("state_after", "loss"))


def look_graph() -> bytes:
    """What `looker` looks at, as an ONNX graph: state, points, labels and temperature to `OUTPUTS`."""
    state, points, labels = start(), torch.zeros(TEST, 2), torch.zeros(TEST, dtype=torch.int64)
    example = (state, points, labels, torch.tensor(1.0))
    return export(looker(), example, ("state", "points", "labels", "temperature"), OUTPUTS)


def export(
    function: Callable[..., Any], example: Sequence[Tensor], inputs: Sequence[str], outputs: Sequence[str]
) -> bytes:
    """`function` as an ONNX graph, traced with tensors of the shapes of `example`; its inputs and outputs are named.

    What `function` does to tensors is recorded, its gradients included. Values are not checked in the graph. Needs the
    packages onnx and onnxscript.
    """
    with mock.patch("torch.compiler.is_compiling", return_value=True):  # so that no check looks at a value
        traced = make_fx(function, decomposition_table=AS_COMPARISONS)(*example)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what torch itself will change one day
        made = torch.onnx.export(
            traced.eval(),
            tuple(example),
            dynamo=True,
            verbose=False,
            input_names=list(inputs),
            output_names=list(outputs),
        )
    assert made is not None
    packed: bytes = made.model_proto.SerializeToString()
    return packed


# Two of torch's own functions that ONNX does not have, by comparisons


def _bincount(values: Tensor, weights: None = None, minlength: int = 0) -> Tensor:
    return (values.unsqueeze(1) == torch.arange(minlength)).sum(0)


def _bucketize(values: Tensor, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    return (values.unsqueeze(-1) > boundaries).sum(-1)


AS_COMPARISONS: dict[torch._ops.OpOverload, Callable[..., Any]] = {
    torch.ops.aten.bincount.default: _bincount,
    torch.ops.aten.bucketize.Tensor: _bucketize,
}
