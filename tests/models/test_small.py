"""The small networks against loops, against torchvision, and in how they start."""

from functools import partial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import models_spec as spec
from spec.later import later
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import BasicBlock, cnn, gap_cnn, mlp, plain_cnn, resnet_cifar, templates

tv_models = later("torchvision.models")

BUILDERS = {
    "mlp": partial(mlp, 3 * 8 * 8),
    "cnn": partial(cnn, 3),
    "plain": partial(plain_cnn, 3),
    "gap_cnn": partial(gap_cnn, 3),
    "residual": partial(resnet_cifar, 3),
}


def images(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def weights(model: nn.Module) -> int:
    return sum(weight.numel() for weight in model.parameters())


def test_mlp_equals_the_definition() -> None:
    model = mlp(6, 3, width=5, features=4, seed=1).double()
    image = images(1, 1, 2, 3).double()
    numbers = image.flatten().tolist()
    for layer in (model.body[1], model.body[3]):
        numbers = spec.relu(spec.linear(numbers, layer.weight.tolist(), layer.bias.tolist()))
    assert model.features(image)[0].tolist() == pytest.approx(numbers)
    logits = spec.linear(numbers, model.head.weight.tolist(), model.head.bias.tolist())
    assert model(image)[0].tolist() == pytest.approx(logits)


def test_the_first_convolution_equals_the_definition() -> None:
    picture = images(1, 2, 4, 5).double()
    for model in (cnn(2, 3, width=2, seed=1).double(), resnet_cifar(2, 3, width=2, seed=1).double()):
        layer = model.body[0]
        bias = [0.0, 0.0] if layer.bias is None else layer.bias.tolist()
        maps = [
            spec.convolve(picture[0].tolist(), kernel, shift)
            for kernel, shift in zip(layer.weight.tolist(), bias, strict=True)
        ]
        torch.testing.assert_close(layer(picture)[0], torch.tensor(maps, dtype=torch.float64))


def test_plain_step_by_step() -> None:
    model, x = plain_cnn(3, 4, width=2, seed=2).eval(), images(2, 3, 12, 12)
    convolutions = [layer.weight for layer in model.body if isinstance(layer, nn.Conv2d)]
    inner = x
    for weight, stride in zip(convolutions, (1, 2, 1, 2, 1), strict=True):
        # a fresh batch norm in evaluation mode divides by √(1 + ε)
        inner = (F.conv2d(inner, weight, stride=stride, padding=1) / (1 + 1e-5) ** 0.5).relu()
    assert [len(weight) for weight in convolutions] == [2, 4, 4, 8, 8]
    torch.testing.assert_close(model.features(x), inner.mean(dim=(2, 3)))
    assert weights(plain_cnn(3, 4)) == 17_836


def test_cnn_step_by_step() -> None:
    model, x = cnn(3, 4, width=2, features=5, seed=2), images(2, 3, 12, 12)
    state = list(model.body.parameters())
    inner = F.max_pool2d(F.conv2d(x, state[0], state[1], padding=1).relu(), 2)
    inner = F.max_pool2d(F.conv2d(inner, state[2], state[3], padding=1).relu(), 2)
    # 3×3 places averaged to 2×2: places 0–1 and 1–2 in each direction
    corners = [inner[:, :, r : r + 2, c : c + 2].mean(dim=(2, 3)) for r in (0, 1) for c in (0, 1)]
    features = F.linear(torch.stack(corners, dim=2).flatten(1), state[4], state[5]).relu()
    torch.testing.assert_close(model.features(x), features)


@pytest.mark.parametrize("training", [True, False])
def test_pooled_cnn_step_by_step(training: bool) -> None:
    model, x = gap_cnn(3, 4, width=2, seed=2), images(3, 3, 12, 12)
    model.train(training)
    convolutions = [layer for layer in model.body if isinstance(layer, nn.Conv2d)]
    assert [layer.bias for layer in convolutions] == [None] * 4
    assert [layer.kernel_size for layer in convolutions] == [(5, 5), (3, 3), (3, 3), (3, 3)]

    def step(inner: torch.Tensor, weight: torch.Tensor, stride: int = 1) -> torch.Tensor:
        inner = F.conv2d(inner, weight, stride=stride, padding=weight.shape[-1] // 2)
        norms = torch.zeros(len(weight)), torch.ones(len(weight))
        return F.batch_norm(inner, *norms, training=training).relu()

    first, second, third, fourth = (layer.weight for layer in convolutions)
    inner = F.max_pool2d(step(step(x, first, 2), second), 2)
    inner = step(step(inner, third), fourth)
    assert inner.shape == (3, 8, 3, 3)
    torch.testing.assert_close(model.features(x), inner.mean(dim=(2, 3)), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("maps", "out", "stride"), [(4, 4, 1), (4, 8, 2), (3, 5, 1)])
@pytest.mark.parametrize("training", [True, False])
def test_basic_block_equals_torchvisions(maps, out, stride, training) -> None:
    ours = BasicBlock(maps, out, stride=stride)
    downsample = None
    if stride != 1 or maps != out:
        downsample = nn.Sequential(nn.Conv2d(maps, out, 1, stride=stride, bias=False), nn.BatchNorm2d(out))
    theirs = tv_models.resnet.BasicBlock(maps, out, stride=stride, downsample=downsample)
    with torch.no_grad():
        for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
            other.copy_(mine)
    ours.train(training)
    theirs.train(training)
    x = images(2, maps, 6, 6)
    torch.testing.assert_close(ours(x), theirs(x))


def test_residual_halves_the_picture_twice_and_averages() -> None:
    model = resnet_cifar(1, 10, width=4, blocks=2)
    shapes = []
    for layer in model.body:
        layer.register_forward_hook(lambda _, __, out: shapes.append(tuple(out.shape[1:])))
    model(images(1, 1, 32, 32))
    blocks = [(4, 32, 32)] * 2 + [(8, 16, 16)] * 2 + [(16, 8, 8)] * 2
    assert shapes == [(4, 32, 32)] * 3 + blocks + [(16, 1, 1), (16,)]


def test_numbers_of_weights_by_hand() -> None:
    assert weights(mlp(64, 10)) == 64 * 256 + 256 + 256 * 64 + 64 + 64 * 10 + 10 == 33_738
    assert weights(cnn(1, 10)) == (9 * 16 + 16) + (9 * 16 * 32 + 32) + (128 * 64 + 64) + 650 == 13_706
    stem, first = 27 * 16 + 32, 2 * (9 * 256 + 32)
    second = 9 * 16 * 32 + 9 * 32 * 32 + 16 * 32 + 3 * 64
    third = 9 * 32 * 64 + 9 * 64 * 64 + 32 * 64 + 3 * 128
    maps = 3 * 25 * 12 + 12 * 9 * 24 + 24 * 9 * 48 + 48 * 9 * 48
    assert weights(gap_cnn(3, 10)) == maps + 2 * (12 + 24 + 48 + 48) + 490 == 35_350
    assert weights(resnet_cifar(3, 10)) == stem + first + second + third + 650 == 78_042


@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS.keys())
def test_the_seed_alone_decides_the_weights(build) -> None:
    torch.manual_seed(5)
    one = build(4, seed=7)
    torch.manual_seed(6)
    same, other = build(4, seed=7), build(4, seed=8)
    assert torch.equal(templates(one), templates(same))
    for (name, a), b in zip(one.state_dict().items(), same.state_dict().values(), strict=True):
        assert torch.equal(a, b), name
    assert not torch.equal(templates(one), templates(other))


@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS.keys())
def test_global_random_numbers_are_left_alone(build) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    build(4, seed=7)
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.slow
@given(st.integers(1, 5), st.integers(1, 3), st.integers(4, 19), st.integers(4, 19), st.integers(2, 4))
def test_any_picture_size(batch, channels, height, width, classes) -> None:
    x = images(batch, channels, height, width)
    for model, features in (
        (mlp(channels * height * width, classes, width=3, features=2), 2),
        (cnn(channels, classes, width=2, features=3), 3),
        (resnet_cifar(channels, classes, width=2), 8),
    ):
        model.eval()
        assert model(x).shape == (batch, classes)
        assert model.features(x).shape == (batch, features)
        assert templates(model).shape == (classes, features)


