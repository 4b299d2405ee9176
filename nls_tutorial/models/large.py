"""The papers' networks, from torchvision, in this room's shape; torchvision is imported when the first one is built."""

from collections.abc import Mapping, MutableMapping
from typing import Any

import torch
from torch import nn

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.models.classifier import Classifier
from nls_tutorial.models.small import seeded
from nls_tutorial.partial_conv import to_partial


class TorchvisionClassifier(Classifier):
    r"""A torchvision network as a body and a last layer: $z = W\,x + b$.

    Its state_dict carries torchvision's own names (`conv1.weight`, …, `fc.bias`), so that weights go both ways:
    `model.load_state_dict(theirs.state_dict())` and `theirs.load_state_dict(model.state_dict())`, whichever padding.
    In training, dropout (MobileNetV2, EfficientNet) is part of the features.

    >>> from nls_tutorial.models import resnet18
    >>> network = resnet18(10, stem="cifar")
    >>> type(network).__name__, network.head.weight.shape
    ('TorchvisionClassifier', torch.Size([10, 512]))
    >>> [name for name in network.state_dict() if name.startswith("fc")]
    ['fc.weight', 'fc.bias']
    """

    def __init__(self, net: nn.Module, head_name: str) -> None:
        nn.Module.__init__(self)
        self.body = net
        self.head = _taken_out(net, head_name)
        self.head_name = head_name
        self.register_state_dict_post_hook(_outward)
        self.register_load_state_dict_pre_hook(_inward)


def resnet18(classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0) -> TorchvisionClassifier:
    """ResNet-18 of torchvision, without pretrained weights; 512 features.

    `classes` is K ≥ 2; images are (B, 3, H, W). `stem` "imagenet" is the published network (224×224; the picture is
    halved five times), "cifar" the usual change for 32×32: a 3×3 convolution of stride 1 and no pooling in front, so
    that the picture is halved three times. `padding` "partial" takes padding for holes
    (`nls_tutorial.partial_conv.to_partial`), "zero" for black pixels; the weights are the same. They depend on `seed`
    alone, and torch's global random numbers are left as they were.

    Raises ValueError for K < 2, another stem or padding, or a negative seed; TypeError for numbers that are not whole.

    Source: He et al. 2016, arXiv 1512.03385.

    >>> network = resnet18(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (512, '11,173,962')
    """
    return _built("resnet18", "fc", classes, stem, padding, seed)


def resnet34(classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0) -> TorchvisionClassifier:
    """ResNet-34 of torchvision; 512 features. The rest is as in `resnet18`.

    Raises what `resnet18` raises.
    Source: He et al. 2016, arXiv 1512.03385.

    >>> network = resnet34(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (512, '21,282,122')
    """
    return _built("resnet34", "fc", classes, stem, padding, seed)


def resnet50(classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0) -> TorchvisionClassifier:
    """ResNet-50 of torchvision, with bottlenecks; 2048 features. The rest is as in `resnet18`.

    Raises what `resnet18` raises.
    Source: He et al. 2016, arXiv 1512.03385.

    >>> network = resnet50(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (2048, '23,520,842')
    """
    return _built("resnet50", "fc", classes, stem, padding, seed)


def resnet101(classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0) -> TorchvisionClassifier:
    """ResNet-101 of torchvision, with bottlenecks; 2048 features. The rest is as in `resnet18`.

    Raises what `resnet18` raises.
    Source: He et al. 2016, arXiv 1512.03385.

    >>> network = resnet101(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (2048, '42,512,970')
    """
    return _built("resnet101", "fc", classes, stem, padding, seed)


def mobilenet_v2(
    classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0
) -> TorchvisionClassifier:
    """MobileNetV2 of torchvision; 1280 features.

    The stem "cifar" gives the first two strided convolutions a stride of 1; no weight changes its shape. The rest is
    as in `resnet18`.

    Raises what `resnet18` raises.
    Source: Sandler et al. 2018, arXiv 1801.04381.

    >>> network = mobilenet_v2(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (1280, '2,236,682')
    """
    return _built("mobilenet_v2", "classifier.1", classes, stem, padding, seed)


def efficientnet_b0(
    classes: int, *, stem: str = "imagenet", padding: str = "zero", seed: int = 0
) -> TorchvisionClassifier:
    """EfficientNet-B0 of torchvision; 1280 features.

    The stem "cifar" gives the first two strided convolutions a stride of 1; no weight changes its shape. The rest is
    as in `resnet18`.

    Raises what `resnet18` raises.
    Source: Tan and Le 2019, arXiv 1905.11946.

    >>> network = efficientnet_b0(10, stem="cifar")
    >>> network.head.in_features, f"{sum(weights.numel() for weights in network.parameters()):,}"
    (1280, '4,020,358')
    """
    return _built("efficientnet_b0", "classifier.1", classes, stem, padding, seed)


def _built(
    architecture: str, head_name: str, classes: int, stem: str, padding: str, seed: int
) -> TorchvisionClassifier:
    checks.class_count("classes", classes)
    checks.choice("stem", stem, ("imagenet", "cifar"))
    checks.choice("padding", padding, ("zero", "partial"))
    with needs("data"):
        from torchvision import models

    with seeded(seed):
        net = getattr(models, architecture)(weights=None, num_classes=classes)
        if stem == "cifar":
            _for_small_pictures(net)
    if padding == "partial":
        net = to_partial(net, inplace=True)
    model = TorchvisionClassifier(net, head_name)
    # channels stored last: the same numbers in less time on a CPU
    return model.to(memory_format=torch.channels_last)


def _for_small_pictures(net: nn.Module) -> None:
    """Halve the picture three times, not five."""
    if hasattr(net, "maxpool"):  # a ResNet
        stem = nn.Conv2d(3, 64, 3, padding=1, bias=False)
        nn.init.kaiming_normal_(stem.weight, mode="fan_out", nonlinearity="relu")  # as torchvision does
        net.conv1, net.maxpool = stem, nn.Identity()
        return
    strided = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d) and layer.stride == (2, 2)]
    for layer in strided[:2]:
        layer.stride = (1, 1)


def _taken_out(net: nn.Module, name: str) -> nn.Linear:
    """The last layer, which leaves the identity in its place."""
    parent, _, leaf = name.rpartition(".")
    holder = net.get_submodule(parent)
    head = holder.get_submodule(leaf)
    assert isinstance(head, nn.Linear)
    holder._modules[leaf] = nn.Identity()
    return head


def _names(model: nn.Module, prefix: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """How this room and torchvision name the head, then the body."""
    return (f"{prefix}head.", f"{prefix}{model.head_name}."), (f"{prefix}body.", prefix)


def _outward(model: nn.Module, state: MutableMapping[str, Any], prefix: str, _: Mapping[str, Any]) -> None:
    """This room's names become torchvision's, in the order in which they stand."""
    for name in [name for name in state if name.startswith(prefix)]:
        for ours, theirs in _names(model, prefix):
            if name.startswith(ours):
                state[theirs + name.removeprefix(ours)] = state.pop(name)
                break


def _inward(model: nn.Module, state: MutableMapping[str, Any], prefix: str, *_: object) -> None:
    """torchvision's names become this room's."""
    (our_head, their_head), (our_body, _their_body) = _names(model, prefix)
    for name in [name for name in state if name.startswith(prefix)]:
        if name.startswith(their_head):
            state[our_head + name.removeprefix(their_head)] = state.pop(name)
        else:
            state[our_body + name.removeprefix(prefix)] = state.pop(name)
