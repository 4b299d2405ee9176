"""Into any model and out again: which layers, which weights, what the survey says."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from typecheck import unchecked

from nls_tutorial.partial_conv import (
    GloballyRescaledConv2d,
    PartialConv2d,
    from_partial,
    survey,
    to_globally_rescaled,
    to_partial,
)

CONVERTERS = [(to_partial, PartialConv2d), (to_globally_rescaled, GloballyRescaledConv2d)]


class OwnConv(nn.Conv2d):
    """A convolution whose forward this library knows nothing about."""


def net() -> nn.Sequential:
    shared = nn.Conv2d(4, 4, 3, padding=1, groups=2)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.Sequential(shared, nn.ReLU(), shared),
        nn.Conv2d(4, 4, 1),
        nn.Conv2d(4, 4, 3, padding="valid"),
        nn.Conv2d(4, 4, 3, padding=1, padding_mode="reflect"),
        OwnConv(4, 4, 3, padding=1),
        nn.ConvTranspose2d(4, 4, 3, padding=1),
        nn.Conv2d(4, 4, 4, padding="same", dilation=2),
        nn.Conv2d(4, 2, 1, padding=1),
    )


def pictures(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(("convert", "kind"), CONVERTERS)
def test_replaces_what_is_padded_with_zeros_and_nothing_else(convert, kind) -> None:
    model = net()
    converted = convert(model)
    changed = {name for name, layer in converted.named_modules() if type(layer) is kind}
    assert changed == {"0", "2.0", "8", "9"}
    kept = {name: type(layer) for name, layer in model.named_modules(remove_duplicate=False)}
    for name, layer in converted.named_modules(remove_duplicate=False):
        assert type(layer) is (kind if name in {*changed, "2.2"} else kept[name])
    assert converted[2][0] is converted[2][2]


@pytest.mark.parametrize(("convert", "kind"), CONVERTERS)
def test_there_and_back(convert, kind) -> None:
    model, x = net().eval(), pictures(2, 3, 9, 9)
    weights = copy.deepcopy(model.state_dict())
    expected = model(x)
    converted = convert(model)
    assert not torch.allclose(converted(x), expected)
    assert torch.equal(model(x), expected), "the model given is left alone"
    back = from_partial(converted)
    assert torch.equal(back(x), expected)
    assert [type(layer) for layer in back.modules()] == [type(layer) for layer in model.modules()]
    assert str(back) == str(model)
    for state in (converted.state_dict(), back.state_dict()):
        assert list(state) == list(weights)
        assert all(torch.equal(state[name], weights[name]) for name in weights)
    # twice is once
    assert torch.equal(convert(converted)(x), converted(x))


def test_a_state_dict_of_either_kind_loads_into_the_other() -> None:
    torch.manual_seed(0)
    first, second, x = net().eval(), net().eval(), pictures(2, 3, 9, 9)
    converted = to_partial(second)
    converted.load_state_dict(first.state_dict())
    assert torch.equal(converted(x), to_partial(first)(x))
    second.load_state_dict(to_partial(first).state_dict())
    assert torch.equal(second(x), first(x))


def test_in_place_keeps_parameters_hooks_and_mode() -> None:
    model = net().eval()
    model[0].weight.requires_grad_(False)
    before, seen = list(model.parameters()), []
    model[0].register_forward_hook(lambda layer, _, __: seen.append(type(layer)))
    assert to_partial(model, inplace=True) is model
    assert all(one is other for one, other in zip(model.parameters(), before, strict=True))
    model(pictures(1, 3, 9, 9))
    assert seen == [PartialConv2d]
    assert not model[0].training
    assert not model[0].weight.requires_grad
    assert from_partial(model, inplace=True) is model
    assert all(one is other for one, other in zip(model.parameters(), before, strict=True))


def test_a_copy_shares_no_weights() -> None:
    model = net()
    converted = to_partial(model)
    with torch.no_grad():
        converted[0].weight.zero_()
    assert bool(model[0].weight.any())


@pytest.mark.parametrize("inplace", [False, True])
def test_a_model_that_is_one_layer(inplace) -> None:
    layer = nn.Conv2d(3, 4, 3, padding=1)
    converted = to_partial(layer, inplace=inplace)
    assert type(converted) is PartialConv2d
    assert (converted.weight is layer.weight) is inplace
    assert torch.equal(from_partial(converted)(pictures(1, 3, 5, 5)), layer(pictures(1, 3, 5, 5)))


def test_old_style_weight_norm_is_kept() -> None:
    with pytest.warns(FutureWarning, match="weight_norm"):
        layer = nn.utils.weight_norm(nn.Conv2d(3, 4, 3, padding=1))
    model, x = nn.Sequential(layer), pictures(1, 3, 5, 5)
    converted = to_partial(model, inplace=True)
    assert type(converted[0]) is PartialConv2d
    with torch.no_grad():
        converted[0].weight_g.mul_(2)
    out = converted(x)[..., 1:-1, 1:-1]
    torch.testing.assert_close(from_partial(converted, inplace=True)(x)[..., 1:-1, 1:-1], out)


def test_new_style_parametrizations_are_left() -> None:
    layer = nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 4, 3, padding=1))
    assert survey(nn.Sequential(layer)).left == {"0": "ParametrizedConv2d is a class of its own"}
    assert type(to_partial(nn.Sequential(layer))[0]) is type(layer)


def test_the_survey() -> None:
    model = net()
    before, after = survey(model), survey(to_partial(model))
    assert before.partial == ()
    assert before.zero_padded == ("0", "2.0", "8", "9") == after.partial
    assert after.zero_padded == ()
    assert (
        before.left
        == after.left
        == {
            "3": "no padding: every window lies inside the picture",
            "4": "no padding: every window lies inside the picture",
            "5": "padded with the picture's own pixels (reflect): nothing is a hole",
            "6": "OwnConv is a class of its own",
            "7": "ConvTranspose2d is not a 2-D convolution",
        }
    )
    assert survey(nn.Conv2d(3, 4, 3, padding=1)).zero_padded == ("",)
    rescaled = survey(to_globally_rescaled(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1))))
    assert rescaled.left == {"0": "GloballyRescaledConv2d is a class of its own"}


def test_the_survey_knows_partial_layers_that_have_nothing_to_do() -> None:
    model = nn.Sequential(PartialConv2d(3, 4, 3), PartialConv2d(4, 4, 3, padding=1, padding_mode="circular"))
    assert survey(model).partial == ()
    assert list(survey(model).left) == ["0", "1"]


def test_a_converted_net_trains() -> None:
    torch.manual_seed(0)
    model = to_partial(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 2)))
    x, y = pictures(16, 3, 6, 6), torch.arange(16) % 2
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2


def test_neither_converter_takes_the_others_layers() -> None:
    for first, second in ((to_partial, to_globally_rescaled), (to_globally_rescaled, to_partial)):
        kinds = [type(layer) for layer in first(net()).modules()]
        assert [type(layer) for layer in second(first(net())).modules()] == kinds


@pytest.mark.parametrize("function", [to_partial, from_partial, to_globally_rescaled, survey])
def test_what_is_no_module_is_refused(function) -> None:
    with pytest.raises(TypeError, match="model"):
        unchecked(function)([nn.Conv2d(1, 1, 1)])
