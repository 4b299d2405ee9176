"""Each sample is asked once, in order, in evaluation mode, and the model is left as it was."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from nls_tutorial.models import mlp, resnet_cifar
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images


def images(count: int = 7, *, dtype: torch.dtype = torch.float32) -> Images:
    chance = torch.Generator().manual_seed(count)
    pixels = torch.rand(count, 1, 4, 4, generator=chance).to(dtype)
    return Images(pixels, torch.arange(count) % 3, ("a", "b", "c"), "test")


class Double(nn.Module):
    """Two logits: the first pixel, and twice the first pixel."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first = x[:, 0, 0, :1]
        return torch.cat([first, 2 * first], dim=1)


def test_by_hand() -> None:
    data = Images(torch.tensor([1.0, 3.0]).reshape(2, 1, 1, 1), torch.tensor([1, 0]), ("a", "b"), "calibration")
    seen = collect(Double(), data, seed=4)
    assert seen.logits.tolist() == [[1.0, 2.0], [3.0, 6.0]]
    assert (seen.labels.tolist(), seen.class_names, seen.split, seen.seed) == ([1, 0], ("a", "b"), "calibration", 4)
    assert seen.features is None
    assert collect(Double(), data, split="held out").split == "held out"


@pytest.mark.slow
@given(st.integers(1, 9), st.integers(1, 12))
def test_sample_by_sample_is_the_same(count, batch_size) -> None:
    model, data = resnet_cifar(1, 3, width=2), images(count)
    seen = collect(model, data, features=True, batch_size=batch_size)
    model.eval()
    with torch.no_grad():
        one_by_one = torch.cat([model(data.images[i : i + 1]) for i in range(count)])
        features = torch.cat([model.features(data.images[i : i + 1]) for i in range(count)])
    torch.testing.assert_close(seen.logits, one_by_one)
    torch.testing.assert_close(seen.features, features)
    assert torch.equal(seen.labels, data.labels)


def test_features_and_logits_fit_each_other() -> None:
    model = mlp(16, 3)
    seen = collect(model, images(), features=True)
    with torch.no_grad():
        torch.testing.assert_close(model.head(seen.features), seen.logits)
    assert torch.equal(seen.logits, collect(model, images()).logits)


def test_the_body_works_once_for_logits_and_features() -> None:
    model, calls = mlp(16, 3), []
    model.body.register_forward_hook(lambda *_: calls.append(1))
    collect(model, images(7), features=True, batch_size=3)
    assert len(calls) == 3


def test_the_model_is_left_as_it_was() -> None:
    model = resnet_cifar(1, 3, width=2)
    model.body[1].eval()  # a frozen layer stays frozen
    state = {name: value.clone() for name, value in model.state_dict().items()}
    seen = collect(model, images(), features=True)
    assert model.training
    assert not model.body[1].training
    assert model.body[3].training
    for name, value in model.state_dict().items():
        assert torch.equal(value, state[name]), name
    assert not seen.logits.requires_grad
    assert all(weight.grad is None for weight in model.parameters())


def test_the_model_is_left_as_it_was_after_a_failure() -> None:
    model = mlp(16, 3)
    with pytest.raises(RuntimeError):
        collect(model, Images(torch.rand(2, 1, 5, 5), torch.tensor([0, 1]), ("a", "b", "c"), "test"))
    assert model.training


def test_precision() -> None:
    assert collect(mlp(16, 3).double(), images(dtype=torch.float64), features=True).logits.dtype == torch.float64
    half = collect(mlp(16, 3).bfloat16(), images(dtype=torch.bfloat16), features=True)
    assert (half.logits.dtype, half.features.dtype) == (torch.float32, torch.float32)


def test_the_labels_are_a_copy() -> None:
    data = images()
    seen = collect(mlp(16, 3), data)
    data.labels.zero_()
    assert seen.labels.tolist() == [0, 1, 2, 0, 1, 2, 0]


class Says(nn.Module):
    """A model that answers with what it was given at birth."""

    def __init__(self, answer) -> None:
        super().__init__()
        self.answer = answer

    def forward(self, x: torch.Tensor):
        return self.answer


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (torch.zeros(7), ValueError, r"logits must have one row for each of 7 samples, but got \(7,\)"),
        (torch.zeros(3, 2), ValueError, r"logits must have one row for each of 7 samples, but got \(3, 2\)"),
        ("cat", TypeError, r"logits must be a torch\.Tensor, but got str"),
        (torch.zeros(7, 2).long(), TypeError, r"logits must hold floating-point numbers"),
        (torch.full((7, 2), torch.nan), ValueError, r"logits must be finite, but got 14 of 14 .*learning rate"),
    ],
)
def test_an_odd_answer_is_refused(answer, error, message) -> None:
    with pytest.raises(error, match=message):
        collect(Says(answer), images())


def test_bad_input_is_refused() -> None:
    model = mlp(16, 3)
    with pytest.raises(ValueError, match=r"data must hold at least one picture, but got none\. Look at how"):
        collect(model, Images(torch.zeros(0, 1, 4, 4), torch.zeros(0).long(), ("a", "b", "c"), "test"))
    with pytest.raises(ValueError, match=r"batch_size must be at least 1, but got 0\. 512"):
        collect(model, images(), batch_size=0)
    with pytest.raises(TypeError, match=r"model must have `features` and `head` .* but got Double\. Build it with"):
        collect(Double(), images(), features=True)
    with pytest.raises(ValueError, match=r"device must be 'auto'"):
        collect(model, images(), device="gpu")
