"""Ways to train on CIFAR-10: the network, the loss, the padding and the learning rate."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks, models
from nls_tutorial.losses import (
    confidence_penalty_loss,
    flsd_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
    normalized_cross_entropy,
)
from nls_tutorial.partial_conv import to_partial
from nls_tutorial.targets import smooth_uniform

Loss = Callable[[Tensor, Tensor], Tensor]
EPSILON = 0.1  # of LS and normLS
MARGIN = 6.0  # of MbLS on CIFAR-10
LARGER = 10.0  # times the learning rate, for the weak gradient of normLS


def normalized_smoothed(logits: Tensor, labels: Tensor) -> Tensor:
    """Normalized cross-entropy with ε = 0.1, the mean over a batch: NLS's normLS."""
    return normalized_cross_entropy(logits, smooth_uniform(labels, logits.shape[1], EPSILON))


LOSSES: dict[str, Loss] = {
    "CE": F.cross_entropy,
    "LS": partial(label_smoothing_cross_entropy, epsilon=EPSILON),
    "normLS": normalized_smoothed,
    "ECP": partial(confidence_penalty_loss, weight=0.1),
    "FL": partial(focal_loss, gamma=3.0),
    "FLSD": flsd_loss,
    "MbLS m = 0": partial(margin_loss, margin=0.0),
    "MbLS": partial(margin_loss, margin=MARGIN),
}
SMALL: dict[str, int] = {"ResNet-8": 1, "ResNet-20": 3, "ResNet-32": 5}  # blocks a stage
LARGE: dict[str, Callable[..., models.Classifier]] = {
    "ResNet18": models.resnet18,
    "ResNet34": models.resnet34,
    "ResNet50": models.resnet50,
    "ResNet101": models.resnet101,
}


@dataclass(frozen=True)
class Recipe:
    """What is compared: `loss` in LOSSES, `padding` "zero" or "partial", `rate` times the learning rate, the network.

    Raises ValueError for a name that is not there and a rate that is not above 0.
    First met in notebooks/14_train_on_cifar10.

    >>> sum(weights.numel() for weights in Recipe("CE").build(10, seed=0, width=16).parameters())
    78042
    """

    loss: str = "CE"
    padding: str = "zero"
    rate: float = 1.0
    network: str = "ResNet-8"

    def __post_init__(self) -> None:
        checks.choice("loss", self.loss, LOSSES)
        checks.choice("padding", self.padding, ("zero", "partial"))
        checks.positive("rate", self.rate)
        checks.choice("network", self.network, (*SMALL, *LARGE))

    def build(self, classes: int, *, seed: int, width: int = 16, channels: int = 3) -> nn.Module:
        """The network before training; `width` and `channels` are for the small ones."""
        if self.network in SMALL:
            blocks = SMALL[self.network]
            small = models.resnet_cifar(channels, classes, width=width, blocks=blocks, seed=seed)
            return to_partial(small) if self.padding == "partial" else small
        return LARGE[self.network](classes, stem="cifar", padding=self.padding, seed=seed)
