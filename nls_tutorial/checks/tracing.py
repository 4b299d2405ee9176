"""When values may be read: not while a graph is traced, and not within `off()`."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import torch
from torch import Tensor

_CHECKED = ContextVar("nls_tutorial_checked", default=True)


@contextmanager
def off() -> Iterator[None]:
    """A context in which no values are checked, so that nothing waits for a GPU: types and shapes still are.

    What a check would have refused gives NaN, torch's own error or, for a label that is no class on a GPU, a failed
    device. Holds in this thread (and task) only.

    >>> from torch import tensor
    >>> from nls_tutorial import checks, losses
    >>> with checks.off():
    ...     losses.focal_loss(tensor([[float("nan"), 0.0]]), tensor([0]))
    tensor(nan)
    """
    token = _CHECKED.set(False)
    try:
        yield
    finally:
        _CHECKED.reset(token)


def tracing(*tensors: object) -> bool:
    """Whether `tensors` stand for others: under torch.compile, export, jit, fx, torch.func, a dispatch mode; on meta.

    A CUDA graph that is being recorded counts, too.

    >>> tracing(torch.zeros(2)), tracing(torch.zeros(2, device="meta"))
    (False, True)
    """
    if torch.compiler.is_compiling() or torch.jit.is_tracing():
        return True
    if torch._C._functorch.peek_interpreter_stack() is not None or torch._C._len_torch_dispatch_stack() > 0:
        return True
    return any(_stands_in(tensor) for tensor in tensors)


def readable(*tensors: object) -> bool:
    """Whether the values of `tensors` may be looked at: nothing is traced, and checks are not `off`.

    >>> with off():
    ...     inside = readable(torch.zeros(2))
    >>> inside, readable(torch.zeros(2))
    (False, True)
    """
    return not tracing(*tensors) and _CHECKED.get()


def sizes_of(tensor: Tensor) -> tuple[int, ...]:
    """The sizes of `tensor` as whole numbers, which torch.jit's tracer hands out as tensors.

    >>> sizes_of(torch.zeros(2, 3))
    (2, 3)
    """
    if not torch.jit.is_tracing():
        return tuple(tensor.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        return tuple(int(size) for size in tensor.shape)


def _stands_in(value: object) -> bool:
    if isinstance(value, torch.fx.Proxy):
        return True
    if not isinstance(value, Tensor):
        return False
    if type(value) is not Tensor and type(value).__torch_dispatch__ is not Tensor.__torch_dispatch__:
        return True  # fake, functional, distributed
    return value.is_meta or (value.is_cuda and torch.cuda.is_current_stream_capturing())
