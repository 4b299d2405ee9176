"""Put partial convolutions into any model, and take them out again; the weights stay."""

from collections.abc import Callable
from copy import deepcopy
from typing import TypeVar, cast

from torch import nn

from nls_tutorial import checks
from nls_tutorial.partial_conv.layer import PartialConv2d
from nls_tutorial.partial_conv.rescale import GloballyRescaledConv2d
from nls_tutorial.partial_conv.windows import padded, windows_of
from nls_tutorial.records import PaddingSurvey

Model = TypeVar("Model", bound=nn.Module)


def to_partial(model: Model, *, inplace: bool = False) -> Model:
    """The model with every zero-padded `torch.nn.Conv2d` replaced by a `PartialConv2d` that has its weights.

    Gives a copy and leaves `model` as it was; with `inplace` the model itself is changed and returned (a model that is
    one bare layer is replaced: use what is returned). Parameters, hooks, names and state_dict keys stay as they are, so
    a state_dict of either kind loads into the other. `survey` of the result names the layers that became partial, and
    for each other convolution why it was left.

    Raises TypeError for what is no module.

    First met in notebooks/09_pad_without_inventing.
    """
    return _converted(model, _padded_with_zeros, PartialConv2d, inplace)


def from_partial(model: Model, *, inplace: bool = False) -> Model:
    """Undoes `to_partial` (and `to_globally_rescaled`): every layer of this room becomes a `torch.nn.Conv2d` again.

    Gives a copy, or with `inplace` the model itself. Raises TypeError for what is no module.

    First met in notebooks/09_pad_without_inventing.

    >>> import torch
    >>> network = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3, padding=1))
    >>> back = from_partial(to_partial(network))
    >>> type(back[0]).__name__, torch.equal(back[0].weight, network[0].weight)
    ('Conv2d', True)
    """
    return _converted(model, lambda layer: type(layer) in (PartialConv2d, GloballyRescaledConv2d), nn.Conv2d, inplace)


def to_globally_rescaled(model: Model, *, inplace: bool = False) -> Model:
    """As `to_partial`, with the layers that the NLS code uses instead (`GloballyRescaledConv2d`); to reproduce only.

    Raises TypeError for what is no module.

    Source: the code released with NLS (audit 13). First met in notebooks/09_pad_without_inventing.
    """
    return _converted(model, _padded_with_zeros, GloballyRescaledConv2d, inplace)


def survey(model: nn.Module) -> PaddingSurvey:
    """Which convolutions of the model are partial, which `to_partial` would make so, and why it leaves the others.

    Looks at the model as it is now; nothing is remembered. Raises TypeError for what is no module.

    First met in notebooks/09_pad_without_inventing.
    """
    _is_a_module(model)
    partial, padded, left = [], [], {}
    for name, layer in model.named_modules():
        if isinstance(layer, PartialConv2d) and not _reason_to_leave(layer):
            partial.append(name)
        elif _padded_with_zeros(layer):
            padded.append(name)
        elif isinstance(layer, nn.modules.conv._ConvNd):
            left[name] = _reason_to_leave(layer)
    return PaddingSurvey(partial=tuple(partial), zero_padded=tuple(padded), left=left)


def _padded_with_zeros(layer: nn.Module) -> bool:
    return type(layer) is nn.Conv2d and not _reason_to_leave(layer)


def _reason_to_leave(layer: nn.Module) -> str:
    """Why a convolution is not to become partial; empty for one that is."""
    if not isinstance(layer, nn.Conv2d):
        return f"{type(layer).__name__} is not a 2-D convolution"
    if type(layer) not in (nn.Conv2d, PartialConv2d):
        return f"{type(layer).__name__} is a class of its own"
    if layer.padding_mode != "zeros":
        return f"padded with the picture's own pixels ({layer.padding_mode}): nothing is a hole"
    if not padded(windows_of(layer.kernel_size, layer.stride, layer.padding, layer.dilation)):
        return "no padding: every window lies inside the picture"
    return ""


def _converted(model: Model, chosen: Callable[[nn.Module], bool], kind: type[nn.Conv2d], inplace: bool) -> Model:
    _is_a_module(model)
    checks.flag("inplace", inplace)
    model = model if inplace else deepcopy(model)
    # a layer that stands in two places stays one layer
    new = {layer: _as(kind, layer) for layer in model.modules() if chosen(layer)}
    for parent in list(model.modules()):
        for name, child in parent._modules.items():
            if child in new:
                parent._modules[name] = new[child]
    return cast(Model, new.get(model, model))


def _as(kind: type[nn.Conv2d], layer: nn.Module) -> nn.Conv2d:
    """The same layer, its parameters, hooks and mode, in another class."""
    other = kind.__new__(kind)
    other.__dict__.update(layer.__dict__)
    return other


def _is_a_module(model: object) -> None:
    if not isinstance(model, nn.Module):
        checks.refuse(
            "model", "must be a torch.nn.Module", type(model).__name__, "Pass the network itself.", error=TypeError
        )
