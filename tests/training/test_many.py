"""Many networks at once end where each would end alone."""

from functools import partial

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from spec.loss_checks import as_shipped
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR

from nls_tutorial.losses import focal_loss, label_smoothing_cross_entropy, margin_loss
from nls_tutorial.models import cnn, mlp, resnet_cifar
from nls_tutorial.records import Images
from nls_tutorial.training import Augmented, CutMix, flip_and_shift, train, train_many

LOSSES = [F.cross_entropy, partial(label_smoothing_cross_entropy, epsilon=0.1), focal_loss, margin_loss]
SGD = partial(torch.optim.SGD, lr=0.2, momentum=0.9)


def images(count: int = 25, *, seed: int = 0) -> Images:
    chance = torch.Generator().manual_seed(seed)
    pictures = torch.rand(count, 1, 8, 8, generator=chance, dtype=torch.float64)
    return Images(pictures, torch.arange(count) % 3, ("a", "b", "c"), "train")


def small(seed: int) -> nn.Module:
    return mlp(64, 3, width=8, features=4, seed=seed).double()


def each(value, number: int):
    return value[number] if isinstance(value, list) else value


def both(build, losses, data=None, *, seeds=(0, 1, 2, 3), **options):
    """Every network trained alone, and all of them together: weights and histories must agree."""
    data = images() if data is None else data
    options = {"epochs": 3, "batch_size": 8, "device": "cpu", "progress": False, **options}
    alone, together = ([build(seed) for seed in seeds] for _ in range(2))
    expected = [
        train(
            *(model, each(data, number), each(losses, number)),
            **{name: each(value, number) for name, value in options.items()},
        )
        for number, model in enumerate(alone)
    ]
    found = train_many(together, data, losses, **options)
    for one, other in zip(alone, together, strict=True):
        assert not other.training
        for (name, tensor), learned in zip(one.state_dict().items(), other.state_dict().values(), strict=True):
            torch.testing.assert_close(learned, tensor, rtol=1e-9, atol=1e-9, msg=name)
    for one, other in zip(expected, found, strict=True):
        assert other.train_loss == pytest.approx(one.train_loss, rel=1e-5)
        assert other.val_loss == pytest.approx(one.val_loss, rel=1e-5)
        assert (other.train_accuracy, other.val_accuracy) == (one.train_accuracy, one.val_accuracy)
        assert (other.seed, other.device) == (one.seed, one.device)
    return together


@pytest.mark.parametrize("build", [small, lambda seed: cnn(1, 3, width=2, features=4, seed=seed).double()])
@pytest.mark.parametrize("losses", [F.cross_entropy, LOSSES])
def test_one_loss_or_one_each(build, losses) -> None:
    models = both(build, losses, validation=images(7, seed=1))
    assert not torch.allclose(models[0].head.weight, models[1].head.weight)


@pytest.mark.parametrize("count", [1, 2])
def test_few_networks(count) -> None:
    both(small, LOSSES[:count], seeds=range(count))


def test_batch_norm_and_a_last_sample() -> None:
    both(lambda seed: resnet_cifar(1, 3, width=2, seed=seed).double(), F.cross_entropy, images(17), optimizer=SGD)


def test_every_network_its_own_seed_data_rate_and_transform() -> None:
    moved = Augmented(flip_and_shift)
    both(
        *(small, LOSSES, [images(seed=seed) for seed in (0, 0, 1, 2)]),
        seed=[5, 6, 5, 7],
        optimizer=[partial(torch.optim.SGD, lr=lr) for lr in (0.1, 0.5, 0.1, 0.3)],
        batch_of=[moved, moved, Augmented(lambda pictures, generator: 1 - pictures), moved],
        validation=[images(9, seed=seed) for seed in (3, 3, 3, 4)],
    )


def test_two_streams_for_four_networks() -> None:
    first, second = images(), images(seed=1)
    both(small, F.cross_entropy, [first, second, second, first], seed=[0, 1, 1, 0])


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam"])
def test_optimizers(name) -> None:
    both(small, F.cross_entropy, optimizer=partial(getattr(torch.optim, name), lr=0.01, weight_decay=0.01))


