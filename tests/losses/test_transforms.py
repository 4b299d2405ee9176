"""Losses and targets where no value may be read: torch.func, make_fx, torch.export, meta, and numbers in tensors."""

import pytest
import torch
from spec.every_loss import EVERY, taught_with
from spec.loss_checks import a_batch, as_shipped
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, stack_module_state, vjp, vmap
from torch.fx.experimental.proxy_tensor import make_fx

from nls_tutorial import checks, losses, targets

NUMBERS = [
    (losses.label_smoothing_cross_entropy, "epsilon", 0.2),
    (losses.focal_loss, "gamma", 1.5),
    (losses.normalized_focal_loss, "gamma", 1.5),
    (losses.confidence_penalty_loss, "weight", 0.3),
    (losses.margin_loss, "margin", 2.0),
    (losses.margin_loss, "weight", 0.3),
    (losses.consolidated_loss, "epsilon", 0.2),
    (losses.consolidated_loss, "gamma", 1.5),
    (taught_with, "temperature", 3.0),
    (taught_with, "weight", 0.3),
]


@pytest.mark.parametrize("loss", EVERY)
@pytest.mark.parametrize("ignoring", [False, True])
def test_per_sample_gradients(loss, ignoring: bool) -> None:
    logits, labels = a_batch((6, 5))
    how = {"ignore_index": 1} if ignoring and loss not in EVERY[:2] else {}

    def one(z, y):
        return loss(z.unsqueeze(0), y.unsqueeze(0), reduction="sum", **how)

    with as_shipped():
        found = vmap(grad(one))(logits, labels)
    wanted = logits.clone().requires_grad_()
    loss(wanted, labels, reduction="sum", **how).backward()
    torch.testing.assert_close(found, wanted.grad)


# torch itself scripts decompositions for its forward mode, and its tracer is an old door that people still use
OLD_DOORS = pytest.mark.filterwarnings("ignore:`torch.jit:FutureWarning", "ignore:`torch.jit:DeprecationWarning")


@pytest.mark.slow
@OLD_DOORS
@pytest.mark.parametrize("loss", EVERY)
def test_derivatives_of_every_order_and_mode(loss) -> None:
    logits, labels = a_batch((3, 4), scale=1.0)

    def total(z):
        return loss(z, labels)

    (slope,) = torch.autograd.grad(total(wanted := logits.clone().requires_grad_()), wanted)
    with as_shipped():
        torch.testing.assert_close(grad(total)(logits), slope)
        torch.testing.assert_close(jacrev(total)(logits), slope)
        torch.testing.assert_close(jacfwd(total)(logits), slope)
        _, back = vjp(total, logits)
        torch.testing.assert_close(back(torch.tensor(2.0).double())[0], 2 * slope)
        torch.testing.assert_close(hessian(total)(logits), torch.autograd.functional.hessian(total, logits))


@pytest.mark.parametrize("loss", EVERY)
def test_many_networks_at_once(loss) -> None:
    """Stacked parameters, one batch: the same losses and slopes as one network after the other."""
    torch.manual_seed(0)
    nets = [torch.nn.Linear(3, 4) for _ in range(3)]
    inputs, labels = torch.randn(8, 3), torch.arange(8) % 4
    parameters, buffers = stack_module_state(nets)

    def one(weights, rest):
        return loss(functional_call(nets[0], (weights, rest), (inputs,)), labels)

    with as_shipped():
        found = vmap(grad(one))(parameters, buffers)
    for place, net in enumerate(nets):
        net.zero_grad()
        loss(net(inputs), labels).backward()
        torch.testing.assert_close(found["weight"][place], net.weight.grad)


@pytest.mark.slow
@OLD_DOORS
@pytest.mark.parametrize("loss", EVERY)
def test_graphs_of_every_maker(loss) -> None:
    logits, labels = a_batch((6, 5), dtype=torch.float32)
    others, other_labels = a_batch((6, 5), seed=7, dtype=torch.float32)
    wanted = loss(others, other_labels)

    def call(z, y):
        return loss(z, y)

    class Net(torch.nn.Module):
        def forward(self, z, y):
            return loss(z, y)

    with as_shipped():
        graphs = [
            make_fx(call)(logits, labels),
            make_fx(call, tracing_mode="symbolic")(logits, labels),
            torch.export.export(Net(), (logits, labels)).module(),
            torch.export.export(Net(), (logits, labels), strict=True).module(),
            torch.jit.trace(Net(), (logits, labels)),
        ]
        for graph in graphs:
            torch.testing.assert_close(graph(others, other_labels), wanted)
        assert loss(logits.to("meta"), labels.to("meta")).shape == ()


