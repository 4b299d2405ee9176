"""The loop does what gradient descent says, gives what its seed says, and leaves the rest of the world alone."""

from dataclasses import dataclass
from functools import partial

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes seconds: a warm process has done so
from hypothesis import given
from hypothesis import strategies as st
from spec import training_spec as spec
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import Classifier, mlp, resnet_cifar
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images
from nls_tutorial.training import Augmented, flip_and_shift, train

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


def test_validation_data_are_only_looked_at() -> None:
    data, held = images(), images(700, seed=1)
    model, same = resnet_cifar(1, 3, width=2), resnet_cifar(1, 3, width=2)
    history = quiet(model, data, F.cross_entropy, epochs=3, validation=held)
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
    history = quiet(
        model, images(), F.cross_entropy, epochs=2, batch_size=4, batch_of=Augmented(flip_and_shift), seed=seed
    )
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

    model, batch_of = linear().float(), Augmented(blacken)
    quiet(
        model, images(7), F.cross_entropy, epochs=1, batch_size=3, optimizer=SGD, batch_of=batch_of, validation=images()
    )
    assert seen == [(3, True), (3, True), (1, True)]
    assert not model[1].weight.any()  # nothing to learn from black pictures


def test_modes() -> None:
    model, modes = with_dropout(), []
    model.register_forward_hook(lambda module, *_: modes.append(module.training))
    quiet(model, images(4), F.cross_entropy, epochs=2, batch_size=2, validation=images(2))
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


@pytest.mark.slow
def test_digits_are_learned() -> None:
    data = pytest.importorskip("nls_tutorial.data").digits(seed=0)
    model = mlp(64, 10)
    history = quiet(model, data.train, F.cross_entropy, epochs=20, validation=data.test)
    assert history.val_accuracy[-1] > 0.9
    assert history.train_loss[-1] < 0.3 < history.train_loss[0]


@dataclass
class Pairs:
    """Two sequences of token ids a sample, padded with 0, and a label for each token of the first (−100: none)."""

    first: torch.Tensor  # (N, L)
    lengths: torch.Tensor  # (N,)
    labels: torch.Tensor  # (N, L)

    def __len__(self) -> int:
        return len(self.lengths)

    def select(self, indices: torch.Tensor) -> "Pairs":
        return Pairs(self.first[indices], self.lengths[indices], self.labels[indices])

    def to(self, device: torch.device) -> "Pairs":
        return Pairs(self.first.to(device), self.lengths.to(device), self.labels.to(device))


