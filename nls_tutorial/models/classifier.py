"""One shape for every network of the course: a body that makes features, and a last layer that compares them."""

from typing import cast

from jaxtyping import Float
from torch import Tensor, nn

from nls_tutorial import checks


class Classifier(nn.Module):
    r"""A network whose last layer can be looked at: $z = W\,x + b$, with the features $x = \mathrm{body}(images)$.

    `model(images)` gives the logits z (B, K); `model.features(images)` the penultimate activations x (B, D);
    `model.head` is the last layer, whose weight rows are the templates; `model.head(x)` turns features into logits.
    Images are (B, C, H, W) floats.

    Source: WDLSH sec. 1. First met in notebooks/01_look_at_the_last_layer.

    >>> import torch
    >>> from nls_tutorial.models import mlp
    >>> network, images = mlp(in_features=64, classes=10), torch.zeros(5, 1, 8, 8)
    >>> isinstance(network, Classifier), network.features(images).shape, network(images).shape
    (True, torch.Size([5, 64]), torch.Size([5, 10]))
    >>> torch.equal(network.head(network.features(images)), network(images))
    True
    """

    def __init__(self, body: nn.Module, features: int, classes: int) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Linear(features, classes)

    def features(self, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B D"]:
        """The penultimate activations x."""
        return cast(Tensor, self.body(images))

    def forward(self, images: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        """The logits z."""
        return cast(Tensor, self.head(self.features(images)))


def templates(model: nn.Module) -> Float[Tensor, "K D"]:
    r"""The templates $w_k$: the weight rows of the last layer, one a class, as a copy (K, D) on the CPU.

    `model.head` must be a `torch.nn.Linear`, as in every model of this room. Training further does not change what
    was returned.

    Raises TypeError for a model without such a head.

    Source: WDLSH sec. 1. First met in notebooks/01_look_at_the_last_layer.
    """
    head = getattr(model, "head", None)
    if not isinstance(head, nn.Linear):
        checks.refuse(
            "model",
            "must have a last layer `head` that is a torch.nn.Linear",
            type(model).__name__,
            "Build it with nls_tutorial.models, or wrap it: Classifier(body, features, classes).",
            error=TypeError,
        )
    return head.weight.detach().cpu().clone()
