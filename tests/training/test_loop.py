"""The loop does what gradient descent says, gives what its seed says, and leaves the rest of the world alone."""

from functools import partial

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from hypothesis import given
from hypothesis import strategies as st
from spec import training_spec as spec
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import Classifier, mlp, residual
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images
from nls_tutorial.training import flip_and_shift, train

SGD = partial(torch.optim.SGD, lr=0.5)
quiet = partial(train, device="cpu", progress=False)


def images(count: int = 10, *, seed: int = 0, classes: int = 3, side: int = 4) -> Images:
    chance = torch.Generator().manual_seed(seed)
    names = tuple("abcdef"[:classes])
    return Images(torch.rand(count, 1, side, side, generator=chance), torch.arange(count) % classes, names, "train")


def linear(classes: int = 3, pixels: int = 16) -> nn.Module:
    """Softmax regression that starts at 0."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(pixels, classes, bias=False)).double()
    nn.init.zeros_(model[1].weight)
    return model


@given(st.integers(1, 8), st.integers(1, 9), st.integers(0, 5), st.integers(2, 4))
def test_equals_gradient_descent_by_hand(count, batch_size, seed, classes) -> None:
    data = images(count, seed=seed, classes=classes, side=2)
    data = Images(data.images.double(), data.labels, data.class_names, data.split)
    model, epochs = linear(classes, 4), 2
    quiet(model, data, F.cross_entropy, epochs=epochs, batch_size=batch_size, optimizer=SGD, seed=seed)
    order = torch.Generator().manual_seed(seed)
    rows = [torch.randperm(count, generator=order).tolist() for _ in range(epochs)]
    batches = [row[i : i + batch_size] for row in rows for i in range(0, count, batch_size)]
    start = torch.zeros(classes, 4, dtype=torch.float64)
    expected = spec.gradient_descent(start, data.images, data.labels, 0.5, batches)
    torch.testing.assert_close(model[1].weight.detach(), expected)


def test_one_step_by_hand() -> None:
    # one black-and-white picture of class 0 of 2: p = (½, ½), so w ← 0 − 0.5·(p − q)·x = ±¼ where x is 1
    data = Images(torch.tensor([[[[1.0, 0.0]]]]).double(), torch.tensor([0]), ("a", "b"), "train")
    model = linear(2, 2)
    history = quiet(model, data, F.cross_entropy, epochs=1, optimizer=SGD)
    assert model[1].weight.tolist() == [[0.25, 0.0], [-0.25, 0.0]]
    assert history.train_loss == pytest.approx([0.693147])
    assert history.train_accuracy == (1.0,)  # two equal logits: the first is the answer
    assert history.val_loss == history.val_accuracy == ()


def test_history_weighs_batches_by_their_size() -> None:
    data = images(5)
    history = quiet(
        linear().float(), data, F.cross_entropy, epochs=1, batch_size=3, optimizer=partial(torch.optim.SGD, lr=0.0)
    )
    assert history.train_loss == pytest.approx([torch.tensor(3.0).log().item()])
    assert history.train_accuracy == pytest.approx([2 / 5])  # labels 0 1 2 0 1, always the first class


def test_held_out_data_are_only_looked_at() -> None:
    data, held = images(), images(700, seed=1)
    model, same = residual(1, 3, width=2), residual(1, 3, width=2)
    history = quiet(model, data, F.cross_entropy, epochs=3, held_out=held)
    quiet(same, data, F.cross_entropy, epochs=3)
    for (name, one), other in zip(model.state_dict().items(), same.state_dict().values(), strict=True):
        assert torch.equal(one, other), name
    seen = collect(model, held, device="cpu")
    assert len(history.val_loss) == len(history) == 3
    assert history.val_loss[-1] == pytest.approx(float(F.cross_entropy(seen.logits, held.labels)), rel=1e-5)
    assert history.val_accuracy[-1] == pytest.approx(seen.accuracy)


def with_dropout() -> Classifier:
    model = mlp(16, 3, width=8, features=4)
    model.body.append(nn.Dropout(0.5))
    return model


def weights_after(seed: int) -> torch.Tensor:
    model = with_dropout()
    history = quiet(model, images(), F.cross_entropy, epochs=2, batch_size=4, augment=flip_and_shift, seed=seed)
    assert (history.seed, history.device) == (seed, "cpu")
    return model.head.weight.detach()


def test_the_seed_decides_everything() -> None:
    torch.manual_seed(1)
    first = weights_after(3)
    torch.manual_seed(2)
    assert torch.equal(weights_after(3), first)
    assert not torch.equal(weights_after(4), first)


def test_global_random_numbers_go_on_as_if_nothing_happened() -> None:
    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)
    weights_after(3)
    assert torch.equal(torch.rand(2), expected)


def test_global_random_numbers_are_put_back_after_a_failure() -> None:
    def fails(logits, labels):
        torch.rand(5)
        raise RuntimeError

    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)
    with pytest.raises(RuntimeError):
        quiet(mlp(16, 3), images(), fails, epochs=1)
    assert torch.equal(torch.rand(2), expected)


def test_the_schedule_moves_once_an_epoch() -> None:
    rates = []

    def schedule(optimizer):
        return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: rates.append(epoch) or 1.0)

    quiet(mlp(16, 3), images(), F.cross_entropy, epochs=3, batch_size=2, optimizer=SGD, scheduler=schedule)
    assert rates == [0, 1, 2, 3]


def test_the_augmentation_sees_each_batch_in_training_only() -> None:
    seen = []

    def blacken(batch, generator):
        seen.append((len(batch), isinstance(generator, torch.Generator)))
        return 0 * batch

    model = linear().float()
    quiet(model, images(7), F.cross_entropy, epochs=1, batch_size=3, optimizer=SGD, augment=blacken, held_out=images())
    assert seen == [(3, True), (3, True), (1, True)]
    assert not model[1].weight.any()  # nothing to learn from black pictures


def test_modes() -> None:
    model, modes = with_dropout(), []
    model.register_forward_hook(lambda module, *_: modes.append(module.training))
    quiet(model, images(4), F.cross_entropy, epochs=2, batch_size=2, held_out=images(2))
    assert modes == [True, True, False] * 2
    quiet(model, images(4), F.cross_entropy, epochs=1)
    assert not model.training


def test_frozen_weights_stay() -> None:
    model = mlp(16, 3)
    model.body.requires_grad_(False)
    before = model.body[1].weight.clone()
    quiet(model, images(), F.cross_entropy, epochs=2, optimizer=SGD)
    assert torch.equal(model.body[1].weight, before)
    assert not torch.equal(model.head.weight, mlp(16, 3).head.weight)


def test_digits_are_learned() -> None:
    data = pytest.importorskip("nls_tutorial.data").digits(seed=0)
    model = mlp(64, 10)
    history = quiet(model, data.train, F.cross_entropy, epochs=20, held_out=data.test)
    assert history.val_accuracy[-1] > 0.9
    assert history.train_loss[-1] < 0.3 < history.train_loss[0]


@pytest.mark.gpu
def test_the_same_on_a_gpu() -> None:
    if not torch.cuda.is_available():
        pytest.skip("PyTorch sees no CUDA GPU here")
    on_cpu, on_gpu = mlp(16, 3), mlp(16, 3)
    options = {"epochs": 3, "batch_size": 4, "augment": flip_and_shift, "optimizer": SGD, "progress": False}
    train(on_cpu, images(), F.cross_entropy, device="cpu", **options)
    history = train(on_gpu, images(), F.cross_entropy, device="cuda", **options)
    assert history.device == "cuda"
    torch.testing.assert_close(on_gpu.head.weight, on_cpu.head.weight, rtol=1e-3, atol=1e-4)  # back on the CPU


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"epochs": 0}, ValueError, r"epochs must be at least 1, but got 0\. Go through the data"),
        ({"batch_size": 0}, ValueError, r"batch_size must be at least 1, but got 0\. 64 is"),
        ({"seed": -1}, ValueError, r"seed must be at least 0, but got -1"),
        ({"device": "gpu"}, ValueError, r"device must be 'auto', .* but got 'gpu'"),
        ({"data": images(0)}, ValueError, r"data must hold at least one picture, but got none\. Look at how"),
        ({"held_out": images(0)}, ValueError, r"held_out must hold at least one picture, but got none"),
        ({"data": Images(torch.rand(2, 1, 4, 4), torch.tensor([0, 3]), ("a", "b", "c"), "")}, ValueError, "labels .*3"),
        ({"data": Images(torch.rand(3, 1, 4, 4), torch.tensor([0, 1]), ("a", "b", "c"), "")}, ValueError, "many rows"),
        ({"data": Images(torch.ones(2, 1, 4, 4).long(), torch.tensor([0, 1]), ("a", "b"), "")}, TypeError, "floating"),
        ({"loss": partial(F.cross_entropy, reduction="none")}, ValueError, r"one number.* got shape \(10,\)\. .*mean"),
        ({"loss": lambda z, y: 0.5}, ValueError, r"loss must return one number, a tensor of shape \(\), but got float"),
        (
            {"loss": lambda z, y: z.sum() * torch.inf},
            ValueError,
            r"loss must stay finite, but got .*Lower the learning",
        ),
    ],
)
def test_bad_input_is_refused(changed, error, said) -> None:
    options = {"data": images(), "loss": F.cross_entropy, "epochs": 1, **changed}
    with pytest.raises(error, match=said):
        train(mlp(16, 3), options.pop("data"), options.pop("loss"), progress=False, **options)


def test_a_gpu_that_is_not_there_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"device must be on this machine, but got 'cuda' .*Use device=\"cpu\""):
        train(mlp(16, 3), images(), F.cross_entropy, epochs=1, device="cuda")