class Tagger(nn.Module):
    """Logits (B, K, L) of each token, from the token and how long its sentence is."""

    def __init__(self) -> None:
        super().__init__()
        self.embed, self.head = nn.Embedding(7, 8), nn.Linear(9, 3)

    def forward(self, tokens: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        long = lengths.float()[:, None, None].expand(*tokens.shape, 1)
        return self.head(torch.cat([self.embed(tokens), long], dim=2)).mT


def tokens(count: int) -> Pairs:
    chance = torch.Generator().manual_seed(0)
    first = torch.randint(1, 7, (count, 5), generator=chance)
    lengths = torch.randint(1, 6, (count,), generator=chance)
    padding = torch.arange(5) >= lengths[:, None]
    return Pairs(first.masked_fill(padding, 0), lengths, (first % 3).masked_fill(padding, -100))


def test_padded_tokens_with_lengths() -> None:
    def batch_of(batch, generator):
        return (batch.first, batch.lengths), batch.labels

    data = tokens(200)
    options = {"epochs": 30, "optimizer": partial(torch.optim.Adam, lr=0.05), "batch_of": batch_of}
    history = quiet(Tagger(), data, F.cross_entropy, validation=tokens(200), **options)
    assert history.train_accuracy[0] < 0.9 < history.train_accuracy[-1]  # padding is not counted, or it would stay low
    assert history.val_accuracy[-1] == 1.0


def test_dense_labels_with_names_for_the_inputs() -> None:
    class Segmenter(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Conv2d(1, 2, 1)

        def forward(self, *, pictures: torch.Tensor) -> torch.Tensor:
            return self.head(pictures)

    def batch_of(batch, generator):
        return {"pictures": batch.images}, (batch.images[:, 0] > 0.5).long()

    history = quiet(
        *(Segmenter(), images(20), F.cross_entropy),
        epochs=20,
        batch_of=batch_of,
        optimizer=partial(torch.optim.Adam, lr=0.5),
    )
    assert history.train_accuracy[-1] > 0.95


def test_what_has_no_classes_has_no_accuracy() -> None:
    def batch_of(batch, generator):
        return batch.images, batch.images.mean((1, 2, 3))[:, None].expand(-1, 3)

    history = quiet(linear().float(), images(), F.mse_loss, epochs=2, batch_of=batch_of, validation=images())
    assert (len(history.train_loss), len(history.val_loss)) == (2, 2)
    assert history.train_accuracy == history.val_accuracy == ()


def test_a_last_sample_joins_the_batch_before_under_batch_norm() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.BatchNorm1d(3))
    sizes = []
    model.register_forward_hook(lambda module, given, output: sizes.append(len(output)))
    quiet(model, images(65), F.cross_entropy, epochs=1)
    assert sizes == [65]
    sizes.clear()
    quiet(model, images(7), F.cross_entropy, epochs=1, batch_size=3, validation=images(25))
    assert sizes == [3, 4, 24, 1]
    with pytest.raises(ValueError, match="batch_size must give batch norm several samples at once, but got a batch of"):
        quiet(model, images(3), F.cross_entropy, epochs=1, batch_size=1)


def test_a_plateau_of_the_validation_loss_lowers_the_rate() -> None:
    rates, asked = [], []

    class Plateau(torch.optim.lr_scheduler.ReduceLROnPlateau):
        def step(self, metrics, epoch=None):
            asked.append(metrics)
            super().step(metrics)
            rates.append(self.optimizer.param_groups[0]["lr"])

    scheduler = partial(Plateau, factor=0.5, patience=0, threshold=10.0, threshold_mode="abs")
    options = {"epochs": 3, "optimizer": SGD, "scheduler": scheduler}
    history = quiet(linear().float(), images(), F.cross_entropy, validation=images(seed=1), **options)
    assert tuple(asked) == history.val_loss
    assert rates == [0.5, 0.25, 0.125]
    with pytest.raises(ValueError, match="scheduler must not need a validation loss where there is none, but got Plat"):
        quiet(linear(), images(), F.cross_entropy, **options)
    options["scheduler"] = partial(Plateau, mode="max")
    with pytest.raises(ValueError, match=r"scheduler must wait for the validation loss to fall.* Leave mode=\"min\""):
        quiet(linear(), images(), F.cross_entropy, validation=images(), **options)


@pytest.mark.parametrize("where", ["optimizer", "scheduler", "batch_of", "loss", "model", "step", "validation"])
def test_the_model_is_put_back_when_it_is_interrupted(where) -> None:
    model, moved = with_dropout(), []
    model.to = lambda device: moved.append(device) or model

    def stop(*_, **__):
        raise KeyboardInterrupt

    def optimizer(parameters):
        made = SGD(parameters) if where != "optimizer" else stop()
        made.register_step_pre_hook(stop if where == "step" else lambda *_: None)
        return made

    def batch_of(batch, generator):
        if where == "batch_of" or (generator is None and where == "validation"):
            stop()
        return batch.images, batch.labels

    if where == "model":
        model.register_forward_pre_hook(stop)
    loss = stop if where == "loss" else F.cross_entropy
    options = {"scheduler": stop} if where == "scheduler" else {}
    with pytest.raises(KeyboardInterrupt):
        quiet(
            *(model, images(), loss),
            **{"epochs": 1, "optimizer": optimizer, "batch_of": batch_of, "validation": images(), **options},
        )
    assert not any(module.training for module in model.modules())
    assert moved == [torch.device("cpu")] * 2  # to the device of the run, and back


@pytest.mark.gpu
def test_the_same_on_a_gpu() -> None:
    if not torch.cuda.is_available():
        pytest.skip("PyTorch sees no CUDA GPU here")
    on_cpu, on_gpu = mlp(16, 3), mlp(16, 3)
    options = {"epochs": 3, "batch_size": 4, "batch_of": Augmented(flip_and_shift), "optimizer": SGD, "progress": False}
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
        ({"data": images(0)}, ValueError, r"data must hold at least one sample, but got none\. Look at how"),
        ({"validation": images(0)}, ValueError, r"validation must hold at least one sample, but got none"),
        ({"data": Images(torch.rand(2, 1, 4, 4), torch.tensor([0, 3]), ("a", "b", "c"), "")}, ValueError, "labels .*3"),
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
