"""Where a network looks: the class activation maps of a network that averages over all places at its end."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.geometry import activation_maps
from nls_tutorial.models.classifier import templates


def class_activation_maps(model: nn.Module, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K h w"]:
    r"""Class activation maps: $M_k(i, j) = \sum_d w_{kd}\, f_d(i, j)$, with the last feature maps f and templates w.

    `model` must end in a mean over all places: a `body` that closes with AdaptiveAvgPool2d(1) and Flatten, and a linear
    `head`, as `resnet_cifar` builds it. `images` as the model takes them. Returns (B, K, h, w) on the CPU, without
    gradient; the mean of $M_k$ over the places is class k's logit without its bias. The model answers in evaluation
    mode, and is afterwards in the mode it was before.

    Raises TypeError for a model that ends otherwise.

    Source: Zhou et al. 2016, arXiv 1512.04150, eq. 2; ALS, appendix A.6.
    First met in notebooks/11_take_the_object_away.
    """
    layers = layers_before_mean(model)
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            maps = images
            for layer in layers:
                maps = layer(maps)
    finally:
        for module, training in modes.items():
            module.training = training
    return activation_maps(maps.cpu(), templates(model))


def layers_before_mean(model: nn.Module) -> list[nn.Module]:
    """The layers of a classifier up to its last maps; what comes behind is the mean over all places, and the head."""
    body = getattr(model, "body", None)
    layers = list(body) if isinstance(body, nn.Sequential) else []
    ends = [type(layer) for layer in layers[-2:]] == [nn.AdaptiveAvgPool2d, nn.Flatten]
    if not (ends and layers[-2].output_size in (1, (1, 1))):
        checks.refuse(
            "model",
            "must end in a mean over all places: AdaptiveAvgPool2d(1), Flatten, and the head",
            type(model).__name__,
            "Build it with nls_tutorial.models.resnet_cifar.",
            error=TypeError,
        )
    return layers[:-2]
