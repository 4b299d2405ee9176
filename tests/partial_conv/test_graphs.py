"""Partial convolution where its graph is taken apart: compiled, exported, mapped, replicated."""

import shutil
import threading

import pytest
import torch
from spec.loss_checks import as_shipped
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

from nls_tutorial.partial_conv import PartialConv2d, from_partial, partial_conv2d, to_partial

pytestmark = pytest.mark.slow


def pictures(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def net() -> nn.Sequential:
    torch.manual_seed(0)
    return to_partial(
        nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1, stride=2, bias=False),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.Conv2d(4, 2, (2, 3), padding="same", groups=2),
            nn.Conv2d(2, 2, 1, padding=1),
        )
    )


def test_compiles_in_one_piece() -> None:
    torch.compiler.reset()
    model, x, smaller = net().eval(), pictures(2, 3, 8, 7).requires_grad_(), pictures(2, 3, 8, 5)
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    out = model(x)
    (expected,) = torch.autograd.grad(out.square().sum(), x)
    with as_shipped():
        again, other = compiled(x), compiled(smaller)  # another size asks for another ratio
    torch.testing.assert_close(again, out)
    torch.testing.assert_close(torch.autograd.grad(again.square().sum(), x)[0], expected)
    torch.testing.assert_close(other, model(smaller))


@pytest.mark.skipif(
    not any(shutil.which(name) for name in ("g++", "clang++", "c++")), reason="torch.compile needs a C++ compiler"
)
def test_compiles_to_machine_code() -> None:
    torch.compiler.reset()
    layer, x = PartialConv2d(3, 4, 3, padding=1), pictures(1, 3, 6, 5)
    with torch.no_grad(), as_shipped():
        torch.testing.assert_close(torch.compile(layer, fullgraph=True)(x), layer(x))


def test_compiles_with_a_mask() -> None:
    torch.compiler.reset()
    x, weight, mask = pictures(2, 3, 6, 6), pictures(4, 3, 3, 3, seed=1), pictures(2, 1, 6, 6, seed=2) > 0

    def holed(x: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return partial_conv2d(x, weight, padding=1, mask=mask, return_mask=True)

    compiled = torch.compile(holed, fullgraph=True, backend="eager")
    for kind in (mask, mask.float()):
        with as_shipped():
            found = compiled(x, kind)
        for one, other in zip(found, holed(x, kind), strict=True):
            torch.testing.assert_close(one, other)


@pytest.mark.parametrize("strict", [False, True])
def test_exports(strict) -> None:
    model, x = net().eval(), pictures(2, 3, 8, 7)
    batch = torch.export.Dim("batch", min=1, max=64)
    with as_shipped():
        exported = torch.export.export(model, (x,), dynamic_shapes=({0: batch},), strict=strict).module()
    torch.testing.assert_close(exported(x), model(x))
    torch.testing.assert_close(exported(pictures(5, 3, 8, 7)), model(pictures(5, 3, 8, 7)))


def test_stand_ins_of_a_trace_are_not_kept() -> None:
    layer, x = PartialConv2d(3, 4, 3, padding=1), pictures(1, 3, 5, 23)
    with FakeTensorMode(allow_non_fake_inputs=True) as mode:
        assert layer(mode.from_tensor(x)).shape == (1, 4, 5, 23)
    assert type(layer(x).detach()) is torch.Tensor
    assert bool(layer(x).isfinite().all())


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:FutureWarning")  # torch's own, when its rules are first read
def test_is_mapped_and_differentiated_by_torch_func() -> None:
    x, weight, bias = pictures(3, 2, 5, 5), pictures(4, 2, 3, 3, seed=1), pictures(4, seed=2)

    def one(picture: torch.Tensor) -> torch.Tensor:
        return partial_conv2d(picture, weight, bias, padding=1)

    torch.testing.assert_close(torch.func.vmap(one)(x), one(x))
    tangent = pictures(3, 2, 5, 5, seed=3)
    # the derivative of something linear is itself, without its constant
    _, moved = torch.func.jvp(one, (x,), (tangent,))
    torch.testing.assert_close(moved, partial_conv2d(tangent, weight, padding=1))


def test_replicas_in_threads_do_not_meet() -> None:
    """What DataParallel does: the same layer, many threads, pictures of other sizes."""
    model = net().eval()
    sizes = [(4 + at % 5, 5 + at % 3) for at in range(24)]
    expected = [model(pictures(1, 3, *size)) for size in sizes]
    found: dict[int, torch.Tensor] = {}
    threads = [
        threading.Thread(target=lambda at=at: found.__setitem__(at, model(pictures(1, 3, *sizes[at]))))
        for at in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(torch.equal(found[at], expected[at]) for at in range(24))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_on_a_gpu(dtype) -> None:
    model, x = net().eval(), pictures(2, 3, 8, 7)
    mask = pictures(2, 1, 8, 7, seed=1) > 0
    out = net().eval().cuda().to(dtype)(x.cuda().to(dtype))
    torch.testing.assert_close(out.cpu().float(), model(x), rtol=0.05, atol=0.05)
    weight = pictures(4, 3, 3, 3)
    holed = partial_conv2d(x.cuda(), weight.cuda(), padding=1, mask=mask.cuda())
    torch.testing.assert_close(holed.cpu(), partial_conv2d(x, weight, padding=1, mask=mask), rtol=1e-3, atol=1e-3)
    assert from_partial(model)(x).shape == out.shape