@pytest.mark.slow
@pytest.mark.parametrize(("loss", "name", "value"), NUMBERS)
def test_a_number_in_a_tensor(loss, name: str, value: float) -> None:
    """The same answer as from a float; its slope is the difference quotient's; it stays free in a graph."""
    logits, labels = a_batch((6, 5))
    number = torch.tensor(value, dtype=torch.float64, requires_grad=True)
    with as_shipped():
        answer = loss(logits, labels, **{name: number})
        answer.backward()
        torch.testing.assert_close(answer, loss(logits, labels, **{name: value}))
        step = 1e-6
        up, down = (loss(logits, labels, **{name: value + sign * step}) for sign in (1, -1))
        torch.testing.assert_close(number.grad, (up - down) / (2 * step), rtol=1e-5, atol=1e-7)

        def of_number(x):
            return loss(logits, labels, **{name: x})

        each = torch.tensor([value, value / 2, value * 1.1], dtype=torch.float64)
        one_by_one = torch.stack([of_number(float(x)) for x in each])
        torch.testing.assert_close(vmap(of_number)(each), one_by_one)
        graph = make_fx(of_number)(number.detach())
        torch.testing.assert_close(graph(each[1]), one_by_one[1])
        torch._dynamo.reset()
        compiled = torch.compile(of_number, backend="eager", fullgraph=True)
        torch.testing.assert_close(compiled(each[1]), one_by_one[1])
        for wrong in (-0.5, torch.nan):
            with pytest.raises(ValueError, match=f"^{name} must"):
                of_number(torch.tensor(wrong))
        with pytest.raises(ValueError, match=f"^{name} must be one number"):
            of_number(torch.tensor([value]))
        with pytest.raises(TypeError, match=f"^{name} must be a real number"):
            of_number(torch.tensor(1j))


@pytest.mark.slow
def test_targets_under_transforms() -> None:
    labels = torch.tensor([0, 2, 1])
    makers = {
        "one_hot": lambda y: targets.one_hot(y, 3),
        "smooth_uniform": lambda y: targets.smooth_uniform(y, 3, 0.1),
        "smooth_others": lambda y: targets.smooth_others(y, 3, torch.full(y.shape, 0.2, device=y.device)),
        "smooth_by_objectness": lambda y: targets.smooth_by_objectness(y, (y + 1) / 4, 3, 0.9),
        "mixed": lambda y: targets.mix_targets(targets.one_hot(y, 3), targets.one_hot(y.flip(0), 3), 0.25),
        "uniform_where": lambda y: targets.uniform_where(targets.one_hot(y, 3), y == 1),
    }
    many = torch.stack([labels, labels.flip(0)])
    with as_shipped():
        for name, make in makers.items():
            wanted = torch.stack([make(row) for row in many])
            torch.testing.assert_close(vmap(make)(many), wanted, msg=name)
            torch.testing.assert_close(make_fx(make)(labels)(many[1]), wanted[1], msg=name)
            torch._dynamo.reset()
            compiled = torch.compile(make, backend="eager", fullgraph=True)
            torch.testing.assert_close(compiled(many[1]), wanted[1], msg=name)
            assert make(labels.to("meta")).shape == (3, 3), name
        slope = grad(lambda x: targets.smooth_uniform(labels, 3, x)[0, 0])(torch.tensor(0.3))
    torch.testing.assert_close(slope, torch.tensor(-2 / 3))


@pytest.mark.parametrize("loss", EVERY)
def test_values_are_read_once_and_not_at_all_when_off(loss, monkeypatch: pytest.MonkeyPatch) -> None:
    logits, labels = a_batch((6, 5))
    nan = logits.clone()
    nan[0] = torch.nan
    reads = []
    for name in ("item", "tolist", "__bool__", "__float__", "__int__", "__index__"):
        method = getattr(torch.Tensor, name)

        def counted(self, *args, name=name, method=method):
            reads.append(name)
            return method(self, *args)

        monkeypatch.setattr(torch.Tensor, name, counted)
    with as_shipped():
        logits.requires_grad_()
        loss(logits, labels).backward()
        assert len(reads) <= 2 if loss in EVERY[:2] else len(reads) <= 1  # those two make their targets first
        reads.clear()
        with checks.off():
            loss(logits, labels)
            assert reads == []
            assert loss(nan, labels).isnan()
    with pytest.raises(ValueError, match="must be finite"):
        loss(nan, labels)
