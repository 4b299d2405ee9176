"""torchvision's networks in this room's shape: the same numbers, the same names of weights, either padding."""

import copy
import pickle
import subprocess
import sys
from functools import cache

import pytest
import torch
from spec.later import later
from torch import nn
from torch.nn import functional as F

from nls_tutorial import models
from nls_tutorial.models import TorchvisionClassifier, templates
from nls_tutorial.partial_conv import from_partial, survey, to_partial

pytestmark = pytest.mark.slow

torchvision = later("torchvision")

# features, partial layers where padding is a hole
NETS = {"resnet18": 512, "resnet34": 512, "resnet50": 2048, "mobilenet_v2": 1280, "efficientnet_b0": 1280}
LIGHT = ("resnet18", "mobilenet_v2", "efficientnet_b0")


def pictures(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def alive(net: nn.Module) -> nn.Module:
    """In evaluation, with statistics of its own: as it is made, a deep net's features vanish and tell nothing."""
    norms = [layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
    for layer in norms:
        layer.momentum = 1.0
    with torch.no_grad():
        net.train()(pictures(4, 3, 64, 64))
    for layer in norms:
        layer.momentum = 0.1
    return net.eval()


@cache
def built(name: str, stem: str = "imagenet", padding: str = "zero") -> TorchvisionClassifier:
    """In evaluation; not to be changed."""
    return alive(getattr(models, name)(4, stem=stem, padding=padding))


@cache
def theirs(name: str) -> nn.Module:
    torch.manual_seed(1)
    return alive(getattr(torchvision.models, name)(weights=None, num_classes=4))


@pytest.mark.parametrize("name", NETS)
def test_with_their_weights_it_gives_their_numbers(name) -> None:
    model, x = copy.deepcopy(built(name)), pictures(1, 3, 64, 64)
    assert list(model.state_dict()) == list(theirs(name).state_dict())
    model.load_state_dict(theirs(name).state_dict())
    expected = theirs(name)(x)
    assert expected.abs().max().item() > 1e-3
    torch.testing.assert_close(model(x), expected, rtol=1e-3, atol=1e-6)
    features = model.features(x)
    assert features.shape == (1, NETS[name])
    torch.testing.assert_close(model.head(features), model(x))
    last = dict(theirs(name).named_modules())["fc" if "resnet" in name else "classifier.1"]
    assert torch.equal(templates(model), last.weight)


@pytest.mark.parametrize("name", NETS)
def test_weights_go_both_ways_whatever_the_padding(name) -> None:
    """Theirs → partial → zero → theirs, without a name or a number lost."""
    state = theirs(name).state_dict()
    partial, zero = copy.deepcopy(built(name, padding="partial")), copy.deepcopy(built(name))
    partial.load_state_dict(state)
    zero.load_state_dict(partial.state_dict())
    back = copy.deepcopy(theirs(name))
    nn.init.zeros_(next(back.parameters()))
    back.load_state_dict(to_partial(zero).state_dict())
    assert all(torch.equal(value, state[key]) for key, value in back.state_dict().items())
    assert all(torch.equal(value, state[key]) for key, value in from_partial(partial).state_dict().items())


@pytest.mark.parametrize("name", NETS)
def test_converts_trains_a_step_and_converts_back(name) -> None:
    model = to_partial(built(name, "cifar")).train()
    found = survey(model)
    assert found.zero_padded == ()
    assert set(found.left.values()) <= {"no padding: every window lies inside the picture"}
    padded = [
        layer for layer in built(name, "cifar").modules() if getattr(layer, "padding", (0, 0)) in ((1, 1), (2, 2))
    ]
    assert len(found.partial) == sum(isinstance(layer, nn.Conv2d) for layer in padded) > 0
    before = {key: value.clone() for key, value in model.state_dict().items()}
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    F.cross_entropy(model(pictures(2, 3, 16, 16)), torch.tensor([0, 3])).backward()
    optimizer.step()
    for key, weight in model.named_parameters():
        assert weight.grad is not None, key
    back = from_partial(model).eval()
    assert survey(back).partial == ()
    assert any(not torch.equal(value, before[key]) for key, value in back.state_dict().items())
    plain = copy.deepcopy(built(name, "cifar"))
    plain.load_state_dict(model.state_dict())
    x = pictures(1, 3, 16, 16)
    assert torch.equal(back(x), plain(x))


@pytest.mark.parametrize("name", LIGHT)
def test_partial_padding_is_the_converted_network(name) -> None:
    x = pictures(1, 3, 32, 32)
    partial, zero = built(name, "cifar", "partial"), copy.deepcopy(built(name, "cifar"))
    zero.load_state_dict(partial.state_dict())
    assert torch.equal(partial(x), to_partial(zero)(x))
    assert not torch.allclose(partial(x), zero(x), rtol=1e-3)
    assert survey(partial).zero_padded == () == survey(zero).partial


@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize(("stem", "halvings"), [("imagenet", 5), ("cifar", 3)])
def test_how_often_the_picture_is_halved(name, stem, halvings) -> None:
    model, seen = copy.deepcopy(built(name, stem)), []
    last = model.body.layer4 if name == "resnet18" else model.body.features
    last.register_forward_hook(lambda _, __, out: seen.append(out.shape[-1]))
    model(pictures(1, 3, 64, 64))
    assert seen == [64 // 2**halvings]


def test_the_cifar_stem_changes_the_shape_of_one_resnet_weight_only() -> None:
    for name in LIGHT:
        shapes = [
            {key: value.shape for key, value in built(name, stem).state_dict().items()}
            for stem in ("imagenet", "cifar")
        ]
        changed = [key for key in shapes[0] if shapes[0][key] != shapes[1][key]]
        assert changed == (["conv1.weight"] if name == "resnet18" else [])
    assert built("resnet18", "cifar").state_dict()["conv1.weight"].shape == (64, 3, 3, 3)
    # drawn as torchvision draws the others: variance 2 over what a weight fans out to
    assert built("resnet18", "cifar").body.conv1.weight.std().item() == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.1)


def test_the_seed_alone_decides_the_weights() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one = models.mobilenet_v2(4, seed=7, stem="cifar")
    assert torch.equal(torch.rand(3), expected), "the global random numbers go on as if nothing had happened"
    same, other = models.mobilenet_v2(4, seed=7, padding="partial"), models.mobilenet_v2(4, seed=8)
    assert all(torch.equal(value, same.state_dict()[key]) for key, value in one.state_dict().items())
    assert not torch.equal(templates(one), templates(other))


def test_inside_another_module_the_names_keep_their_place() -> None:
    outer = nn.ModuleDict({"net": copy.deepcopy(built("resnet18"))})
    state = outer.state_dict()
    assert next(iter(state)) == "net.conv1.weight"
    assert list(state)[-1] == "net.fc.bias"
    nn.init.zeros_(outer["net"].head.weight)
    outer.load_state_dict(state | {"net.fc.weight": torch.ones(4, 512)})
    assert torch.equal(templates(outer["net"]), torch.ones(4, 512))


def test_a_state_dict_that_does_not_fit_is_refused_as_torch_does() -> None:
    model = copy.deepcopy(built("resnet18"))
    state = dict(model.state_dict())
    del state["conv1.weight"]
    with pytest.raises(RuntimeError, match=r"Missing key\(s\) in state_dict: \"body\.conv1\.weight\""):
        model.load_state_dict(state)


def test_copies_and_pickles_with_their_names() -> None:
    model = built("resnet18", "cifar", "partial")
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert list(other.state_dict()) == list(theirs("resnet18").state_dict())
        assert torch.equal(other(pictures(1, 3, 16, 16)), model(pictures(1, 3, 16, 16)))


@pytest.mark.parametrize("name", NETS)
def test_what_makes_no_network_is_refused(name) -> None:
    build = getattr(models, name)
    with pytest.raises(ValueError, match=r"classes must be at least 2, but got 1"):
        build(1)
    with pytest.raises(ValueError, match=r"stem must be one of 'imagenet', 'cifar', but got 'mnist'"):
        build(4, stem="mnist")
    with pytest.raises(ValueError, match=r"padding must be one of 'zero', 'partial', but got 'reflect'"):
        build(4, padding="reflect")
    with pytest.raises(ValueError, match=r"seed must be at least 0, but got -1"):
        build(4, seed=-1)


def test_torchvision_is_not_imported_before_it_is_needed() -> None:
    code = "import sys, nls_tutorial.models, nls_tutorial.partial_conv; assert 'torchvision' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