@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS.keys())
def test_every_weight_gets_a_gradient(build) -> None:
    model = build(4)
    model(images(6, 3, 8, 8)).square().sum().backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        assert bool(weight.grad.any()), name


@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS.keys())
def test_what_makes_no_network_is_refused(build) -> None:
    with pytest.raises(ValueError, match=r"must be at least 2, but got 1\. A classifier chooses"):
        build(1)
    with pytest.raises(ValueError, match=r"width must be at least 1, but got 0\. Give a larger"):
        build(4, width=0)
    with pytest.raises(ValueError, match=r"seed must be at least 0, but got -1\. Give a whole number from 0 on"):
        build(4, seed=-1)


def test_what_makes_no_input_is_refused() -> None:
    with pytest.raises(ValueError, match=r"in_features must be at least 1, but got 0\. .*C·H·W"):
        mlp(0, 4)
    with pytest.raises(ValueError, match=r"features must be at least 1, but got 0"):
        mlp(4, 4, features=0)
    for build in (cnn, resnet_cifar):
        with pytest.raises(ValueError, match=r"channels must be at least 1, but got 0\. Give 1 for grey"):
            build(0, 4)
    with pytest.raises(ValueError, match=r"blocks must be at least 1, but got 0"):
        resnet_cifar(3, 4, blocks=0)