class NormStep(torch.optim.Optimizer):
    """Steps of length lr for each weight tensor: the numbers of one depend on the others."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for weight in group["params"]:
                weight -= group["lr"] * weight.grad / (0.1 + weight.grad.norm())


def test_an_optimizer_that_looks_at_whole_tensors() -> None:
    both(small, F.cross_entropy, optimizer=NormStep)


@pytest.mark.slow
def test_schedules() -> None:
    both(small, F.cross_entropy, optimizer=SGD, scheduler=partial(StepLR, step_size=1, gamma=0.5))
    plateau = partial(ReduceLROnPlateau, patience=0, factor=0.5, threshold=0.05)
    both(small, F.cross_entropy, optimizer=SGD, scheduler=plateau, validation=images(9, seed=1), epochs=6)
    # validation losses of which some rise while others fall: each network has a plateau of its own
    early = partial(ReduceLROnPlateau, patience=0, factor=0.5, threshold=1e-6)
    looked_at = [images(9, seed=seed) for seed in (11, 12, 13, 14)]
    fast = partial(torch.optim.SGD, lr=0.5)
    both(small, F.cross_entropy, optimizer=fast, scheduler=early, validation=looked_at, epochs=12)


def test_soft_targets() -> None:
    both(small, F.cross_entropy, batch_of=CutMix(3))


def test_inputs_with_names_and_several_of_them() -> None:
    class Two(nn.Module):
        def __init__(self, seed: int) -> None:
            super().__init__()
            self.net = small(seed)

        def forward(self, pictures, shift):
            return self.net(pictures + shift)

    both(Two, F.cross_entropy, batch_of=lambda b, g: ((b.images, b.images.mean()), b.labels))
    both(Two, F.cross_entropy, batch_of=lambda b, g: ({"pictures": b.images, "shift": b.images.mean()}, b.labels))


def test_a_loss_that_looks_at_values_is_called_one_by_one() -> None:
    def looks(logits, labels):
        return F.cross_entropy(logits, labels) * (2.0 if float(logits.detach().max()) > 0 else 1.0)

    both(small, [looks, F.cross_entropy, looks, F.cross_entropy])


def test_frozen_weights_stay() -> None:
    def frozen(seed: int) -> nn.Module:
        model = small(seed)
        model.body.requires_grad_(False)
        return model

    before = [frozen(seed).body[1].weight for seed in range(4)]
    after = both(frozen, F.cross_entropy)
    assert all(torch.equal(one, model.body[1].weight) for one, model in zip(before, after, strict=True))


def test_the_models_can_be_looked_at_after_each_epoch() -> None:
    models, seen = [small(seed) for seed in (0, 1)], []

    def look(epoch: int) -> None:
        seen.append((epoch, [model.head.weight.clone() for model in models]))

    options = {"device": "cpu", "progress": False, "optimizer": SGD}
    train_many(models, images(), F.cross_entropy, epochs=2, after_epoch=look, **options)
    once = [small(seed) for seed in (0, 1)]
    train_many(once, images(), F.cross_entropy, epochs=1, **options)
    assert [epoch for epoch, _ in seen] == [1, 2]
    assert all(torch.equal(one, model.head.weight) for one, model in zip(seen[0][1], once, strict=True))
    assert all(torch.equal(one, model.head.weight) for one, model in zip(seen[1][1], models, strict=True))
    alone = []
    train(small(0), images(), F.cross_entropy, epochs=2, after_epoch=alone.append, device="cpu", progress=False)
    assert alone == [1, 2]


@pytest.mark.parametrize("epochs", [1, 2])
def test_weights_keep_their_memory(epochs) -> None:
    models = [resnet_cifar(1, 3, width=2, seed=seed).double() for seed in (0, 1)]
    places = [[weight.data_ptr() for weight in model.parameters()] for model in models]
    strides = [[weight.stride() for weight in model.parameters()] for model in models]
    torch.manual_seed(1)
    expected = torch.rand(2)
    torch.manual_seed(1)

    def stop(epoch: int) -> None:
        if epoch == epochs:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_many(models, images(), F.cross_entropy, epochs=3, after_epoch=stop, device="cpu", progress=False)
    assert [[weight.data_ptr() for weight in model.parameters()] for model in models] == places
    assert [[weight.stride() for weight in model.parameters()] for model in models] == strides
    assert not any(model.training for model in models)
    assert torch.equal(torch.rand(2), expected)
    alone = resnet_cifar(1, 3, width=2, seed=1).double()
    train(alone, images(), F.cross_entropy, epochs=epochs, device="cpu", progress=False)
    torch.testing.assert_close(models[1].head.weight, alone.head.weight)


TWICE = small(0)


@pytest.mark.parametrize(
    ("changed", "error", "said"),
    [
        ({"models": []}, ValueError, r"models must be a list of at least one model, but got \[\]"),
        (
            {"models": [small(0), mlp(64, 3).double()]},
            ValueError,
            r"models must have one shape, but got models\[1\]",
        ),
        ({"models": [small(0), nn.Linear(64, 3)]}, ValueError, "models must have one shape"),
        ({"models": [small(0), 3]}, TypeError, r"models\[1\] must be a torch\.nn\.Module, but got int"),
        ({"models": [TWICE, TWICE]}, ValueError, "models must not share weights, but got a model or a weight twice"),
        ({"losses": [F.cross_entropy]}, ValueError, "losses must be one, or 2, as there are models, but got 1"),
        ({"losses": [nn.CrossEntropyLoss] * 2}, TypeError, "losses must be a function, but got the class"),
        ({"seed": [0, 1, 2]}, ValueError, "seed must be one, or 2, as there are models, but got 3"),
        ({"seed": [0, -1]}, ValueError, "seed must be at least 0, but got -1"),
        ({"epochs": 0}, ValueError, "epochs must be at least 1"),
        ({"data": [images(5), images(6)]}, ValueError, "data must have one length for all networks, but got 5 and 6"),
        ({"data": images(0)}, ValueError, "data must hold at least one sample"),
        ({"optimizer": torch.optim.LBFGS}, ValueError, "optimizer must step without a closure"),
        (
            {"optimizer": lambda _: SGD(TWICE.parameters())},
            ValueError,
            "optimizer must use the parameters that it is",
        ),
        ({"scheduler": ReduceLROnPlateau}, ValueError, "scheduler must not need a validation loss where there is none"),
        ({"losses": partial(F.cross_entropy, reduction="none")}, ValueError, "losses must return one number"),
        ({"losses": lambda z, y: z.sum() * torch.inf}, ValueError, r"losses\[0\] must stay finite, but got"),
    ],
)
def test_bad_input_is_refused(changed, error, said) -> None:
    given = {"models": [small(0), small(1)], "data": images(), "losses": F.cross_entropy, "epochs": 1, **changed}
    with as_shipped(), pytest.raises(error, match=said):
        train_many(device="cpu", progress=False, **given)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (nn.Dropout(0.5), "models must not use dropout, but got 2 = Dropout"),
        (nn.BatchNorm1d(3, momentum=None), "models must have batch norm with a momentum"),
        (nn.RReLU(), "models must take the inputs that batch_of gives"),
    ],
)
def test_what_cannot_be_done_together_is_refused(layer, said) -> None:
    models = [nn.Sequential(nn.Flatten(), nn.Linear(64, 3), layer).double() for _ in range(2)]
    models[1] = nn.Sequential(nn.Flatten(), nn.Linear(64, 3), type(layer)(**_settings(layer))).double()
    with pytest.raises(ValueError, match=said):
        train_many(models, images(), F.cross_entropy, epochs=1, device="cpu", progress=False)


def _settings(layer: nn.Module) -> dict:
    return {"num_features": 3, "momentum": None} if isinstance(layer, nn.BatchNorm1d) else {}
